#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds of cmdline, acpi-dmar, acpi-ivrs and kconfig: nobody's real bytes."""

import os
import struct

HERE = os.path.dirname(os.path.realpath(__file__))


def table(signature, fixed, blocks):
    body = fixed + b"".join(blocks)
    b = bytearray(struct.pack("<4sIBB6s8sI4sI", signature, 36 + len(body), 2, 0, b"\xC0VIRT",
                              b"FN TABLE", 1, b"FN  ", 1) + body)
    b[9] = -sum(b) & 0xFF
    return bytes(b)


def scope(kind, number, bus, *hops):
    path = b"".join(bytes(h) for h in hops)
    return bytes([kind, 6 + len(path), 0, 0, number, bus]) + path


def structure(kind, body):
    return struct.pack("<HH", kind, 4 + len(body)) + body


GPU = scope(1, 0, 0, (2, 0))
DRHD_GPU = structure(0, struct.pack("<BBHQ", 0, 0, 0, 0xFED90000) + GPU)
DRHD_ALL = structure(0, struct.pack("<BBHQ", 1, 1, 0, 0xFED91000) + scope(3, 2, 0, (30, 7))
                     + scope(4, 0, 0, (30, 6)))
RMRR = structure(1, struct.pack("<HHQQ", 0, 0, 0x7B800000, 0x7FFFFFFF) + GPU)
ATSR = structure(2, struct.pack("<BBH", 0, 0, 0) + scope(2, 0, 0, (1, 0), (0, 0)))
RHSA = structure(3, struct.pack("<IQI", 0, 0xFED91000, 1))
NAMED = structure(4, bytes([0, 0, 0, 1]) + b"\\_SB.PC00.SPI1\0")
SATC = structure(5, struct.pack("<BBH", 1, 0, 0) + GPU)
SIDP = structure(6, struct.pack("<HH", 0, 0) + GPU)
DMAR_FIXED = bytes([38, 5]) + bytes(10)


def acpi_dmar():
    every = [DRHD_GPU, DRHD_ALL, RMRR, ATSR, RHSA, NAMED, SATC, SIDP]
    whole = table(b"DMAR", DMAR_FIXED, every)
    yield "every-type", whole
    yield "cut", whole[:150]
    yield "header", table(b"DMAR", DMAR_FIXED, [])
    yield "unknown-type", table(b"DMAR", DMAR_FIXED, [structure(9, bytes(12)), DRHD_ALL])
    yield "too-short", table(b"DMAR", DMAR_FIXED, [structure(i, bytes(2)) for i in range(8)])
    yield "no-length", table(b"DMAR", DMAR_FIXED, [DRHD_GPU, bytes(4), DRHD_ALL])
    yield "odd-scope", table(b"DMAR", DMAR_FIXED,
                             [structure(0, struct.pack("<BBHQ", 0, 0, 0, 1) + GPU + b"\1\7"
                                        + bytes(5))])
    yield "no-end-of-name", table(b"DMAR", DMAR_FIXED, [structure(4, b"\0\0\0\1name")])
    yield "bad-sum", whole[:9] + b"\0" + whole[10:]


IVRS_FIXED = struct.pack("<IQ", 0x203043, 0)
RANGE = b"\3\x08\0\0\4\xfe\xff\0"
ALIAS = b"\x43\0\xff\0\0\xa5\0\0\4\xff\xff\0"
SPECIAL = b"\x48\0\0\0\0\xa0\0\2\x48\0\0\xd7\x21\xa0\0\1"
OTHERS = b"\1\0\0\0\2\x48\0\0\x42\x10\0\0\0\x20\0\0\x46\x30\0\0\0\0\0\x80\x47\x40\0\0\0\0\0\0"
HID_TEXT = b"\xf0\xa5\0\x40TEST0020" + bytes(8) + b"\2\x09\\_SB.FUR0"
HID_NUMBER = b"\xf0\x60\0\x40TEST0201" + bytes(8) + b"\1\2\1\0"


def unit(kind, entries, size=None):
    head = struct.pack("<HHQHHI", 2, 0x40, 0xFD200000, 0, 0, 0x80048F6E)
    efr = b"" if kind == 0x10 else struct.pack("<QQ", 0x246577EFA2254AFA, 0x10)
    body = head + efr + entries
    return struct.pack("<BBH", kind, 0xB0, size or 4 + len(body)) + body


def memory(kind, first, last):
    return struct.pack("<BBHHHQQQ", kind, 8, 32, first, last, 0, 0x75E00000, 0x20000)


def acpi_ivrs():
    entries = RANGE + ALIAS + bytes(4) + SPECIAL
    hids = entries + HID_TEXT + HID_NUMBER
    whole = table(b"IVRS", IVRS_FIXED, [unit(0x10, entries), unit(0x11, entries + OTHERS),
                                        memory(0x21, 0x60, 0), memory(0x22, 0, 0xFFFF),
                                        memory(0x20, 0, 0), unit(0x40, hids)])
    yield "every-type", whole
    yield "cut", whole[:200]
    yield "header", table(b"IVRS", IVRS_FIXED, [])
    yield "unknown-type", table(b"IVRS", IVRS_FIXED, [memory(0x51, 0, 0), unit(0x10, RANGE)])
    yield "unknown-entry", table(b"IVRS", IVRS_FIXED, [unit(0x10, b"\5\0\0\0" + RANGE + b"\x90"
                                                            + bytes(15))])
    yield "too-short", table(b"IVRS", IVRS_FIXED,
                             [bytes([k, 0, 4, 0]) for k in (0x10, 0x11, 0x40, 0x20)])
    yield "cut-entry", table(b"IVRS", IVRS_FIXED, [unit(0x40, RANGE + HID_TEXT[:-1])])
    yield "long-number", table(b"IVRS", IVRS_FIXED,
                               [unit(0x40, HID_NUMBER[:21] + b"\x09" + bytes(9))])
    yield "no-length", table(b"IVRS", IVRS_FIXED, [unit(0x10, RANGE), bytes(4)])


def cmdline():
    line = (b"BOOT_IMAGE=/vmlinuz root=UUID=1 ro quiet  acpi_osi=\"Windows 2022\" "
            b"pci=realloc,noaer\n")
    yield "list", line + b"\0pci\0noaer,hpbussize=4"
    yield "add", line + b"\0i915.enable_guc=3\0x"
    yield "alike", b"vfio-pci.ids=1 vfio_pci.ids=2 --  vfio-pci.ids=3\0vfio_pci.ids\x003,4"
    yield "end", b"--\0a=\"b c\"\0d e"
    yield "leading", b"  -- a\0a\0b"
    yield "nothing", b"\0a\0b"
    yield "blanks", b" \t\n\0a\0b"
    yield "open", b"a b=\"c d\0e\0f"
    yield "whole", b"\"dyndbg=file drivers/pci/* +p; file a +p\" x\0dyndbg\0y z"
    yield "quotes", b"\"a=\"b\"\" =c \" \"d\" e=\" f\"g h\"i=j k=\"\"\0k\0\""
    yield "latin", b"a=\xa0b c\xc3\xa0 d\0c\xc3\0e"
    yield "empty-list", b"pci=,a, x pci=\0pci\0a"
    yield "quoted-list", b"x \"pci=a,b\" pci=a,\"b c\",d\0pci\0a"
    yield "no-value", b"quiet quiet=1\0quiet\x001"


CONFIG = (b"#\n# Linux/x86 6.12.0 Kernel Configuration\n#\nCONFIG_PCI_IOV=y\nCONFIG_VFIO_PCI=m\n"
          b"# CONFIG_XEN is not set\nCONFIG_HZ=1000\nCONFIG_PHYSICAL_START=0x1000000\n"
          b"CONFIG_LSM=\"lockdown,\\\"yama\\\"\"\nCONFIG_TIMEOUT=-1\nCONFIG_EMPTY=\"\"\n")
NAMES = b"PCI_IOV VFIO_PCI XEN HZ PHYSICAL_START LSM TIMEOUT EMPTY PCI\n"


def kconfig():
    yield "config", NAMES + CONFIG
    yield "windows", NAMES + CONFIG.replace(b"\n", b"\r\n")
    yield "cut", NAMES + CONFIG[:-3]
    yield "nothing", NAMES
    yield "twice", b"A A B\nCONFIG_A=y\n# CONFIG_A is not set\nCONFIG_B=n\nCONFIG_B=m\n"
    yield "broken", (b"A B C D E F G H\nCONFIG_A=\nCONFIG_B=yes\nCONFIG_C=\"x\nCONFIG_D=\"x\\\"\n"
                     b"CONFIG_E=0x\nCONFIG_F=-\nCONFIG_G\n # CONFIG_H=y\n# CONFIG_H is not set \n")
    yield "large", (b"A B C\nCONFIG_A=99999999999999999999\nCONFIG_B=0xffffffffffffffff\n"
                    b"CONFIG_C=" + b"0" * 30 + b"\n")


def modprobe_conf():
    yield "commands", (b"\0# options i915 x=1\noptions vfio-pci ids=8086:46a6 disable_vga=1\n"
                       b"softdep i915 pre: vfio-pci\nblacklist nouveau\ninstall xe /bin/false\n")
    yield "continued", b"\0options i915 \\\nmax_vfs=7 \\\n\tenable_guc=3\n# a \\\nb c\nd e\\"
    yield "list", b"\1# list\nvfio\n vfio_pci ids=8086:46a6\r\n; no\n\t\nkvmgt"
    yield "dracut", b"\2add_drivers+=\" vfio vfio_pci \"\nforce_drivers+='xe'\n"
    yield "mkinitcpio", (b"\2MODULES=(i915 # why \")\n\t\"vfio_pci\"\n\tx\\\ny)\n"
                         b"HOOKS=(base kms)\nMODULES+=(a;b) c\n")
    yield "open", b"\2X=\"open\nend"
    yield "zeros", b"\0options \0 i915\0a=b\n\0\n"
    yield "nothing", b"\2"


def main():
    for name, seeds in (("cmdline", cmdline()), ("acpi-dmar", acpi_dmar()),
                        ("acpi-ivrs", acpi_ivrs()), ("kconfig", kconfig()),
                        ("modprobe-conf", modprobe_conf())):
        folder = os.path.join(HERE, "corpus", name)
        os.makedirs(folder, exist_ok=True)
        for seed, data in seeds:
            with open(os.path.join(folder, seed), "wb") as file:
                file.write(data)


if __name__ == "__main__":
    main()

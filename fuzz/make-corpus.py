#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds in fuzz/corpus/: invented machines, nobody's real bytes."""

import os
import struct

HERE = os.path.dirname(os.path.realpath(__file__))


def space(size=4096, vendor=0x8086, device=0x10C9, klass=0x020000, header_type=0):
    b = bytearray(size)
    struct.pack_into("<HHHHI", b, 0, vendor, device, 0x0406, 0x0010, klass << 8 | 1)
    b[0x0E] = header_type
    b[0x34] = 0x40
    return b


def legacy(b, chain):
    """chain: (offset, id, bytes behind the two of the header)."""
    for i, (off, cap, body) in enumerate(chain):
        following = chain[i + 1][0] if i + 1 < len(chain) else 0
        b[off:off + 2 + len(body)] = bytes([cap, following]) + body
    return b


def extended(b, chain):
    for i, (off, cap, body) in enumerate(chain):
        following = chain[i + 1][0] if i + 1 < len(chain) else 0
        struct.pack_into("<I", b, off, cap | 1 << 16 | following << 20)
        b[off + 4:off + 4 + len(body)] = body
    return b


PM = (0x40, 0x01, struct.pack("<HH", 0xC823, 0))
MSIX = (0x70, 0x11, struct.pack("<HII", 0x8009, 3, 0x2003))
PCIE = (0xA0, 0x10, struct.pack("<HI", 0x0002, 1 << 28) + bytes(0x34))
AF = (0x50, 0x13, bytes([6, 3, 0, 0]))
ACS = (0x100, 0x0D, struct.pack("<HH", 0x5F, 0x1D))
ARI = (0x150, 0x0E, bytes(4))
SRIOV = (0x160, 0x10, struct.pack("<IHHHHHHHHHHII", 2, 0x19, 0, 7, 7, 3, 0, 0x80, 2, 0, 0x10CA,
                                  0x553, 1) + bytes(28))
REBAR = (0x200, 0x15, struct.pack("<IIII", 0x1F0, 2 << 5 | 2 << 8, 1 << 12, 1 << 16 | 0x802))
OTHERS = [(0x240 + 0x10 * i, cap, bytes(8)) for i, cap in enumerate((0x0F, 0x13, 0x1B, 0x24, 0x2A))]


def pci_config():
    pf = extended(legacy(space(), [PM, MSIX, PCIE]), [ACS, ARI, SRIOV, REBAR, *OTHERS])
    yield "pf", pf
    yield "pf-256", pf[:256]
    yield "pf-64", pf[:64]
    yield "pf-cut-in-sriov", pf[:0x180]
    yield "empty", b""
    yield "ones", b"\xff" * 4096
    vf = bytearray(pf)
    vf[0:4] = b"\xff" * 4
    yield "vf", vf
    yield "conventional", legacy(space(256), [PM, AF])
    yield "bridge", legacy(space(256, klass=0x060400, header_type=1), [PCIE])
    cardbus = legacy(space(256, klass=0x060700, header_type=2), [(0xDC, 0x01, bytes(6))])
    cardbus[0x14] = 0xDC
    yield "cardbus", cardbus
    loop = bytearray(pf)
    loop[0xA1] = 0x40
    struct.pack_into("<I", loop, 0x160, 0x00010010 | 0x100 << 20)
    yield "loops", loop
    yield "at-the-end", extended(legacy(space(), [PCIE]), [ACS, (0xFFC, 0x10, b"")])
    yield "two-of-a-kind", legacy(space(256), [PM, (0xFC, 0x01, b"")])


LIST = (b"# names\n\n8086  Intel Corporation\n\t10c9  82576 Gigabit\n\t\t8086 a03c  Gigabit ET\n"
        b"\t10CA  82576 Virtual Function\r\n1b36  Red Hat, Inc.\n\t0010  QEMU NVM Express\n"
        b"C 02  Network controller\n\t00  Ethernet controller\n\t10c9  no device\n")


def pci_ids():
    queries = bytes([3]) + struct.pack(">HHHHHH", 0x8086, 0x10C9, 0x8086, 0x10CA, 0x1B36, 0x0010)
    yield "list", queries + LIST
    yield "no-newline", queries + LIST[:-1]
    yield "cut", queries + LIST[:40]
    yield "no-queries", b"\0" + LIST
    yield "nothing", b""
    yield "rubbish", queries + b"8086 \n\t10c9 x\nzzzz  y\n\t10c9  z\n\r\n\t\n\t\t\n8086  \0\n\t10c9  \xff"


CAUSE = b"igb 0000:01:00.0: can't enable 2 VFs (bus 02 out of range of [bus 01])"
FOLLOWS = b"ixgbe 0000:01:00.0: Failed to enable PCI sriov: -12"


def kmsg():
    yield "dmesg", b"[    1.234567] " + CAUSE + b"\n[    1.3][  T12] " + FOLLOWS + b"\n"
    yield "console", b"<6>[    1.234567] " + CAUSE + b"\nkern  :warn  : [    1.5] " + FOLLOWS
    yield "times", (b"[Sat Nov 21 02:00:00 2026] " + CAUSE + b"\n[Feb26 10:50] x\n[  +0.000007] "
                    + FOLLOWS)
    yield "syslog", (b"Nov 21 02:00:00 host kernel: " + CAUSE + b"\n"
                     b"2026-11-21T02:00:00+0100 host libvirtd[88]: " + FOLLOWS + b"\r\n")
    yield "records", b"6,1234,5678,-;" + CAUSE + b"\n SUBSYSTEM=pci\n6,1235,5679,-;" + FOLLOWS
    yield "quoted", b"> | \033[32m[    1.0] \033[0m" + CAUSE + b"\033[m\n>\n"
    yield "boots", (b"Linux version 6.12.0 (a@b) (gcc, ld) #1 SMP\n" + CAUSE + b"\n") * 2
    yield "chain", (b"pci 0000:01:00.0: VF BAR 0 [mem size 0x00200000 64bit]: failed to assign\n"
                    b"igb 0000:01:00.0: not enough MMIO resources for SR-IOV\n" + FOLLOWS +
                    b"\n-bash: echo: write error: Cannot allocate memory\n"
                    b"i915 0000:01:00.0: Enabled 2 VFs\n")
    yield "journal", (b'{"PRIORITY":"3","_TRANSPORT":"kernel","SYSLOG_FACILITY":"0","MESSAGE":"'
                      + CAUSE + b'"}\n{ "__REALTIME_TIMESTAMP" : "1764000000000000", "MESSAGE" : "'
                      + FOLLOWS + b'" , "X":["a",null,1.5e3] }\r\n')
    yield "journal-bytes", (b'{"MESSAGE":[' + b",".join(b"%d" % c for c in b"\033[31m" + FOLLOWS)
                            + b'],"_SOURCE_MONOTONIC_TIMESTAMP":"1234567"}\n'
                            b'{"MESSAGE":null}\n{"MESSAGE":["a","b\\n"]}\n> {"MESSAGE":[]}\n')
    yield "journal-escapes", (b'{"MESSAGE":"\\u001b[1m\\ud83d\\ude00 \\ud83d \\u0000\\"\\\\\\/\\t"}\n'
                              b'{"MESSAGE":"\\uD800\\u0041 \\u00e9\\u20ac"}\n')
    yield "journal-rubbish", (b'{\n{}\n{"MESSAGE\n{"MESSAGE":"\\u12"}\n{"MESSAGE":"x"} y\n{"MESSAGE":{}}\n'
                              b'{"MESSAGE":"x",}\n{"MESSAGE":[300,-1,1e1,"\\')
    yield "nothing", b""
    yield "rubbish", b"\033[\n<9999999999>[99999999999999999999.1] x\n[]\n,,;\n6,1,2,\n>|>\0\xff"


def main():
    for name, seeds in (("pci-config", pci_config()), ("pci-ids", pci_ids()), ("kmsg", kmsg())):
        folder = os.path.join(HERE, "corpus", name)
        os.makedirs(folder, exist_ok=True)
        for seed, data in seeds:
            with open(os.path.join(folder, seed), "wb") as file:
                file.write(data)


if __name__ == "__main__":
    main()

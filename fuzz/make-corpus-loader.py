#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds of the formats of boot loaders' configuration: nobody's real bytes."""

import os

HERE = os.path.dirname(os.path.realpath(__file__))

BLS_ENTRY = {
    "entry": b"root=x ro intel_iommu=on\0# c\ntitle\tArch Linux\nlinux /vmlinuz-linux\n"
             b"initrd /i.img\noptions root=x ro\n",
    "crlf": b"a b\0title x\r\noptions \ta\r\noptions b\r\nlinux y",
    "quotes": b'"a b"\0options c\noptions "d e"\noptions "\noptions ""',
    "nothing": b"a\0",
    "no-newline": b"a\0title x",
    "rubbish": b'a\0options\n options \n#options b\n\toptions\t"b\r\roptions c\n\xff \xfe\n',
}

REFIND_LINUX = {
    "lines": b'ro x=1\0"Boot with standard options"  "ro root=UUID=1 quiet"\n'
             b'"Boot to single-user mode" "ro single"\n',
    "quotes": b'a="b c"\0# "x" "y"\n "a ""b""" "ro x=""1 2"""\r\n"c" "d" e\n',
    "rubbish": b'a\0"open\n"a"\n"a""b"\n"a" b\n"a" "b',
    "nothing": b"a\0",
}

ENTRY = b"title A\r\nlinux /l\r\noptions root=1 pci=noaer\r\noptions rw"
BOOT_EDIT = {
    "entry": b"\0" + ENTRY,
    "kernel-install": b"\1# c\nroot=1\n\nro quiet",
    "kernel-install-empty": b"\1# c\n",
    "uki": b"\2root=1 a=\"b c\"\r\n",
    "refind": b'\3"Standard" "ro root=1 a=""b c"""\n"Single" "single"',
    "proxmox": b"\4root=ZFS=rpool/ROOT/pve-1 boot=zfs\n",
    "sdboot-manage": b"\5# LINUX_OPTIONS=no\nLINUX_OPTIONS='quiet splash' # c\n",
    "limine": b'\6KERNEL_CMDLINE[default]="root=1"\nKERNEL_CMDLINE[default]+=" quiet"\n'
              b"KERNEL_CMDLINE[lts]=ro",
}


def main():
    for name, seeds in (("bls-entry", BLS_ENTRY), ("boot-edit", BOOT_EDIT),
                        ("refind-linux", REFIND_LINUX)):
        folder = os.path.join(HERE, "corpus", name)
        os.makedirs(folder, exist_ok=True)
        for seed, data in seeds.items():
            with open(os.path.join(folder, seed), "wb") as file:
                file.write(data)


if __name__ == "__main__":
    main()

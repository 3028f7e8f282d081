#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds in fuzz/corpus/capture and fuzz/corpus/redact: invented machines and people."""

import gzip
import io
import lzma
import os
import tarfile

HERE = os.path.dirname(os.path.realpath(__file__))
DEVICE = "sys/devices/pci0000:00/0000:00:02.0"
SMALL = [
    (f"{DEVICE}/uevent", b"DRIVER=i915\nPCI_CLASS=30000\nPCI_ID=8086:46A6\n"),
    (f"{DEVICE}/iommu_group", "../../../kernel/iommu_groups/0"),
    ("sys/bus/pci/devices/0000:00:02.0", "../../../devices/pci0000:00/0000:00:02.0"),
    ("sys/kernel/iommu_groups/0/type", b"DMA-FQ\n"),
    ("sys/class/net", None),
    ("proc/self/mountinfo", b"36 35 8:1 / / rw - ext4 /dev/sda1 rw\n"),
    ("proc/7/fd/3", "/dev/vfio/0"),
    ("dev/kmsg", b"6,1,1,-;DMAR: IOMMU enabled\n"),
    (".virtfn/holders-seen", b"yes"),
]


def tar(members, kind=None, form=tarfile.GNU_FORMAT):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as t:
        for path, what in members:
            info = tarfile.TarInfo("x")
            info.name = path
            data = what if isinstance(what, bytes) else b""
            info.size = len(data)
            info.type = tarfile.REGTYPE if isinstance(what, bytes) else tarfile.DIRTYPE
            if isinstance(what, str):
                info.type, info.linkname = tarfile.SYMTYPE, what
            info.type = kind or info.type
            t.addfile(info, io.BytesIO(data))
    return out.getvalue().rstrip(b"\0") + bytes(1024)


def captures():
    whole = tar(SMALL)
    yield "whole", whole
    yield "gzip", gzip.compress(whole, mtime=0)
    yield "xz", lzma.compress(whole, preset=1)
    yield "pax", tar(SMALL[:3], form=tarfile.PAX_FORMAT)
    yield "cut", whole[:1700]
    yield "empty", b""
    yield "absolute", tar([("/etc/passwd", b"x")])
    yield "dots", tar([("sys/../../x", b"x")])
    yield "hard", tar([("sys/a", b"")], tarfile.LNKTYPE)
    yield "device", tar([("dev/sda", b"")], tarfile.BLKTYPE)
    yield "twice", tar([("a", b"x"), ("a", b"y")])
    yield "below", tar([("a", "b"), ("a/b", b"y")])
    yield "loop", tar([("sys/bus/pci/devices", "devices"), ("sys/class/net", "/")])
    yield "long", tar([("/".join(["n" * 90] * 5), b"x")])


def texts():
    yield "macs", b"52:54:00:aa:bb:cc 52-54-00-aa-bb-cd enx525400aabbcc 00:11:22:33:44:55:66:77\n"
    yield "uuids", b"UUID=3f1b2c4d-aaaa-4bbb-8ccc-0123456789ab PARTUUID=1a2b3c4d-02 " \
                   b"luks-3f1b2c4d-aaaa-4bbb-8ccc-0123456789ab 0123456789abcdef0123456789abcdef\n"
    yield "ips", b"10.1.2.3 127.0.0.1 version 1.2.3.4 fe80::5054:ff:feaa:bbcc ::1 2a00:1450::200e:\n"
    yield "serials", b"usb 1-1: SerialNumber: AB C\neui.0025385b71b1a2c3 /dev/disk/by-id/ata-X_1\n"
    yield "names", b"zaphod /home/marvin/x /run/media/ford/disk marvin zaphods\n"
    yield "log", b"[    1.234567] pci 0000:00:00.0: [8086:29c0] type 00 class 0x060000\n"
    config = bytearray(0x200)
    config[0x100:0x104] = b"\x03\x00\x01\x00"
    config[0x104:0x10c] = b"12345678"
    yield "config", bytes(config)


def main():
    for name, seeds in (("capture", captures()), ("redact", texts())):
        folder = os.path.join(HERE, "corpus", name)
        os.makedirs(folder, exist_ok=True)
        for seed, data in seeds:
            with open(os.path.join(folder, seed), "wb") as file:
                file.write(data)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds of archive and efi-vendor: the images of make-corpus-efi.py, packed.

They are also what tests/cli/rom-archive.sh reads; a name that starts with "bad" is damaged,
or means harm.
"""

import bz2
import gzip
import importlib.util
import io
import lzma
import os
import struct
import tarfile
import zipfile
import zlib

HERE = os.path.dirname(os.path.realpath(__file__))
SPEC = importlib.util.spec_from_file_location("efi", f"{HERE}/make-corpus-efi.py")
efi = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(efi)

CAPSULE = dict(efi.efi_volume())["capsule"]
README = b"Flash it with care.\r\n"
FILES = (("BIOS.CAP", CAPSULE), ("readme.txt", README))
STUB = efi.pe(b"\x90" * 0x200, 0x14C, 2)
TIME = (2026, 1, 1, 0, 0, 0)


def zipped(files=FILES, stored=False, patch=None):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as z:
        for name, data in files:
            info = zipfile.ZipInfo(name, TIME)
            info.external_attr = (0o120777 if name.startswith("link") else 0o100644) << 16
            z.writestr(info, data, z.compression)
    data = bytearray(out.getvalue())
    if patch:
        patch(data)
    return bytes(data)


def every(data, magic):
    at = data.find(magic)
    while at >= 0:
        yield at
        at = data.find(magic, at + 1)


def locked(data):
    """Says "encrypted" in both headers; the bytes behind are none, which nobody finds out."""
    for magic, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        for start in every(data, magic):
            data[start + at] |= 1


def claims(size):
    """Another size of what is packed, in both headers."""
    def patch(data):
        for magic, at in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
            for start in every(data, magic):
                struct.pack_into("<I", data, start + at, size)
    return patch


def number(value):
    """Of 7z: the first byte says how many follow."""
    if value < 0x80:
        return bytes([value])
    return b"\xC0" + struct.pack("<H", value) if value < 0x10000 else \
        b"\xF0" + struct.pack("<I", value)


def seven(data, coder=b"\x01\x00", packed=None, size=None, name="BIOS.CAP", folders=1):
    packed = data if packed is None else packed
    names = name.encode("utf-16-le") + b"\0\0"
    head = b"\x01\x04\x06\x00\x01\x09" + number(len(packed)) + b"\x00"
    head += b"\x07\x0B" + number(folders) + b"\x00\x01" + coder + b"\x0C"
    head += number(size or len(data)) + b"\x00"
    head += b"\x08\x0A\x01" + struct.pack("<I", zlib.crc32(data)) + b"\x00\x00"
    head += b"\x05\x01\x11" + number(len(names) + 1) + b"\x00" + names + b"\x00\x00"
    start = struct.pack("<QQI", len(packed), len(head), zlib.crc32(head))
    return b"7z\xBC\xAF\x27\x1C\x00\x04" + struct.pack("<I", zlib.crc32(start)) + start + \
        packed + head


def raw_lzma(data):
    return lzma.compress(data, lzma.FORMAT_RAW, filters=[
        {"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16}])


def cab(files=FILES, data_at=None, blocks=None):
    body = b"".join(data for _, data in files)
    entries, at = b"", 0
    for name, data in files:
        entries += struct.pack("<IIHHHH", len(data), at, 0, 0x5C21, 0, 0x20) + name.encode() + b"\0"
        at += len(data)
    first = 36 + 8 + len(entries)
    pieces = [body[i:i + 32768] for i in range(0, len(body), 32768)]
    folder = struct.pack("<IHH", first if data_at is None else data_at,
                         len(pieces) if blocks is None else blocks, 0)
    out = b"".join(struct.pack("<IHH", 0, len(p), len(p)) + p for p in pieces)
    head = struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, first + len(out), 0, 44, 0, 3, 1, 1,
                       len(files), 0, 7, 0)
    return head + folder + entries + out


def rar(files=FILES):
    def block(kind, flags, body, data=b""):
        head = struct.pack("<BHH", kind, flags, 7 + len(body)) + body
        return struct.pack("<H", zlib.crc32(head) & 0xFFFF) + head + data

    out = b"Rar!\x1A\x07\x00" + block(0x73, 0, bytes(6))
    for name, data in files:
        out += block(0x74, 0x8000, struct.pack(
            "<IIBIIBBHI", len(data), len(data), 3, zlib.crc32(data), 0x5C210000, 20, 0x30,
            len(name), 0o100644) + name.encode(), data)
    return out + block(0x7B, 0x4000, b"")


def iso(name, data):
    def both(value, size):
        return value.to_bytes(size, "little") + value.to_bytes(size, "big")

    def record(where, size, flags, label):
        length = 33 + len(label) + (len(label) + 1) % 2
        return (struct.pack("<BB", length, 0) + both(where, 4) + both(size, 4) +
                bytes([126, 1, 1, 0, 0, 0, 0, flags, 0, 0]) + both(1, 2) +
                bytes([len(label)]) + label).ljust(length, b"\0")

    sectors = 22 + (len(data) + 2047) // 2048
    pvd = bytearray(2048)
    pvd[0:8] = b"\1CD001\1\0"
    pvd[8:72] = b" " * 64
    pvd[80:88] = both(sectors, 4)
    pvd[120:132] = both(1, 2) + both(1, 2) + both(2048, 2)
    pvd[132:140] = both(10, 4)
    struct.pack_into("<I", pvd, 140, 19)
    struct.pack_into(">I", pvd, 148, 20)
    pvd[156:190] = record(21, 2048, 2, b"\0")
    pvd[190:813] = b" " * 623
    pvd[881] = 1
    table = (bytes([1, 0]) + struct.pack("<IH", 21, 1) + b"\0\0").ljust(2048, b"\0")
    other = (bytes([1, 0]) + struct.pack(">IH", 21, 1) + b"\0\0").ljust(2048, b"\0")
    root = record(21, 2048, 2, b"\0") + record(21, 2048, 2, b"\1") + \
        record(22, len(data), 0, name.encode() + b";1")
    return (bytes(16 * 2048) + bytes(pvd) + b"\xFFCD001\1".ljust(2048, b"\0") +
            bytes(2048) + table + other + root.ljust(2048, b"\0") + data).ljust(sectors * 2048, b"\0")


def tarred(name, data):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        t.addfile(info, io.BytesIO(data))
    return out.getvalue()


def turned(data):
    return bytes((b << 1 | b >> 7) & 0xFF for b in data)


def archives():
    yield "zip", zipped()
    yield "zip-stored", zipped(stored=True)
    yield "7z", seven(CAPSULE)
    yield "7z-lzma", seven(CAPSULE, b"\x23\x03\x01\x01\x05\x5D\0\0\1\0", raw_lzma(CAPSULE))
    yield "cab", cab()
    yield "rar", rar()
    yield "iso", iso("BIOS.CAP", CAPSULE)
    yield "tar", tarred("BIOS.CAP", CAPSULE)
    yield "gzip", gzip.compress(CAPSULE, mtime=0)
    yield "xz", lzma.compress(CAPSULE)
    yield "bzip2", bz2.compress(CAPSULE)
    yield "nested", zipped((("setup.7z", seven(zipped())),))
    yield "two-images", zipped((("A.CAP", CAPSULE),
                                ("B.ROM", dict(efi.efi_volume())["other-driver"])))
    yield "program-zip", STUB + zipped()
    yield "program-cab", STUB + cab()
    yield "program-rar", STUB + rar()
    yield "program-7z", STUB + seven(CAPSULE)
    yield "program-7z-far", STUB + bytes(0x1800) + seven(CAPSULE)
    yield "program-turned", STUB + b"\r\n;!@InstallEnd@!\r\n" + turned(seven(CAPSULE))
    yield "program-image", STUB + bytes(0x400) + CAPSULE
    yield from bad_archives()


def bad_archives():
    whole = zipped()
    yield "bad-locked-zip", zipped(patch=locked)
    yield "bad-locked-7z", seven(CAPSULE, b"\x24\x06\xF1\x07\x01\x02\x13\x00",
                                 raw_lzma(CAPSULE))
    yield "bad-nothing", zipped(())
    yield "bad-cut-zip", whole[:len(whole) // 2]
    yield "bad-zip-claims-more", zipped(patch=claims(0x7FFFFFFF))
    yield "bad-zip-claims-less", zipped(patch=claims(10))
    yield "bad-zip-slip", zipped((("../../../../tmp/virtfn-slip", CAPSULE),
                                  ("/tmp/virtfn-slip", CAPSULE), ("link", b"/etc/shadow")))
    yield "bad-7z-dictionary", seven(CAPSULE, b"\x23\x03\x01\x01\x05\x5D\xFF\xFF\xFF\xFF",
                                     raw_lzma(CAPSULE), 100 << 20)
    yield "bad-7z-folders", seven(CAPSULE, folders=0x7FFFFF)
    yield "bad-7z-header", seven(CAPSULE)[:32] + bytes(200)
    yield "bad-cab-folder", cab(data_at=0xFFFFFFF0)
    yield "bad-cab-blocks", cab(blocks=0xFFFF)
    yield "bad-rar-cut", rar()[:300]
    layers = CAPSULE
    for _ in range(12):
        layers = gzip.compress(layers, mtime=0)
    yield "bad-gzip-layers", layers
    deep = whole
    for _ in range(12):
        deep = zipped((("deep.zip", deep),))
    yield "bad-deep", deep
    # 160 MiB of nothing, which two packings bring down to a few hundred bytes.
    yield "bad-bomb", zipped((("bomb.zip", zipped((("BIOS.CAP", bytes(160 << 20)),))),))


def pfat(data, block=512, signed=0, tail=b""):
    table = b"AMI_BIOS_GUARD_FLASH_CONFIGURATIONS\r\n1 II_x 1 0 ;BIOS.bin\r\n"
    out = struct.pack("<II8sB", 17 + len(table), 0, b"_AMIPFAT", 0) + table
    for at in range(0, len(data), block):
        part = data[at:at + block]
        head = struct.pack("<HH16sIHHII", 2, 0, b"VIRTFN", 1 if signed else 0, 2, 0, 16,
                           len(part)).ljust(0x30, b"\0")
        out += head + b"\x11" * 16 + part + b"\xEE" * signed
    return out + tail


def pfs_entry(data, version=1):
    return (efi.guid(efi.OTHER) + struct.pack("<I", version) + bytes(20) +
            struct.pack("<IIII", len(data), 8, 0, 0)).ljust(0x38 + 16 * version, b"\0") + data + bytes(8)


def pfs(*entries):
    body = b"".join(entries)
    return b"PFS.HDR." + struct.pack("<II", 1, len(body)) + body + \
        struct.pack("<II", len(body), 0) + b"PFS.FTR."


def pfs_part(data, kind=0xAA):
    def sealed(b):
        x = 0
        for byte in b:
            x ^= byte
        return b + bytes([x])

    packed = zlib.compress(data)
    return sealed(struct.pack("<IB", len(packed), kind) + b"\xEE\xAA\x76\x1B\xEC\xBB\x20\xF1\xE6\x51") + \
        packed + sealed(struct.pack("<I", len(packed)) + b"\xEE\xAA\xEE\x8F\x49\x1B\xE8\xAE\x14\x37\x90")


def vendor():
    straddling = bytes(700) + CAPSULE
    yield "pfat", pfat(straddling)
    yield "pfat-signed", pfat(straddling, signed=0x20C)
    yield "pfat-signed-3072", pfat(straddling, signed=0x30C)
    yield "pfat-tail", pfat(b"\xFF" * 600, tail=CAPSULE)
    two = pfs(pfs_entry(README), pfs_entry(CAPSULE, 2))
    yield "pfs", two
    yield "pfs-program", STUB + pfs_part(b"setup", 0xBB) + pfs_part(two)
    yield "pfs-wrong-sum", STUB + pfs_part(two)[:-1] + b"\0"
    yield "pfs-blocks", pfs(pfs_entry(pfs(pfs_entry(b"block 1"), pfs_entry(b"block 2"))))
    yield "iflash", b"$_IFLASHBIOSIMG\0" + struct.pack("<II", len(CAPSULE), len(CAPSULE)) + CAPSULE
    yield "inno", STUB + b"Inno Setup Setup Data (6.1.0)".ljust(64, b"\0") + b"zlb\x1A" + bytes(64)
    yield "bad-pfat-cut", pfat(straddling)[:-900]
    yield "bad-pfat-table", struct.pack("<II8sB", 0xFFFFFFF0, 0, b"_AMIPFAT", 0) + bytes(64)
    yield "bad-pfs-size", pfs(pfs_entry(README))[:40] + b"\xFF" * 8 + bytes(90)
    yield "bad-pfs-stream", STUB + pfs_part(two)[:60]


def main():
    efi.write("archive", archives())
    efi.write("efi-vendor", vendor())


if __name__ == "__main__":
    main()

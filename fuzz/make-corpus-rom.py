#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds of option-rom and acpi-vfct, which tests/cli/rom-image.sh reads too: nobody's
real bytes."""

import importlib.util
import os
import struct

HERE = os.path.dirname(os.path.realpath(__file__))
spec = importlib.util.spec_from_file_location("efi", os.path.join(HERE, "make-corpus-efi.py"))
efi = importlib.util.module_from_spec(spec)
spec.loader.exec_module(efi)

INTEL, AMD, NVIDIA = (0x8086, 0xA780), (0x1002, 0x67EF), (0x10DE, 0x1C02)
DISPLAY = 0x030000


def pcir(ids, units, code, last, display=DISPLAY, devices=(), magic=b"PCIR", revision=3):
    size = 28 if revision == 3 else 24
    out = struct.pack("<4sHHHHB3sHHBBH", magic, *ids, size if devices else 0, size, revision,
                      display.to_bytes(3, "little"), units, 0x102, code, 0x80 if last else 0, 0)
    out = out.ljust(size, b"\0")
    return out + b"".join(struct.pack("<H", d) for d in devices) + (b"\0\0" if devices else b"")


def npde(units, last=False):
    return struct.pack("<4sHHHBB", b"NPDE", 0x101, 20, units, 0x80 if last else 0, 0).ljust(20, b"\0")


def bios(ids, units=2, last=True, text=b"", at=0x0E, size=None, checksum=0, nvidia=False):
    b = bytearray(units * 512)
    b[0:3] = struct.pack("<HB", 0xAA55, (size or units) & 0xFF)
    b[3:5] = b"\xEB\x4B"
    b[at:at + len(text)] = text
    struct.pack_into("<H", b, 0x18, 0x40)
    body = pcir(ids, units, 0, last, revision=0)
    b[0x40:0x40 + len(body)] = body
    if nvidia:
        b[0x60:0x60 + 20] = npde(units)
    b[-1] = (checksum - sum(b)) & 0xFF
    return b


def image(ids, program=None, last=True, packed=False, devices=(), display=DISPLAY, machine=0x8664):
    body = efi.gop() if program is None else program
    body = efi.tiano(body, 4) if packed else body
    head = 0x1C + 28 + 2 * (len(devices) + 1)
    start = (head + 15) & ~15
    units = (start + len(body) + 511) // 512
    out = bytearray(struct.pack("<HHIHHH8xHHH", 0xAA55, units, 0x0EF1, 11, machine, int(packed),
                                start, 28, 0))
    out += pcir(ids, units, 3, last, display, devices)
    out = out.ljust(start, b"\xFF") + body
    return out.ljust(units * 512, b"\xFF")


def private(units, last):
    """What NVIDIA's driver loads into the card's own processors."""
    b = bytearray(units * 512)
    b[0:2] = b"VN"
    struct.pack_into("<H", b, 0x18, 0x20)
    body = pcir((0x10DE, 0x1C00), units, 0xE0, False, 0, magic=b"NPDS", revision=0)
    b[0x20:0x20 + len(body)] = body
    b[0x40:0x54] = npde(units, last)
    return b


def nvidia():
    return (bios(NVIDIA, 2, False, b"VIDEO ", nvidia=True) + image(NVIDIA, efi.gop(intel=False))
            + private(1, False) + private(2, True))


def amd():
    return bios(AMD, 2, False, b" 761295520", 0x30) + image(AMD, efi.gop(intel=False), packed=True)


def nvgi():
    return struct.pack("<4sII", b"NVGI", 0x10 << 16 | 2 << 8, 0x200).ljust(0x14, b"\1") + \
        struct.pack("<I", 0xA04).ljust(0xA04 - 0x14, b"\2") + nvidia()


def nvgi_3():
    b = bytearray(0x1E00)
    struct.pack_into("<4sII", b, 0, b"NVGI", 0x10 << 16 | 3 << 8, 0x400)
    struct.pack_into("<I", b, 0x400, 0x800)
    struct.pack_into("<4sII", b, 0x1800, b"RFRD", 0, 0x1E00)
    return b + nvidia()


def patched(data, at, new):
    b = bytearray(data)
    b[at:at + len(new)] = new
    return b


def ipxe():
    """A network driver that draws its messages, and so names what a display driver names."""
    return efi.pe((b"".join(efi.guid(p) for p in efi.PROTOCOLS) +
                   efi.guid("A19832B9-AC25-11D3-9A2D-0090273FC14D")).ljust(0x200, b"\xCC"))


def option_rom():
    one = image(INTEL)
    yield "efi", one
    yield "efi-packed", image(INTEL, packed=True)
    yield "efi-ids", image(INTEL, devices=(0xA781, 0x4680))
    yield "efi-two", image(INTEL, efi.pe(bytes(64)), last=False) + one
    yield "efi-ia32", image(INTEL, efi.gop(machine=0x14C), machine=0x14C)
    yield "efi-network", image((0x8086, 0x10D3), efi.pe(bytes(64)), display=0x020000)
    yield "efi-ipxe", image((0x8086, 0x10D3), ipxe(), display=0x020000)
    yield "bios", bios(INTEL)
    yield "amd", amd()
    yield "amd-flash", bytes(amd()) + b"\xFF" * 700 + b"other firmware" + b"\xFF" * 100
    yield "amd-padded", bytes(amd()) + b"\xFF" * 1024
    yield "nvidia", nvidia()
    yield "nvidia-nvgi", nvgi()
    yield "nvidia-nvgi-3", nvgi_3()
    yield "nvidia-nvgi-wrong", patched(nvgi(), 0x14, b"\xFF\xFF\xFF\x7F")
    yield "behind-junk", b"a header of 20 bytes" + one
    yield "bad-checksum", bios(AMD, 2, False, checksum=7) + image(AMD, efi.gop(intel=False))
    yield "bad-no-last", image(INTEL, last=False)
    yield "bad-no-last-tail", bytes(image(INTEL, last=False)) + b"\xFF" * 512
    yield "bad-early-last", bios(AMD, 2, True) + image(AMD, efi.gop(intel=False))
    yield "bad-chain", patched(bios(AMD, 2, False), 0x50, b"\7\0") + image(AMD, packed=True)
    yield "bad-size", bios(AMD, 2, True, size=1)
    yield "bad-cut", one[:-600]
    yield "bad-pcir", patched(one, 0x1C, b"RICP")
    yield "bad-pcir-outside", patched(one, 0x18, b"\xFC\xFF")
    yield "bad-pcir-second", bios(AMD, 2, False) + patched(image(AMD), 0x1C, b"RICP")
    yield "bad-align", patched(bios(INTEL, text=pcir(INTEL, 2, 0, True), at=0x61), 0x18, b"\x61\0")
    yield "bad-zero-length", patched(one, 0x2C, b"\0\0")
    yield "bad-efi-magic", patched(one, 4, b"\xF2")
    yield "bad-efi-size", patched(one, 2, b"\xFF\0")
    yield "bad-efi-start", patched(one, 0x16, b"\xFF\xFF")
    yield "bad-efi-start-0", patched(one, 0x16, b"\0\0")
    yield "bad-subsystem", patched(one, 8, b"\x0A")
    yield "bad-packing", patched(one, 0x0C, b"\2")
    yield "bad-packed", patched(one, 0x0C, b"\1")
    yield "bad-packed-huge", patched(image(INTEL, packed=True), 0x44, b"\xFF\xFF\xFF\xFF")
    yield "bad-program", image(INTEL, b"no program at all")
    yield "bad-pe-cut", patched(image(INTEL, efi.gop()[:700]), 2, b"\2")
    yield "bad-machine", image(INTEL, machine=0x14C)
    yield "bad-application", image(INTEL, efi.pe(bytes(64), subsystem=10))
    yield "bad-many", bytes(bios(AMD, 1, False)) * 40
    yield "bad-signature-only", b"\x55\xAA"
    yield "none-zeros", bytes(1000)
    yield "none-program", efi.gop()


def vfct(images, first=76, extra=b""):
    body = bytes(16) + struct.pack("<II16x", first, 0) + extra
    for (bus, slot, function, ids, rom) in images:
        body += struct.pack("<IIIHHHHII", bus, slot, function, *ids, 0x1043, 0x8877, 1,
                            len(rom)) + bytes(rom)
    b = bytearray(struct.pack("<4sIBB6s8sI4sI", b"VFCT", 36 + len(body), 1, 0, b"VIRTFN",
                              b"FN TABLE", 1, b"FN  ", 1) + body)
    b[9] = -sum(b) & 0xFF
    return b


def acpi_vfct():
    gpu = (0x0E, 0, 0, (0x1002, 0x164E), bios((0x1002, 0x164E), 2, True, b" 761295520", 0x30))
    yield "one", vfct([gpu])
    yield "two", vfct([(3, 0, 0, AMD, amd()), gpu])
    yield "empty", vfct([])
    yield "empty-image", vfct([(0, 0, 0, (0, 0), b""), gpu])
    yield "gap", vfct([gpu], 80, b"\0\0\0\0")
    yield "many", vfct([(n, 0, 0, AMD, b"rom") for n in range(20)])
    yield "bad-offset", vfct([gpu], 0xFFFFFFFF)
    yield "bad-offset-header", vfct([gpu], 36)
    yield "bad-length", patched(vfct([gpu]), 76 + 24, b"\xFF\xFF\xFF\xFF")
    yield "bad-cut", vfct([gpu])[:-100]
    yield "bad-short", vfct([])[:60]


if __name__ == "__main__":
    efi.write("option-rom", option_rom())
    efi.write("acpi-vfct", acpi_vfct())

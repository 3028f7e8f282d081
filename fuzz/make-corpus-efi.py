#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds of efi-volume, efi-pe, efi-image, efi-wire and tiano: nobody's real bytes.

The images are also what tests/cli/rom.sh reads; a name that starts with "bad" is damaged.
"""

import lzma
import os
import struct
import uuid
import zlib

HERE = os.path.dirname(os.path.realpath(__file__))

FFS2 = "8C8CE578-8A3D-4F1C-9935-896185C32DD3"
FFS3 = "5473C07A-3DCB-4DCA-BD6F-1E9689E7349A"
LZMA = "EE4E5898-3914-4259-9D6E-DC7BD79403CF"
LZMA_X86 = "D42AE6BD-1352-4BFB-909A-CA72A6EAE889"
TIANO = "A31280AD-481E-41B6-95E8-127F4C984779"
CRC32 = "FC1BCDB0-7D31-49AA-936A-A4600D9DD083"
ZLIB = "CE3233F5-2CD6-4D87-9152-4A238BB6D1C4"
BROTLI = "3D532050-5CDA-4FD0-879E-0F7F630D5AFB"
RSA = "A7717414-C616-4977-9420-844712A735BF"
SIGNED = "0F9D89E8-9259-4F76-A5AF-0C89E34023DF"
GZIP = "1D301FE9-BE79-4353-91C2-D23BC959AE0C"
OTHER = "11111111-2222-3333-4444-555555555555"
SUBTYPE = "380B6B4F-1454-41F2-A6D3-61D1333E8CB4"
PROTOCOLS = ("9042A9DE-23DC-4A38-96FB-7ADED080516A", "18A031AB-B443-4D1A-A5C0-0C09261E9F71",
             "4CF5B200-68B8-4CA5-9EEC-B23E3F50029A")


def guid(text):
    return uuid.UUID(text).bytes_le


def pe(body, machine=0x8664, subsystem=11):
    """A program of one section."""
    plus = machine == 0x8664
    optional = bytearray(240 if plus else 224)
    struct.pack_into("<H", optional, 0, 0x20B if plus else 0x10B)
    struct.pack_into("<I", optional, 60, 0x200)
    struct.pack_into("<H", optional, 68, subsystem)
    section = struct.pack("<8sIIIIIIHHI", b".text", len(body), 0x1000, len(body), 0x200,
                          0, 0, 0, 0, 0x60000020)
    head = struct.pack("<2s58xI", b"MZ", 64)
    head += b"PE\0\0" + struct.pack("<HHIIIHH", machine, 1, 0, 0, 0, len(optional), 0x2022)
    head += bytes(optional) + section
    return head.ljust(0x200, b"\0") + body


def gop(build="1077", ids=(0xA780, 0xA781, 0x4680, 0x4682), machine=0x8664, intel=True):
    """What passes for a display driver: the signs, and no code."""
    name = "Intel(R) GOP Driver" if intel else "Somebody's GOP Driver"
    body = b"".join(guid(p) for p in PROTOCOLS)
    body += name.encode("utf-16-le") + b"\0\0"
    body = body.ljust(len(body) + 0x40, b"\xCC") + build.encode("utf-16-le") + b"\0\0"
    body = body.ljust(len(body) + 0x20, b"\xCC") + struct.pack(f"<{len(ids)}H", *ids)
    return pe(body.ljust(0x400, b"\xCC"), machine)


def section(kind, body, large=False):
    if large:
        return b"\xFF\xFF\xFF" + bytes([kind]) + struct.pack("<I", 8 + len(body)) + body
    return (4 + len(body)).to_bytes(3, "little") + bytes([kind]) + body


def sections(*parts):
    out = b""
    for part in parts:
        out += bytes(-len(out) % 4) + part
    return out


def guided(name, body, extra=b""):
    return section(2, guid(name) + struct.pack("<HH", 24 + len(extra), 1) + extra + body)


def ui(text):
    return section(0x15, text.encode("utf-16-le") + b"\0\0")


def version(text):
    return section(0x14, b"\1\0" + text.encode("utf-16-le") + b"\0\0")


def file(name, kind, body, attr=0x40, large=False):
    header = 0x20 if large else 0x18
    size = header + len(body)
    b = bytearray(header)
    b[0:16] = guid(name)
    b[0x12] = kind
    b[0x13] = attr | (1 if large else 0)
    b[0x14:0x17] = (0xFFFFFF if large else size).to_bytes(3, "little")
    if large:
        struct.pack_into("<Q", b, 0x18, size)
    b[0x10] = -sum(b) & 0xFF
    b[0x11] = -sum(body) & 0xFF if attr & 0x40 else 0xAA
    b[0x17] = 0xF8
    return bytes(b) + body


def volume(*files, system=FFS2, size=None, name=None):
    ext = b""
    if name:
        ext = (guid(name) + struct.pack("<I", 20)).ljust(24, b"\xFF")
    body = ext
    for f in files:
        body += b"\xFF" * (-len(body) % 8) + f
    size = size or (0x48 + len(body) + 0x3F) & ~0x3F
    head = bytearray(0x48)
    head[0x10:0x20] = guid(system)
    struct.pack_into("<Q4sIHHHBBIIII", head, 0x20, size, b"_FVH", 0xFEFFF | 0x800, 0x48, 0,
                     0x48 if name else 0, 0, 2, 1, size, 0, 0)
    total = sum(struct.unpack("<36H", head)) & 0xFFFF
    struct.pack_into("<H", head, 0x32, -total & 0xFFFF)
    return (bytes(head) + body).ljust(size, b"\xFF")


def alone(body, legacy=b""):
    return legacy + lzma.compress(body, lzma.FORMAT_ALONE, filters=[
        {"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16}])[:5] + struct.pack("<Q", len(body)) + \
        lzma.compress(body, lzma.FORMAT_ALONE,
                      filters=[{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16}])[13:]


def alone_x86(body):
    """Calls are made absolute before LZMA."""
    raw = lzma.compress(body, lzma.FORMAT_RAW, filters=[
        {"id": lzma.FILTER_X86}, {"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16}])
    return b"\x5D" + struct.pack("<IQ", 1 << 16, len(body)) + raw


def bits(*pairs):
    out = "".join(format(value, f"0{n}b") for value, n in pairs if n)
    out += "0" * (-len(out) % 8)
    return bytes(int(out[i:i + 8], 2) for i in range(0, len(out), 8))


def tiano(body, pbit=5):
    """Only literals, each of eight bits: the T and P codes have one symbol, of no bits."""
    out = []
    for at in range(0, len(body), 65535):
        part = body[at:at + 65535]
        out += [(len(part), 16), (0, 5), (10, 5), (256, 9), (0, pbit), (0, pbit)]
        out += [(byte, 8) for byte in part]
    packed = bits(*out)
    return struct.pack("<II", len(packed), len(body)) + packed


def tiano_matches(pbit=5):
    """abab... in three symbols: a (1 bit), b (2 bits), a match of 6 (2 bits) at distance 2."""
    # T: lengths 1 to 4 for symbols 2 (zeros), 3 (length 1), 4 (length 2): codes 10, 11, 0.
    t = [(5, 5), (0, 3), (0, 3), (2, 3), (0, 2), (2, 3), (1, 3)]
    # C: 97 zeros, a = 1, b = 2, 160 zeros, symbol 259 = 2.
    c = [(260, 9), (0b10, 2), (97 - 20, 9), (0b11, 2), (0, 1), (0b10, 2), (160 - 20, 9), (0, 1)]
    p = [(0, pbit), (1, pbit)]
    data = [(0b0, 1), (0b10, 2), (0b11, 2), (0b11, 2)]
    packed = bits((4, 16), *t, *c, *p, *data)
    return struct.pack("<II", len(packed), 14) + packed


def brotli(body):
    """Blocks that are not compressed: each number starts with its lowest bit."""
    out = bytearray()
    for at in range(0, len(body), 65536):
        part = body[at:at + 65536]
        # The window (first block only), not the last, 4 nibbles, the length, as it is.
        value = (len(part) - 1) << 3 | 1 << 19
        out += (value if at else value << 1).to_bytes(3, "little") + part
    return struct.pack("<QQ", len(body), 0) + bytes(out) + b"\3"


def lenovo(name, kind, body):
    """A large file in FFSv2: 32 bits of size, and none where it belongs."""
    b = bytearray(0x1C)
    b[0:16] = guid(name)
    b[0x12] = kind
    b[0x13] = 1
    struct.pack_into("<I", b, 0x18, 0x1C + len(body))
    b[0x10] = -sum(b) & 0xFF
    b[0x11] = 0xAA
    b[0x17] = 0xF8
    return bytes(b) + body


def first_revision(name, kind, body):
    """A volume of revision 1 with a file whose checksum is behind it too, inverted."""
    f = bytearray(file(name, kind, body + b"\0\0", attr=1))
    f[0x11] = 0x5A
    f[0x10] = 0
    f[0x10] = -(sum(f[:0x17]) - 0x5A) & 0xFF
    f[-2:] = bytes(0xFF - x for x in f[0x10:0x12])
    v = bytearray(volume(bytes(f)))
    v[0x37] = 1
    struct.pack_into("<H", v, 0x32, 0)
    struct.pack_into("<H", v, 0x32, -sum(struct.unpack("<36H", v[:0x48])) & 0xFFFF)
    return bytes(v)


def rom(image, compressed=False):
    body = tiano(image, 4) if compressed else image
    size = (56 + len(body) + 511) // 512
    head = struct.pack("<HHIHHH8xHHH", 0xAA55, size, 0x0EF1, 11, 0x8664, int(compressed), 56, 28, 0)
    head += struct.pack("<4sHHHHB3sHHBBHHH", b"PCIR", 0x8086, 0xA780, 0, 28, 3, b"\0\0\3", size, 0,
                        3, 0x80, 0, 0, 0)
    return (head + body).ljust(size * 512, b"\xFF")


def vbt():
    block = b"BIOS_DATA_BLOCK " + struct.pack("<HHH", 221, 22, 22)
    b = bytearray(struct.pack("<4s16sHHHBBI", b"$VBT", b" VIRTFN         ", 100, 0x30,
                              0x30 + len(block), 0, 0, 0x30).ljust(0x30, b"\0") + block)
    b[0x1A] = -sum(b) & 0xFF
    return bytes(b)


DRIVER = file("7755CA7B-CA8F-43C5-889B-E1F59A93D575", 7,
              sections(section(0x10, gop()), ui("IntelGopDriver"), version("17.0")))
DECOY = file("899407D7-99FE-43D8-9A21-79EC328CAC21", 7, sections(
    section(0x10, pe("Intel(R) GOP Driver [N/A]".encode("utf-16-le").ljust(0x200, b"\0"))),
    ui("Setup")))
TABLES = file("878AC2CC-5343-46F2-B563-51F89DAF56BA", 2,
              sections(section(0x19, vbt()), ui("IntelGopVbt")))
PLAIN = volume(DECOY, DRIVER, TABLES, name=OTHER)


def inside(part):
    return volume(file(OTHER, 0x0B, part))


def behind_free_space():
    b = bytearray(volume(TABLES, size=0x2000))
    b[0x1000:0x1000 + len(DRIVER)] = DRIVER
    return bytes(b)


def efi_volume():
    inner = sections(section(0x17, volume(DRIVER)))
    yield "plain", PLAIN
    yield "two-volumes", PLAIN + b"\xFF" * 64 + b"between" + b"\xFF" * 57 + volume(TABLES)
    yield "lzma", inside(guided(LZMA, alone(inner)))
    several = [inside(guided(LZMA, alone(sections(section(0x19, bytes([i]) * 3000)))))
               for i in range(5)]
    several.insert(1, inside(guided(LZMA, b"\x5D\0\0\1\0" + struct.pack("<Q", 5000) + b"\xA5" * 40)))
    several.insert(2, guided(LZMA, alone(inner)) + bytes(3))
    yield "lzma-several", b"".join(several) + inside(guided(LZMA, alone(inner)))
    calls = section(0x19, b"".join(b"\xE8" + struct.pack("<i", -i) + b"\x90" * 3
                                   for i in range(0, 800, 8)))
    yield "lzma-x86", inside(guided(LZMA_X86, alone_x86(sections(calls, inner))))
    yield "lzma-legacy", inside(section(1, struct.pack("<IB", len(inner), 2) +
                                        alone(inner, b"\0\0\0\0")))
    yield "tiano", inside(guided(TIANO, tiano(inner)))
    yield "standard-efi", inside(section(1, struct.pack("<IB", len(inner), 1) + tiano(inner, 4)))
    yield "stored", inside(section(1, struct.pack("<IB", len(inner), 0) + inner))
    yield "crc32", inside(guided(CRC32, inner, struct.pack("<I", zlib.crc32(inner))))
    yield "zlib", inside(guided(ZLIB, bytes(0x100) + zlib.compress(inner)))
    yield "gzip", inside(guided(GZIP, zlib.compress(inner, wbits=31)))
    yield "brotli", inside(guided(BROTLI, brotli(inner)))
    yield "signed-rsa", inside(guided(RSA, bytes(0x210) + inner))
    yield "signed-counted", inside(guided(RSA, inner, bytes(0x210)))
    yield "signed-certificate", inside(guided(SIGNED, struct.pack("<IHH", 64, 0x200, 0xEF1) +
                                              bytes(56) + inner))
    yield "unaligned", b"$_IFLASH" + b"abc" + PLAIN
    yield "lenovo-large", volume(lenovo(OTHER, 7, section(0x10, gop())), TABLES)
    yield "first-revision", first_revision(OTHER, 7, section(0x10, gop()))
    yield "unknown-section", volume(file(OTHER, 7, sections(section(0x77, b"abcd"),
                                                            section(0x10, gop()))))
    yield "behind-free-space", behind_free_space()
    yield "in-padding", volume(file("FF" * 4 + "-FFFF-FFFF-FFFF-" + "FF" * 6, 0xF0,
                                    b"\xFF" * 40 + PLAIN))
    yield "unknown-guid", inside(guided(OTHER, inner))
    yield "disposable", inside(section(3, inner))
    yield "large-file", volume(file(OTHER, 7, section(0x10, gop(), True), large=True), system=FFS3)
    yield "subtype", volume(file("A0327FE0-1FDA-4E5B-905D-B510C45A61D0", 2,
                                 section(0x18, guid(SUBTYPE) + gop())))
    yield "rom-in-raw", volume(file(OTHER, 2, section(0x19, rom(gop()))))
    yield "rom-packed", volume(file(OTHER, 1, rom(gop(), True)))
    yield "two-drivers", volume(DRIVER, file(OTHER, 7, section(0x10, gop("1063", (0x46A0, 0xA7A0)))))
    yield "two-machines", volume(DRIVER, file(OTHER, 7, section(0x10, gop(machine=0x14C))))
    yield "twice", PLAIN + PLAIN
    yield "other-driver", volume(file(OTHER, 7, section(0x10, gop(intel=False))))
    yield "hidden", b"junk" * 30 + gop() + b"junk" * 5
    yield "program", gop()
    yield "capsule", struct.pack("<16sIII", guid("14EEBB90-890A-43DB-AED1-5D3C4588A418"), 0x40, 0,
                                 0x40 + len(PLAIN)) + struct.pack("<HH", 0x40, 0) + bytes(32) + PLAIN
    yield "archive", b"PK\3\4" + struct.pack("<H", len(PLAIN)) + PLAIN + struct.pack("<H", 0x4003) + \
        b"abc" + b"\0\x80" + struct.pack("<H", 8) + b"PK\3\4\2\0MZ"
    yield from bad_volumes(inner)


def bad_volumes(inner):
    def patched(data, at, new):
        return data[:at] + new + data[at + len(new):]

    yield "bad-checksum", patched(PLAIN, 0x32, b"\0\0")
    yield "bad-length", patched(PLAIN, 0x20, b"\xFF" * 8)
    yield "bad-zero-length", patched(PLAIN, 0x20, bytes(8))
    yield "bad-header-length", patched(PLAIN, 0x30, bytes(2))
    yield "bad-ext-header", patched(PLAIN, 0x34, b"\xF0\xFF")
    yield "bad-file-size", patched(PLAIN, 0x60 + 0x14, bytes(3))
    yield "bad-file-too-long", patched(PLAIN, 0x60 + 0x14, b"\xFF\xFF\x7F")
    yield "bad-section-size", patched(PLAIN, 0x60 + 0x18, b"\3\0\0")
    yield "bad-cut", PLAIN[:-200]
    yield "bad-crc32", inside(guided(CRC32, inner, bytes(4)))
    yield "bad-guided", inside(section(2, guid(OTHER) + b"\xFF\xFF\0\0"))
    yield "bad-lzma-short", inside(guided(LZMA, b"\x5D\0\0"))
    yield "bad-lzma-huge", inside(guided(LZMA, b"\x5D\0\0\1\0" + struct.pack("<Q", 1 << 63) + bytes(20)))
    yield "bad-lzma-cut", inside(guided(LZMA, alone(inner)[:-40]))
    yield "bad-tiano", inside(guided(TIANO, struct.pack("<II", 40, 4000) + b"\xA5" * 40))
    # As in CVE-2017-5731 to 5735: tables of the decoder that are longer than their arrays, codes
    # that are longer than 16 bits or more than there can be, and matches from before the start.
    for name, code in (("t-count", [(31, 5), *[(1, 3)] * 31]),
                       ("code-length", [(19, 5), (7, 3), *[(1, 1)] * 40]),
                       ("too-many-codes", [(19, 5), *[(1, 3)] * 3, (0, 2), *[(1, 3)] * 16]),
                       ("c-count", [(0, 5), (9, 5), (511, 9), *[(0, 1)] * 511]),
                       ("c-run", [(0, 5), (2, 5), (510, 9), *[(511, 9)] * 8]),
                       ("p-count", [(0, 5), (10, 5), (256, 9), (31, 5), *[(1, 3)] * 31]),
                       ("distance", [(0, 5), (0, 5), (0, 9), (509, 9), (0, 5), (30, 5),
                                     (0x1FFFFFFF, 29)])):
        packed = bits((4000, 16), *code, *[(0x5A, 8)] * 64)
        yield f"bad-tiano-{name}", inside(guided(TIANO, struct.pack("<II", len(packed), 4000) + packed))
    yield "bad-tiano-size", inside(guided(TIANO, struct.pack("<II", 0xFFFFFFFF, 0xFFFFFFFF) + bytes(40)))
    # CVE-2021-28211: only the low half of the size was looked at.
    yield "bad-lzma-high", inside(guided(LZMA, b"\x5D\0\0\1\0" + struct.pack("<II", 4000, 1) +
                                         alone(inner)[13:]))
    # Sections of no length, and of more than 4 GiB with the ones that follow.
    for name, head in (("zero", bytes(3) + b"\x19"), ("large-zero", b"\xFF\xFF\xFF\x19" + bytes(4)),
                       ("large-wrap", b"\xFF\xFF\xFF\x19" + b"\xFC\xFF\xFF\xFF")):
        yield f"bad-section-{name}", volume(file(OTHER, 7, head + bytes(64)))
    # LogoFAIL: pictures whose sizes lie. Nobody looks into them here.
    yield "logo", volume(file(OTHER, 2, sections(
        section(0x19, b"BM" + struct.pack("<IIIIiiHHIIiiII", 0xFFFFFFFF, 0, 0xFFFFFFF0, 40, -1,
                                          -0x80000000, 1, 8, 1, 0xFFFFFFFF, 0, 0, 0xFFFFFFFF, 0)),
        section(0x19, b"GIF89a\xFF\xFF\xFF\xFF\xF7\0\0,\0\0\0\0\xFF\xFF\xFF\xFF\x87\x0C\xFF"))), DRIVER)
    deep = b""
    for _ in range(80):
        deep = section(3, deep)
    yield "bad-deep", volume(file(OTHER, 7, deep))


def efi_pe():
    yield "gop", gop()
    yield "gop-ia32", gop(machine=0x14C)
    yield "other", gop(intel=False)
    yield "application", pe(bytes(64), subsystem=10)
    yield "cut", gop()[:700]
    yield "te", struct.pack("<2sHBBHIIQ16x", b"VZ", 0x8664, 2, 11, 0x1B8, 0x1000, 0x240, 0)
    yield "many-sections", gop()[:70] + b"\xFF\xFF" + gop()[72:]
    yield "hidden", b"MZ" * 20 + gop()
    yield "vbt", vbt()
    yield "vbt-cut", vbt()[:0x32]


def efi_image():
    flash = bytearray(b"\xFF" * 0x200)
    flash[0x10:0x1C] = struct.pack("<III", 0x0FF0A55A, 0x03040003, 0x02100206)
    flash[0x30:0x34] = struct.pack("<I", 1 << 17)
    for at, (base, limit) in enumerate(((0, 0), (0x400, 0x7FF), (1, 0x3FF), (0x7FFF, 0), (0, 0xFFFF))):
        struct.pack_into("<HH", flash, 0x40 + 4 * at, base, limit)
    yield "descriptor", bytes(flash)
    yield "aptio", struct.pack("<16sIIIHH", guid("4A3CA68B-7723-48FB-803D-578CC1FEC44D"), 0x800, 0,
                               0x840, 0x40, 0).ljust(0x40, b"\0") + bytes(flash)
    yield "efi", struct.pack("<16sIII", guid("3B6686BD-0D76-4030-B70E-B5519E2FC5A0"), 0x1C, 0, 0x21C) \
        + bytes(flash)
    yield "unknown", struct.pack("<16sIII", guid(OTHER), 0x1C, 0, 0x21C) + bytes(flash)
    yield "header-outside", struct.pack("<16sIII", guid("3B6686BD-0D76-4030-B70E-B5519E2FC5A0"),
                                        0xFFFFFFFF, 0, 0)
    for name, magic in (("zip", b"PK\3\4"), ("7z", b"7z\xBC\xAF\x27\x1C"), ("pfat", bytes(8) +
                        b"_AMIPFAT"), ("program", b"MZ")):
        yield name, magic.ljust(64, b"\0")


def efi_wire():
    """Whole ones are made by fuzz-efi-volume, which reads back what it writes."""
    head = struct.pack("<7I4x2Q", 0x45464932, 0, 0, 0, 0, 0, 0, 0, 0)
    image = bytes(20 + 16 + 4 + 16 + 16 * 16)
    yield "empty", head + image
    yield "many", struct.pack("<7I4x2Q", 0x45464932, 0xFFFFFFFF, 0, 0, 0, 0, 0, 0, 0) + image + bytes(500)
    yield "drivers", struct.pack("<7I4x2Q", 0x45464932, 0, 0, 1, 0, 0, 0, 0, 0) + image + bytes(500)
    yield "members", struct.pack("<7I4x2Q", 0x45464932, 0, 0, 0, 0, 1, 0, 0, 0) + image + bytes(400)
    yield "cut", head[:20]


def tiano_seeds():
    text = b"the quick brown fox jumps over the lazy dog " * 3
    yield "literals-tiano", tiano(text)
    yield "literals-efi", tiano(text, 4)
    yield "matches-tiano", tiano_matches()
    yield "matches-efi", tiano_matches(4)
    yield "cut", tiano(text)[:-30]
    yield "huge", struct.pack("<II", 8, 0xFFFFFFFF) + b"\xA5" * 8
    yield "ones", struct.pack("<II", 64, 1000) + b"\xFF" * 64
    yield "zeros", struct.pack("<II", 64, 1000) + bytes(64)


def write(folder, seeds):
    where = os.path.join(HERE, "corpus", folder)
    os.makedirs(where, exist_ok=True)
    for name, data in seeds:
        with open(os.path.join(where, name), "wb") as f:
            f.write(data)


if __name__ == "__main__":
    write("efi-volume", efi_volume())
    write("efi-pe", efi_pe())
    write("efi-image", efi_image())
    write("efi-wire", efi_wire())
    write("tiano", tiano_seeds())

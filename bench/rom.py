"""virtfn rom extract: next to UEFIExtract, and to liblzma alone on the same packed streams."""
import lzma
import os
import shutil
import struct
import subprocess
import uuid

import kit

HERE = os.path.dirname(os.path.realpath(__file__))
SAMPLE = f"{HERE}/../../shared/data/uefi-images/lattepanda-614e3ec899d0.bin.xz"
OVMF = "/usr/share/OVMF/OVMF_CODE_4M.fd"
METHODS = {uuid.UUID("EE4E5898-3914-4259-9D6E-DC7BD79403CF").bytes_le: (),
           uuid.UUID("0ED85E23-F253-413F-A03C-901987B04397").bytes_le: (),
           uuid.UUID("D42AE6BD-1352-4BFB-909A-CA72A6EAE889").bytes_le: ("x86",)}


def images(folder: str) -> dict[str, str]:
    """Those that can be had, as files in the folder."""
    out = {}
    if os.path.exists(SAMPLE):
        with lzma.open(SAMPLE) as f, open(f"{folder}/sample", "wb") as to:
            shutil.copyfileobj(f, to)
        out["8 MiB sample"] = f"{folder}/sample"
    if os.path.exists(OVMF):
        out["OVMF"] = shutil.copy(OVMF, f"{folder}/ovmf")
    for size in (32, 64):
        subprocess.run([f"{HERE}/make-image", str(size), f"{folder}/{size}"], check=True)
        out[f"made, {size} MiB"] = f"{folder}/{size}"
    return out


def section_at(b: bytes, at: int) -> bytes | None:
    """The data of the GUID-defined section whose GUID is at this place."""
    for header in (4, 8):
        start = at - header
        if start < 0 or b[start + 3] != 2:
            continue
        size, off = int.from_bytes(b[start:start + 3], "little"), struct.unpack_from("<H", b, at + 16)[0]
        if (size == 0xFFFFFF) != (header == 8):
            continue
        if header == 8:
            size = struct.unpack_from("<I", b, start + 4)[0]
        if header + 20 <= off < size <= len(b) - start:
            return b[start + off:start + size]
    return None


def unpacked(stream: bytes, method: tuple) -> bytes:
    props, dictionary, size = struct.unpack_from("<BIQ", stream)
    filters = [{"id": lzma.FILTER_LZMA1, "lc": props % 9, "lp": props // 9 % 5, "pb": props // 45,
                "dict_size": max(4096, min(dictionary, size))}]
    if method:
        filters.insert(0, {"id": lzma.FILTER_X86})
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters).decompress(stream[13:], size)


def streams(b: bytes) -> list[tuple[tuple, bytes]]:
    """All that must be unpacked, also in what was unpacked."""
    out = []
    for guid, method in METHODS.items():
        at = b.find(guid)
        while at >= 0:
            data = section_at(b, at)
            if data and len(data) > 13:
                try:
                    out += [(method, data)] + streams(unpacked(data, method))
                except lzma.LZMAError:
                    pass
            at = b.find(guid, at + 1)
    return out


def bare_argv(bare: str, image: str, folder: str) -> list[str]:
    argv = [bare]
    os.mkdir(folder)
    with open(image, "rb") as f:
        found = streams(f.read())
    for i, (method, data) in enumerate(found):
        with open(f"{folder}/{i}", "wb") as to:
            to.write(data)
        argv += [*method, f"{folder}/{i}"]
    return argv


def extract(argv: list[str]) -> dict[str, float]:
    """OVMF has no driver to extract: 1 is fine. The file that is made is removed outside the clock."""
    sample = measured(argv, (0, 1))
    if os.path.exists(argv[-1]):
        os.unlink(argv[-1])
    return sample


def guide(argv: list[str]) -> dict[str, float]:
    """What guides do. It leaves thousands of files beside the image."""
    image = argv[2]
    sample = measured(argv, (0,))
    shutil.rmtree(f"{image}.dump", ignore_errors=True)
    for name in ("report.txt", "guids.csv"):
        if os.path.exists(f"{image}.{name}"):
            os.unlink(f"{image}.{name}")
    return sample


def measured(argv: list[str], fine: tuple[int, ...]) -> dict[str, float]:
    """argv starts with the program measure: ms, and MiB of the largest process."""
    wall, cpu, peak, code = map(int, subprocess.run(
        argv, check=True, capture_output=True, text=True).stdout.split())
    if code not in fine:
        raise SystemExit(f"bench: {' '.join(argv[1:])} failed ({code})")
    return {"wall": wall / 1e6, "cpu": cpu / 1e6, "memory": peak / 1024}


def on_image(virtfn: str, programs: tuple[str, str], image: str, n: int) -> dict[str, object]:
    bare, measure = programs
    ways = {
        "virtfn rom extract": (extract, [measure, virtfn, "rom", "extract", image,
                                         "-o", f"{image}.efi"]),
        "UEFIExtract all": (guide, [measure, "UEFIExtract", image, "all"]),
        "UEFIExtract report": (guide, [measure, "UEFIExtract", image, "report"]),
        "bare liblzma": (kit.inner, bare_argv(bare, image, f"{image}.streams")),
    }
    samples = kit.rounds(ways, n)
    ratios = {}
    for other in ("UEFIExtract all", "UEFIExtract report"):
        for clock, suffix in (("wall", ""), ("cpu", " (CPU)"), ("memory", " (memory)")):
            ratios[f"virtfn / {other}{suffix}"] = kit.ratio(
                [x[clock] for x in samples["virtfn rom extract"]], [x[clock] for x in samples[other]])
    for clock, suffix in (("wall", ""), ("cpu", " (CPU)")):
        ratios[f"virtfn / bare liblzma{suffix}"] = kit.ratio(
            [x[clock] for x in samples["virtfn rom extract"]],
            [x[clock] for x in samples["bare liblzma"]])
    return {"machine": kit.machine(virtfn), "ratios": ratios,
            "ms": {k: {c: kit.spread([x[c] for x in v]) for c in ("wall", "cpu")}
                   for k, v in samples.items()},
            "MiB": {k: kit.spread([x["memory"] for x in v])
                    for k, v in samples.items() if "memory" in v[0]}}

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes C tables of data/gpus.conf: platforms by PCI ID, releases of i915-sriov-dkms."""

import argparse
import re
from pathlib import Path

PLATFORM = {"name": True, "vendor": False, "ids": True, "xe-sriov": False, "force-probe": False,
            "dkms": False, "max-vfs": False, "max-vfs-from": False, "guc-default": False,
            "gvt": False, "guc-i915": False, "huc-i915": False, "guc-xe": False, "huc-xe": False,
            "dmc": False, "state": False, "note": False, "reset": False, "source": True}
RELEASE = {"builds": True, "for": True, "modules": True, "source": True}
STATES = ("good", "mixed", "bad", "none")
DEFAULTS = {"off": "GPU_GUC_OFF", "huc": "GPU_GUC_HUC", "on": "GPU_GUC_ON"}
FILES = ("guc-i915", "huc-i915", "guc-xe", "huc-xe", "dmc")
HEAD = re.compile(r"\[(dkms )?([a-z0-9][a-z0-9.-]*)\]")
ID = re.compile(r"[0-9a-f]{4}|[0-9a-f]{3}x|[0-9a-f]{2}xx")
VERSION = re.compile(r"(\d+)\.(\d+)")
FILE = re.compile(r"(i915|xe)/[a-z0-9_.]+\.bin")


class Wrong(Exception):
    pass


def read_rows(path):
    rows, row, key = [], None, None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        if not line.strip() or line.startswith("#"):
            continue
        head = HEAD.fullmatch(line)
        if head:
            row, key = {"id": head.group(2), "dkms?": bool(head.group(1)), "where": where}, None
            rows.append(row)
        elif line[0] in " \t" and key:
            row[key] += " " + line.strip()
        else:
            key = read_value(row, line, where)
    return rows


def read_value(row, line, where):
    key, equals, value = line.partition(" = ")
    if row is None or not equals or not value.strip():
        raise Wrong(f"{where}: neither [id] nor key = value")
    if key not in (RELEASE if row["dkms?"] else PLATFORM):
        raise Wrong(f"{where}: there is no key {key}")
    if key in row:
        raise Wrong(f"{where}: {key} is there twice")
    row[key] = value.strip()
    return key


def version(row, text):
    match = VERSION.fullmatch(text)
    if not match:
        raise Wrong(f"{row['where']}: not a kernel version: {text}")
    return int(match.group(1)), int(match.group(2))


def word(row, key, allowed):
    value = row.get(key)
    if value is not None and value not in allowed:
        raise Wrong(f"{row['where']}: {key} is one of {', '.join(allowed)}")


def check_platform(row):
    where = row["where"]
    word(row, "state", STATES)
    word(row, "guc-default", tuple(DEFAULTS))
    word(row, "force-probe", ("yes", "no"))
    word(row, "max-vfs-from", ("seen", "guess"))
    word(row, "reset", ("vendor-reset",))
    word(row, "gvt", ("4", "5"))
    if not re.fullmatch(r"[0-9a-f]{4}", row.get("vendor", "8086")):
        raise Wrong(f"{where}: vendor is four hexadecimal digits")
    if row.get("vendor", "8086") == "8086" and not (row.get("state") and row.get("dkms")
                                                    and row.get("xe-sriov")):
        raise Wrong(f"{where}: state, dkms and xe-sriov are needed for Intel")
    if row.get("state") in ("mixed", "bad") and not row.get("note"):
        raise Wrong(f"{where}: a note says why it is {row['state']}")
    if ("max-vfs" in row) != ("max-vfs-from" in row):
        raise Wrong(f"{where}: max-vfs and max-vfs-from belong together")
    if not re.fullmatch(r"\d{1,3}", row.get("max-vfs", "1")):
        raise Wrong(f"{where}: max-vfs is a number")
    if not set(row.get("dkms", "no").split()) <= {"i915", "xe", "no"}:
        raise Wrong(f"{where}: dkms is i915, xe or no")
    if row.get("xe-sriov", "no") != "no":
        version(row, row["xe-sriov"])
    for key in FILES:
        for file in row.get(key, "").split():
            if not FILE.fullmatch(file):
                raise Wrong(f"{where}: {key}: not a firmware file: {file}")


def ids(row):
    """(value, mask) of each pattern."""
    for text in row["ids"].split():
        if not ID.fullmatch(text):
            raise Wrong(f"{row['where']}: not a device ID: {text}")
        wild = text.count("x")
        yield int(text.replace("x", "0"), 16), 0xFFFF << 4 * wild & 0xFFFF


def check_ids(rows):
    taken = []
    for row in rows:
        vendor = row.get("vendor", "8086")
        for value, mask in ids(row):
            for other_vendor, other, other_mask, name in taken:
                both = mask & other_mask
                if vendor == other_vendor and value & both == other & both:
                    raise Wrong(f"{row['where']}: {value:04x} is also one of {name}")
            taken.append((vendor, value, mask, row["id"]))


def span(row, key):
    words = row[key].split()
    if len(words) != 2:
        raise Wrong(f"{row['where']}: {key} is two kernel versions")
    first, last = (version(row, w) for w in words)
    if first > last:
        raise Wrong(f"{row['where']}: {key}: the first kernel is behind the last")
    return first, last


def check(rows):
    seen = set()
    for row in rows:
        name = (row["dkms?"], row["id"])
        if name in seen:
            raise Wrong(f"{row['where']}: {row['id']} is there twice")
        seen.add(name)
        for key, needed in (RELEASE if row["dkms?"] else PLATFORM).items():
            if needed and key not in row:
                raise Wrong(f"{row['where']}: {key} is missing")
        if not row["dkms?"]:
            check_platform(row)
    check_ids([r for r in rows if not r["dkms?"]])


def quote(text):
    if text is None:
        return "NULL"
    if not text.isascii() or re.search(r'[\\"?\0-\37]', text):
        raise Wrong(f"not plain text: {text}")
    return f'"{text}"'


def pair(numbers):
    return "{ " + ", ".join(str(n) for n in numbers) + " }"


def platforms(rows):
    for row in rows:
        symbol = re.sub(r"\W", "_", row["id"])
        pairs = ", ".join(f"{{ 0x{v:04x}, 0x{m:04x} }}" for v, m in ids(row))
        yield f"static const struct gpu_id ids_{symbol}[] = {{ {pairs}, {{ 0, 0 }} }};"
    yield "const struct gpu_platform gpu_platforms[] = {"
    for row in rows:
        xe = row.get("xe-sriov", "no")
        dkms = row.get("dkms", "").split()
        yield "{"
        yield f".id = {quote(row['id'])}, .name = {quote(row['name'])},"
        yield f".vendor = 0x{row.get('vendor', '8086')},"
        yield f".ids = ids_{re.sub(chr(92) + 'W', '_', row['id'])},"
        yield f".xe_sriov = {pair((0, 0) if xe == 'no' else version(row, xe))},"
        yield f".xe_force_probe = {int(row.get('force-probe') == 'yes')},"
        yield f".dkms_i915 = {int('i915' in dkms)}, .dkms_xe = {int('xe' in dkms)},"
        yield f".max_vfs = {row.get('max-vfs', -1)},"
        yield f".max_vfs_sure = {int(row.get('max-vfs-from') == 'seen')},"
        default = row.get("guc-default")
        yield f".guc_default = {DEFAULTS[default] if default else 'GPU_GUC_UNKNOWN'},"
        yield f".gvt = {row.get('gvt', 0)},"
        for key in FILES:
            yield f".{key.replace('-', '_')} = {quote(row.get(key))},"
        yield f".state = GPU_STATE_{row.get('state', 'none').upper()},"
        yield f".note = {quote(row.get('note'))}, .source = {quote(row['source'])},"
        yield f".vendor_reset = {int('reset' in row)},"
        yield "},"
    yield "};"
    yield f"const size_t n_gpu_platforms = {len(rows)};"


def releases(rows):
    yield "const struct gpu_dkms gpu_dkms[] = {"
    for row in rows:
        (first, last), (for_first, for_last) = span(row, "builds"), span(row, "for")
        modules = row["modules"].split()
        yield "{"
        yield f".release = {quote(row['id'])}, .xe = {int('xe' in modules)},"
        yield f".builds_first = {pair(first)}, .builds_last = {pair(last)},"
        yield f".for_first = {pair(for_first)}, .for_last = {pair(for_last)},"
        yield "},"
    yield "};"
    yield f"const size_t n_gpu_dkms = {len(rows)};"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    try:
        rows = read_rows(args.data)
        check(rows)
        lines = ["/* Made by scripts/gen-gpus.py. */"]
        lines += platforms([r for r in rows if not r["dkms?"]])
        lines += releases([r for r in rows if r["dkms?"]])
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except Wrong as e:
        raise SystemExit(f"gen-gpus: {e}") from None


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes the man pages and the completions from the command rows.

The rows come from the program itself (virtfn --dump-commands). What is made is
committed; --check tells whether it is still what the program says.
"""

import argparse
import difflib
import json
import re
import subprocess
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from gendocs import bash, findings, fish, man, zsh  # noqa: E402
from gendocs.rows import Rows  # noqa: E402

REPO = Path(__file__).resolve().parent.parent
DIFF_LINES = 20
WRITTEN = "*.5.scd"    # pages about files are written by hand


def ask(binary, *args):
    argv = [str(binary.resolve()), *args]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False)
    if done.returncode:
        raise SystemExit(f"gen-docs: {' '.join(argv)} failed: {done.stderr.strip()}")
    return json.loads(done.stdout)


def make(args):
    """{path: text}; from a file of rows there is no page of findings."""
    pages = {}
    if args.json:
        rows = Rows(json.loads(args.json.read_text(encoding="utf-8")))
    else:
        rows = Rows(ask(args.binary, "--dump-commands"))
        pages = findings.files(ask(args.binary, "doctor", "--explain", "all", "--json")["pages"])
    made = {**man.files(rows, args.extra), **bash.files(rows), **zsh.files(rows),
            **fish.files(rows), **pages}
    if pages:
        made["man/pages"] += "".join(f"{p.stem}\n" for p in sorted((REPO / "man").glob(WRITTEN)))
        made["man/pages"] += "virtfn-findings.7\n"
    return made


def stale(out, made):
    """Pages of commands that are gone."""
    folder = out / "man"
    there = {f"man/{p.name}" for p in set(folder.glob("*.scd")) - set(folder.glob(WRITTEN))}
    return sorted(there - set(made))


def write(out, made):
    for name, text in made.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {name}")
    for name in stale(out, made):
        (out / name).unlink()
        print(f"removed {name}")


def show_difference(name, old, new):
    print(f"{name}:1: not what the command rows say")
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), "committed", "rows",
                                 lineterm="")
    for i, line in enumerate(lines):
        if i == DIFF_LINES:
            print("    ...")
            break
        print("    " + line)


def check_exit_codes(made):
    """The overview explains every number in base/exitcode.h."""
    header = (REPO / "src/base/exitcode.h").read_text(encoding="utf-8")
    numbers = re.findall(r"EXITCODE_\w+ = (\d+)", header)
    missing = [n for n in numbers if f"\n*{n}*\n" not in made["man/virtfn.1.scd"]]
    for number in missing or ([] if numbers else ["?"]):
        print(f"man/extra/virtfn.scd:1: EXIT STATUS does not explain {number}")
    return not missing and bool(numbers)


def check(out, made):
    good = check_exit_codes(made)
    for name, text in made.items():
        path = out / name
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        if old != text:
            show_difference(name, old, text)
            good = False
    for name in stale(out, made):
        print(f"{name}:1: there is no such command")
        good = False
    if not good:
        print("Run scripts/gen-docs.py and commit what it writes.")
    return good


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", nargs="?", type=Path, default=REPO / "build/src/virtfn",
                        metavar="BINARY", help="the program to ask (default: build/src/virtfn)")
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="read the rows from FILE instead")
    parser.add_argument("--out", type=Path, default=REPO, metavar="DIR", help="write under DIR")
    parser.add_argument("--extra", type=Path, default=REPO / "man/extra", metavar="DIR",
                        help="sections written by hand (default: man/extra)")
    args = parser.parse_args()
    made = make(args)
    if args.check:
        sys.exit(0 if check(args.out, made) else 1)
    write(args.out, made)


if __name__ == "__main__":
    main()

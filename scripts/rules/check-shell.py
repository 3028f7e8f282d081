#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""shellcheck over every sh and bash script of the tree: errors, warnings, missing quotes."""

import os
import re
import shutil
import subprocess

from source import arguments, finish, skip

PROGRAM = "shellcheck"
SHEBANG = re.compile(rb"#!\s*\S*?/?(?:env\s+)?(?:ba|da)?sh\b")
# tests/hosts holds captured machines: their scripts are not ours.
NOT_OURS = {"build", "out", "hosts", "subprojects", "__pycache__"}
# Of shellcheck's notes only those about quotes are ours; the others are taste.
QUOTES = ("[SC2086]", "[SC2231]")
WRONG = re.compile(r"^(.*?):(\d+):\d+: (.*)$", re.M)


def enter(folder):
    return folder == ".ci" or not (folder in NOT_OURS or folder.startswith((".", "build")))


def is_script(path):
    try:
        with open(path, "rb") as file:
            return bool(SHEBANG.match(file.readline(80)))
    except OSError:
        return False


def scripts(repo):
    for folder, folders, files in os.walk(repo):
        folders[:] = sorted(filter(enter, folders))
        for name in sorted(files):
            path = os.path.join(folder, name)
            if not os.path.islink(path) and (name.endswith((".sh", ".bash")) or is_script(path)):
                yield os.path.relpath(path, repo)


def check(repo):
    found = list(scripts(repo))
    if not found:
        return []
    argv = [PROGRAM, "--format=gcc", "--severity=info", "--external-sources", "--", *found]
    done = subprocess.run(argv, cwd=repo, capture_output=True, text=True, check=False)
    return [(file, int(line), text) for file, line, text in WRONG.findall(done.stdout)
            if not text.startswith("note:") or text.endswith(QUOTES)]


if __name__ == "__main__":
    args = arguments(__doc__).parse_args()
    if not shutil.which(PROGRAM):
        skip(f"no {PROGRAM} here")
    finish(check(args.repo.resolve()))

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Is the C code as .clang-format wants it? Its output differs between versions: 14 is ours."""

import re
import shutil
import subprocess

from source import arguments, c_sources, finish, no_sources, skip

PROGRAM = "clang-format-14"
WRONG = re.compile(r"^(.*?):(\d+):\d+: (?:error|warning): (.*)$", re.M)


def check(repo, program):
    sources = c_sources(repo)
    if not sources:
        return no_sources(repo)
    argv = [program, "--dry-run", "-Werror", "--style=file", *[s.name for s in sources]]
    done = subprocess.run(argv, cwd=repo, capture_output=True, text=True, check=False)
    findings = [(file, int(line), f"not as {PROGRAM} -i writes it")
                for file, line, _ in WRONG.findall(done.stderr)]
    if done.returncode and not findings:
        findings.append((".clang-format", 1, done.stderr.strip() or f"{PROGRAM} failed"))
    return findings


if __name__ == "__main__":
    args = arguments(__doc__).parse_args()
    if not shutil.which(PROGRAM):
        skip(f"no {PROGRAM} here")
    finish(check(args.repo.resolve(), PROGRAM))

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""codespell over everything that people read: texts, man pages, messages and comments."""

import re
import shutil
import subprocess

from source import arguments, finish, hidden, skip

PROGRAM = "codespell"
# Not tests/: "did you mean" is tested with real typos.
FOLDERS = ("src", "man", "docs", "scripts", "fuzz", "bench", "integrations", "packaging")
ENDINGS = (".c", ".h", ".md", ".scd", ".py", ".sh", ".build", ".yaml", "")
# Names that look like typos: one a line in this file.
WORDS = "words-we-know"
# "\\tthe" in a C string is a tab and a word.
ESCAPE = r"\\[a-z]"
WRONG = re.compile(r"^(.*?):(\d+): (.*)$", re.M)


def readable(repo):
    files = list(repo.glob("*.md"))
    for folder in FOLDERS:
        files += [p for p in (repo / folder).rglob("*")
                  if p.is_file() and p.suffix in ENDINGS and not hidden(p, repo)]
    return sorted(p.relative_to(repo).as_posix() for p in files)


def check(repo):
    files = readable(repo)
    words = repo / "scripts/rules" / WORDS
    argv = [PROGRAM, "--ignore-regex", ESCAPE, *(["-I", str(words)] if words.exists() else []),
            "--", *files]
    done = subprocess.run(argv, cwd=repo, capture_output=True, text=True, check=False)
    return [(file.removeprefix("./"), int(line), text)
            for file, line, text in WRONG.findall(done.stdout)]


if __name__ == "__main__":
    args = arguments(__doc__).parse_args()
    if not shutil.which(PROGRAM):
        skip(f"no {PROGRAM} here")
    finish(check(args.repo.resolve()))

# SPDX-License-Identifier: GPL-2.0-or-later
"""What all rules share: finding the C files, reading them, telling what is wrong."""

import argparse
import re
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
REPO = HERE.parent.parent
C_FOLDERS = ("src", "tests", "fuzz", "bench")
SKIPPED = 77

LITERAL = re.compile(
    r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
COMMENT = re.compile(r"/[/*]")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """The same text, line by line, with spaces where comments were."""
    def hide(match):
        token = match.group()
        return _blank(token) if COMMENT.match(token) else token
    return LITERAL.sub(hide, text)


def code_only(text):
    """Without comments, and with nothing inside the quotes of strings and characters."""
    def hide(match):
        token = match.group()
        if COMMENT.match(token):
            return _blank(token)
        return token[0] + _blank(token[1:-1]) + token[-1]
    return LITERAL.sub(hide, text)


def line_at(text, offset):
    return text.count("\n", 0, offset) + 1


class Source:
    """One C file: name is relative to the repository."""

    def __init__(self, repo, path):
        self.path = path
        self.name = path.relative_to(repo).as_posix()
        self.text = path.read_text(encoding="utf-8", errors="replace")
        self.code = code_only(self.text)

    def includes(self):
        """(line, is_system, header) of each #include."""
        text = without_comments(self.text)
        for match in INCLUDE.finditer(text):
            yield line_at(text, match.start(1)), match.group(1) == "<", match.group(2)

    def matches(self, pattern):
        """(line, match) of a regular expression in the code."""
        for match in re.finditer(pattern, self.code):
            yield line_at(self.code, match.start()), match


def hidden(path, repo):
    """In a folder that is nobody's source: caches and builds."""
    parts = path.relative_to(repo).parts[:-1]
    return any(p.startswith(".") or p in ("__pycache__", "corpus", "out") for p in parts)


def c_sources(repo, folders=C_FOLDERS):
    """All .c and .h files of these folders."""
    found = []
    for folder in folders:
        for path in sorted((repo / folder).rglob("*.[ch]")):
            if path.is_file() and not hidden(path, repo):
                found.append(Source(repo, path))
    return found


def no_sources(repo):
    """A rule that looked at nothing must not pass."""
    return [("src", 1, f"nothing to look at: is {repo} the repository?")]


def arguments(about):
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("repo", nargs="?", type=Path, default=REPO, metavar="REPO",
                        help="the source tree (default: the one this script is in)")
    return parser


def finish(findings):
    """Prints the findings, each (file, line, message), and ends the program."""
    for name, line, message in sorted(set(findings)):
        print(f"{name}:{line}: {message}")
    sys.exit(1 if findings else 0)


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def main(check, about):
    finish(check(arguments(about).parse_args().repo.resolve()))

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Licence lines, opening comments, header guards, and FIXMEs with an issue number."""

import re

from source import c_sources, line_at, main, no_sources

LICENCE = "/* SPDX-License-Identifier: GPL-2.0-or-later */"
OPENING = re.compile(r"\s*/\*(.*?)\*/", re.S)
OPENING_LINES = 5
GUARD = re.compile(r"\s*#ifndef (\w+)\n#define (\w+)\n")
COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.S)
UNDONE = re.compile(r"\b(FIXME|TODO|XXX)\b(?!\(?[ :]*#\d+)")


def comment_lines(text):
    """Lines of a comment that say something."""
    return [line for line in text.split("\n") if line.strip(" \t*")]


def check_opening(source, rest):
    match = OPENING.match(rest)
    if not match:
        yield source.name, 2, "no opening comment: say which question this file answers"
        return
    lines = len(comment_lines(match.group(1)))
    if not 1 <= lines <= OPENING_LINES:
        yield source.name, 2, f"the opening comment has {lines} lines, not 1 to {OPENING_LINES}"


def guards(name):
    """What the guard may be called: src/cli/command.h is CLI_COMMAND_H."""
    parts = name.split("/")
    wanted = [re.sub(r"\W", "_", "/".join(p)).upper() for p in (parts[1:], parts) if p]
    return wanted[:1] if parts[0] == "src" else wanted


def check_guard(source, rest):
    wanted = guards(source.name)
    match = GUARD.match(rest)
    if not match or match.group(1) != match.group(2) or match.group(1) not in wanted:
        yield source.name, 2, f"the header guard is called {wanted[0]}, right behind the licence"
    elif not re.search(r"\n#endif\s*\Z", source.text):
        yield source.name, source.text.count("\n"), "a header ends with its #endif"


def check_undone(source):
    for comment in COMMENT.finditer(source.text):
        for match in UNDONE.finditer(comment.group()):
            line = line_at(source.text, comment.start() + match.start())
            yield source.name, line, f"{match.group(1)} needs an issue number: FIXME #12"


def check_source(source):
    first, _, rest = source.text.partition("\n")
    if first != LICENCE:
        yield source.name, 1, f"the first line is {LICENCE}"
    elif source.name.endswith(".c"):
        yield from check_opening(source, rest)
    else:
        yield from check_guard(source, rest)
    yield from check_undone(source)


def check(repo):
    sources = c_sources(repo)
    if not sources:
        return no_sources(repo)
    return [finding for source in sources for finding in check_source(source)]


if __name__ == "__main__":
    main(check, __doc__)

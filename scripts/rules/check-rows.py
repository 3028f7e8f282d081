#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Do the rows in a meson.build and the files beside it agree: src/<room>/, tests/unit/, fuzz/?

A list of rows is "<thing>_rows = [ ... ]"; which files are meant is taken from
the loop behind it: foreach name : <thing>_rows ... files('cmd-' + name + '.c').
"""

import re

from source import line_at, main, no_sources

# fuzz-main.c replays the corpora of all fuzzers.
NO_ROWS = {"main"}

ROWS = re.compile(r"^(\w+_rows)\s*\+?=\s*\[(.*?)\]", re.M | re.S)
FILES = re.compile(r"^sources \+= files\((.*?)\)$", re.M | re.S)
# The three ways to write it: 'cmd-' + name + '.c', f'cmd-@name@.c', 'cmd-@0@.c'.format(name)
FILE = (r"f?'([\w-]+)-(?:'\s*\+\s*{name}\s*\+\s*'\.c'|@{name}@\.c'"
        r"|@0@\.c'\s*\.format\(\s*{name}\s*\))")


def without_remarks(text):
    return re.sub(r"#[^\n]*", lambda m: " " * len(m.group()), text)


def room_word(text, rows):
    """The word in front of a row's name in its file's name, or None."""
    loop = re.search(r"foreach\s+(\w+)\s*:\s*" + rows + r"\b(.*?)endforeach", text, re.S)
    if not loop:
        return None
    file = re.search(FILE.format(name=loop.group(1)), loop.group(2))
    return file.group(1) if file else None


def check_list(folder, build, line, word, names):
    there = {p.stem.removeprefix(word + "-") for p in folder.glob(word + "-*.c")} - NO_ROWS
    for name in sorted(set(names) - there):
        yield build, line, f"row '{name}' has no file {word}-{name}.c"
    for name in sorted(there - set(names)):
        yield build, line, f"{word}-{name}.c has no row '{name}'"
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield build, line, f"row '{name}' is there twice"


def check_names(repo, folder, word, names):
    """The descriptor in a row's file says the row's name: "vf create" in cmd-vf-create.c."""
    for name in names:
        path = folder / f"{word}-{name}.c"
        wanted = f'"{name}"|"{name.replace("-", " ")}"'
        text = path.read_text(encoding="utf-8") if path.exists() else None
        if text and not re.search(rf"\.(id|name)\s*=\s*({wanted})", text):
            file = path.relative_to(repo).as_posix()
            yield file, 1, f"no descriptor with the row's name: .id or .name is {wanted}"


def check_files(text, build):
    """Of two lists that name a file nobody knows which one is to be kept."""
    names = [n for m in FILES.finditer(text) for n in re.findall(r"'([^']*)'", m.group(1))]
    for name in sorted({n for n in names if names.count(n) > 1}):
        yield build, line_at(text, text.index(f"'{name}'")), f"{name} is there twice"


def check_room(repo, path):
    text = without_remarks(path.read_text(encoding="utf-8"))
    build = path.relative_to(repo).as_posix()
    yield from check_files(text, build)
    for match in ROWS.finditer(text):
        line = line_at(text, match.start())
        word = room_word(text, match.group(1))
        if word is None:
            yield build, line, f"no loop over {match.group(1)} with files('word-' + name + '.c')"
            continue
        names = re.findall(r"'([^']*)'", match.group(2))
        yield from check_list(path.parent, build, line, word, names)
        if build.startswith("src/"):
            yield from check_names(repo, path.parent, word, names)


def check(repo):
    builds = sorted((repo / "src").glob("*/meson.build"))
    if not builds:
        return no_sources(repo)
    builds += [p for p in (repo / "tests/unit/meson.build", repo / "fuzz/meson.build")
               if p.exists()]
    return [finding for path in builds for finding in check_room(repo, path)]


if __name__ == "__main__":
    main(check, __doc__)

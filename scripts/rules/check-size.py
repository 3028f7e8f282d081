#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Sizes: functions, parameters, levels, files and lines. There are no waivers.

Tables may be long, code may not: the initialiser of a const variable does not
count towards its function, and a .c file without functions may have any length.
"""

import json
import re
import shutil
import statistics
import subprocess

from source import arguments, c_sources, finish, line_at, no_sources, skip

FUNCTION, FILE, COLUMNS, PARAMETERS, LEVELS = 60, 700, 100, 5, 3
WANTED_FUNCTION, WANTED_FILE = 40, 400

TABLE = re.compile(r"\bconst\b[^;{}()]*=\s*\{")
TOKEN = re.compile(r"[A-Za-z_]\w*|\S")
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.M)
OPEN, CLOSE = "([{", ")]}"


class Levels:
    """Reads one function's tokens and finds its deepest statement.

    A level is a statement that if, else, for, while, do or switch stands over,
    with braces or without; "else if" is no level deeper than its "if".
    """

    def __init__(self, tokens):
        self.tokens = tokens
        self.at = 0
        self.deepest, self.line = 0, 0

    def peek(self, ahead=0):
        at = self.at + ahead
        return self.tokens[at][0] if at < len(self.tokens) else None

    def skip_brackets(self):
        depth = 0
        while self.peek() is not None:
            depth += (self.peek() in OPEN) - (self.peek() in CLOSE)
            self.at += 1
            if depth <= 0:
                return

    def skip_to(self, end):
        while self.peek() not in (end, None, "}"):
            if self.peek() in OPEN:
                self.skip_brackets()
            else:
                self.at += 1
        if self.peek() == end:
            self.at += 1

    def under(self, level):
        """The statement that a control statement stands over."""
        if level > self.deepest and self.at < len(self.tokens):
            self.deepest, self.line = level, self.tokens[self.at][1]
        self.statement(level)

    def block(self, level):
        self.at += 1
        while self.peek() not in ("}", None):
            self.statement(level)
        self.at += 1

    def control(self, level):
        word = self.peek()
        self.at += 1
        if word != "do":
            self.skip_brackets()
        self.under(level + 1)
        if word == "do":
            self.skip_to(";")
        elif word == "if" and self.peek() == "else":
            self.at += 1
            if self.peek() == "if":
                self.statement(level)
            else:
                self.under(level + 1)

    def plain(self, level):
        """An expression, a declaration, or a macro that loops: for_each(...) { }"""
        if self.peek(1) == "(":
            self.at += 1
            self.skip_brackets()
            if self.peek() == "{":
                self.under(level + 1)
                return
        self.skip_to(";")

    def statement(self, level):
        word = self.peek()
        if word == "{":
            self.block(level)
        elif word in ("if", "for", "while", "switch", "do"):
            self.control(level)
        elif word in ("case", "default") or self.peek(1) == ":":
            self.skip_to(":")
        else:
            self.plain(level)


class Function:
    def __init__(self, source, tag):
        self.file, self.name, self.line = source.name, tag["name"], tag["line"]
        text = DIRECTIVE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), source.code)
        self.body = "\n".join(text.split("\n")[self.line - 1:tag["end"]])
        self.lines = tag["end"] - self.line + 1 - self.table_lines()
        self.parameters = count_parameters(tag.get("signature", ""))

    def table_lines(self):
        total, end = 0, 0
        for match in TABLE.finditer(self.body):
            if match.start() >= end:
                end = closing_brace(self.body, match.end() - 1)
                total += self.body.count("\n", match.start(), end) + 1
        return total

    def levels(self):
        """(how deep, in which line)"""
        start = self.body.find("{")
        tokens = [(m.group(), line_at(self.body, m.start()) + self.line - 1)
                  for m in TOKEN.finditer(self.body, max(start, 0))]
        reader = Levels(tokens)
        reader.statement(0)
        return reader.deepest, reader.line


def closing_brace(text, at):
    depth = 0
    for i in range(at, len(text)):
        depth += (text[i] == "{") - (text[i] == "}")
        if depth == 0:
            return i + 1
    return len(text)


def count_parameters(signature):
    """Of "(int a, int (*f)(int, int), ...)": 2."""
    depth, names = 0, [""]
    for c in signature.strip()[1:-1]:
        depth += (c in OPEN) - (c in CLOSE)
        if c == "," and depth == 0:
            names.append("")
        else:
            names[-1] += c
    return sum(1 for n in names if n.strip() not in ("", "void", "..."))


def read_functions(ctags, sources):
    by_path = {str(s.path): s for s in sources}
    argv = [ctags, "--options=NONE", "--languages=C", "--langmap=C:.c.h", "--kinds-C=f",
            "--fields=+neS", "--output-format=json", "-f", "-", *by_path]
    out = subprocess.run(argv, check=True, capture_output=True, text=True).stdout
    tags = [json.loads(line) for line in out.splitlines()]
    return [Function(by_path[t["path"]], t) for t in tags if "end" in t]


def check_function(f):
    if f.lines > FUNCTION:
        yield f.file, f.line, f"{f.name}() has {f.lines} lines, the limit is {FUNCTION}"
    if f.parameters > PARAMETERS:
        yield f.file, f.line, f"{f.name}() has {f.parameters} parameters, the limit is {PARAMETERS}"
    levels, line = f.levels()
    if levels > LEVELS:
        yield f.file, line, f"{f.name}() is {levels} levels deep, the limit is {LEVELS}"


def check_file(source, has_functions):
    lines = source.text.splitlines()
    if len(lines) > FILE and (has_functions or source.name.endswith(".h")):
        yield source.name, FILE + 1, f"the file has {len(lines)} lines, the limit is {FILE}"
    for number, line in enumerate(lines, 1):
        columns = len(line.expandtabs(8))
        if columns > COLUMNS:
            yield source.name, number, f"{columns} columns, the limit is {COLUMNS}"


def share(title, sizes, wanted, limit):
    sizes = sorted(sizes)
    if not sizes:
        return
    over = sum(1 for s in sizes if s > wanted)
    print(f"{title}: {len(sizes)}, median {statistics.median(sizes):.0f}, "
          f"p90 {sizes[len(sizes) * 9 // 10]}, longest {sizes[-1]}; "
          f"over the wanted {wanted}: {over} ({100 * over / len(sizes):.0f}%), "
          f"over the limit of {limit}: {sum(1 for s in sizes if s > limit)}")


def print_stats(sources, functions):
    for folder in sorted({s.name.split("/")[0] for s in sources}):
        print(folder + "/")
        share("  functions", [f.lines for f in functions if f.file.startswith(folder + "/")],
              WANTED_FUNCTION, FUNCTION)
        share("  files", [len(s.text.splitlines()) for s in sources
                          if s.name.startswith(folder + "/")], WANTED_FILE, FILE)


def check(repo, ctags, stats):
    sources = c_sources(repo)
    if not any(s.name.startswith("src/") for s in sources):
        return no_sources(repo)
    functions = read_functions(ctags, sources)
    with_functions = {f.file for f in functions}
    findings = []
    for function in functions:
        findings += check_function(function)
    for source in sources:
        findings += check_file(source, source.name in with_functions)
    if stats:
        print_stats(sources, functions)
    return findings


def find_ctags():
    for name in ("ctags-universal", "ctags"):
        path = shutil.which(name)
        if path and "json" in subprocess.run([path, "--list-features"], capture_output=True,
                                             text=True, check=False).stdout:
            return path
    return None


def run():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--stats", action="store_true",
                        help="print the shares over the wanted sizes")
    args = parser.parse_args()
    ctags = find_ctags()
    if not ctags:
        skip("no universal-ctags with JSON output here")
    finish(check(args.repo.resolve(), ctags, args.stats))


if __name__ == "__main__":
    run()

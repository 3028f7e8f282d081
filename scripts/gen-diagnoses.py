#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes C tables of data/diagnoses.conf: the texts, or the matcher's automaton.

The automaton (Aho-Corasick) finds one literal piece of each pattern in a single
pass; src/formats/log-match.c compares the rest of the pattern there.
"""

import argparse
import re
from collections import deque
from pathlib import Path

KEYS = {"match": True, "verdict": True, "group": True, "meaning": True, "cause": False,
        "fix": False, "source": True, "causes": False, "settled-by": False, "example": True,
        "near": True, "check": False}
VERDICTS = {"ok": "VERDICT_OK", "warning": "VERDICT_WARNING", "blocks": "VERDICT_BLOCKS"}
# As src/formats/log-match.c reads them.
PLACEHOLDERS = {"%d": "\1", "%x": "\2", "%w": "\3", "%s": "\4", "{bdf}": "\5"}
SPECIAL = re.compile(r"%[a-z]|\{bdf\}")
LITERALS = re.compile("[\1-\5]")
ANCHOR_MIN, ANCHOR_MAX = 5, 16
CAPTURES = 4
END = 0xFFFF


class Wrong(Exception):
    pass


def read_rows(path):
    rows, row, key = [], None, None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        if not line.strip() or line.startswith("#"):
            continue
        head = re.fullmatch(r"\[([a-z0-9]+(?:-[a-z0-9]+)*)\]", line)
        if head:
            row, key = {"id": head.group(1), "where": where, "match": []}, None
            rows.append(row)
        elif line[0] in " \t" and key and key != "match":
            row[key] += " " + line.strip()
        else:
            key = read_value(row, line, where)
    return rows


def read_value(row, line, where):
    key, equals, value = line.partition(" = ")
    if row is None or not equals or key not in KEYS or not value.strip():
        raise Wrong(f"{where}: neither [id] nor key = value of a known key")
    if key == "match":
        row["match"].append(value)
    elif key in row:
        raise Wrong(f"{where}: {key} is there twice")
    else:
        row[key] = value.strip()
    return key


def check(rows):
    ids = {}
    for row in rows:
        where = row["where"]
        if row["id"] in ids:
            raise Wrong(f"{where}: the id {row['id']} is there twice")
        ids[row["id"]] = row
        for key, needed in KEYS.items():
            if needed and not row.get(key):
                raise Wrong(f"{where}: {key} is missing")
        if row["verdict"] not in VERDICTS:
            raise Wrong(f"{where}: verdict is one of {', '.join(VERDICTS)}")
        if row["verdict"] != "ok" and not (row.get("cause") and row.get("fix")):
            raise Wrong(f"{where}: what is not ok has a cause and a fix")
        if row["example"] == row["near"]:
            raise Wrong(f"{where}: example and near are the same")
    for row in rows:
        for key in ("causes", "settled-by"):
            row[key] = [w.strip() for w in row.get(key, "").split(",") if w.strip()]
            for other in row[key]:
                if other not in ids or other == row["id"]:
                    raise Wrong(f"{row['where']}: {key}: there is no other row {other}")
        for number in re.findall(r"\{(\d+)\}", row["meaning"]):
            for match in row["match"]:
                if not 1 <= int(number) <= min(CAPTURES, len(SPECIAL.findall(match))):
                    raise Wrong(f"{row['where']}: {{{number}}} is in no placeholder of: {match}")


class Pattern:
    def __init__(self, row, index, text):
        self.row = index
        self.start, self.end = text.startswith("^"), text.endswith("$")
        text = text[self.start:len(text) - self.end]
        unknown = [s for s in SPECIAL.findall(text) if s not in PLACEHOLDERS]
        if unknown or len(SPECIAL.findall(text)) > 2 * CAPTURES:
            raise Wrong(f"{row['where']}: placeholders: {text}")
        text = re.sub(r"\s+", " ", text.lower())
        self.text = SPECIAL.sub(lambda m: PLACEHOLDERS[m.group()], text)
        pieces = LITERALS.split(self.text)
        self.weight = sum(len(p) for p in pieces)
        anchor = max(pieces, key=len)
        self.anchor = anchor[:ANCHOR_MAX]
        if len(self.anchor.strip()) < ANCHOR_MIN or not anchor.isascii():
            raise Wrong(f"{row['where']}: a literal of {ANCHOR_MIN} letters is needed: {text}")


class Automaton:
    def __init__(self, patterns):
        self.letters = sorted({c for p in patterns for c in p.anchor})
        self.classes = {c: i + 1 for i, c in enumerate(self.letters)}
        self.next, self.out, self.text = [{}], [[]], [""]
        for number, pattern in enumerate(patterns):
            self.add(pattern.anchor, number)
        self.complete()
        self.order()

    def add(self, anchor, number):
        state = 0
        for c in anchor:
            if c not in self.next[state]:
                self.next[state][c] = len(self.next)
                self.next.append({})
                self.out.append([])
                self.text.append(self.text[state] + c)
            state = self.next[state][c]
        self.out[state].append(number)

    def complete(self):
        fail = [0] * len(self.next)
        queue = deque([0])
        while queue:
            state = queue.popleft()
            for c in self.letters:
                other = self.next[fail[state]].get(c, 0) if state else 0
                child = self.next[state].get(c)
                if child is None:
                    self.next[state][c] = other
                else:
                    fail[child] = other
                    queue.append(child)
            self.out[state] += self.out[fail[state]] if state else []
        # A second blank behind the first one changes nothing.
        for state, text in enumerate(self.text):
            if text.endswith(" "):
                self.next[state][" "] = state

    def order(self):
        """States that find something come last: one comparison tells them."""
        states = sorted(range(len(self.next)), key=lambda s: (bool(self.out[s]), s))
        self.place = {s: i for i, s in enumerate(states)}
        self.states = states
        self.first_found = sum(1 for s in states if not self.out[s])


def quote(text):
    out = ""
    for byte in text.encode():
        if byte in (0x22, 0x5C):
            out += "\\" + chr(byte)
        elif 0x20 <= byte < 0x7F and byte != 0x3F:
            out += chr(byte)
        else:
            out += f"\\{byte:03o}"
    return f'"{out}"'


def numbers(values):
    return ",".join(str(v) for v in values)


def matcher(rows):
    patterns = [Pattern(row, i, m) for i, row in enumerate(rows) for m in row["match"]]
    a = Automaton(patterns)
    classes = [0] * 256
    for c, number in a.classes.items():
        classes[ord(c)] = classes[ord(c.upper())] = number
    for blank in "\t\v\f\r":
        classes[ord(blank)] = classes[ord(" ")]
    yield "/* Made by scripts/gen-diagnoses.py. */"
    yield f"#define LOG_MATCH_PATTERNS {len(patterns)}"
    yield f"#define LOG_MATCH_CLASSES {len(a.letters) + 1}"
    yield f"#define LOG_MATCH_FOUND {a.first_found}"
    yield "static const struct log_pattern patterns[] = {"
    for p in patterns:
        yield f"{{ {quote(p.text)}, {p.row}, {p.weight}, {int(p.start)}, {int(p.end)} }},"
    yield "};"
    yield f"static const uint8_t classes[256] = {{ {numbers(classes)} }};"
    yield "static const uint16_t next[][LOG_MATCH_CLASSES] = {"
    for state in a.states:
        row = [0] + [a.place[a.next[state][c]] for c in a.letters]
        yield f"{{ {numbers(row)} }},"
    yield "};"
    found, starts = [], []
    for state in a.states[a.first_found:]:
        starts.append(len(found))
        found += sorted(set(a.out[state])) + [END]
    yield f"static const uint16_t found_at[] = {{ {numbers(starts)} }};"
    yield f"static const uint16_t found[] = {{ {numbers(found)} }};"


def texts(rows):
    index = {row["id"]: i for i, row in enumerate(rows)}
    caused = {i: [] for i in range(len(rows))}
    settles = {i: [] for i in range(len(rows))}
    for i, row in enumerate(rows):
        for other in row["causes"]:
            caused[index[other]].append(i)
        for other in row["settled-by"]:
            settles[index[other]].append(i)
    yield "/* Made by scripts/gen-diagnoses.py. */"
    yield "const struct diagnosis diagnoses[] = {"
    for i, row in enumerate(rows):
        yield "{"
        for key in ("id", "group", "meaning", "cause", "fix", "source", "example", "near",
                    "check"):
            yield f".{key} = {quote(row[key]) if key in row else 'NULL'},"
        yield f".verdict = {VERDICTS[row['verdict']]},"
        yield f".caused_by = (const uint16_t[]) {{ {numbers(caused[i] + [END])} }},"
        yield f".settles = (const uint16_t[]) {{ {numbers(settles[i] + [END])} }},"
        yield "},"
    yield "};"
    yield f"const size_t n_diagnoses = {len(rows)};"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=("texts", "matcher"))
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    try:
        rows = read_rows(args.data)
        check(rows)
        lines = texts(rows) if args.what == "texts" else matcher(rows)
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except Wrong as e:
        raise SystemExit(f"gen-diagnoses: {e}") from None


if __name__ == "__main__":
    main()

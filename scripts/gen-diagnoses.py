#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes C tables of data/diagnoses.conf: the texts, the patterns, or the matcher's tables.

The automaton (Aho-Corasick) finds one literal piece of each pattern in a single
pass; src/formats/log-pattern.c compares the rest of the pattern there. Lines that hold no
key, KEY letters of one word of each pattern, are passed over before that.
"""

import argparse
import re
from collections import Counter, deque
from pathlib import Path

KEYS = {"match": True, "verdict": True, "group": True, "meaning": True, "cause": False,
        "fix": False, "source": True, "causes": False, "settled-by": False, "example": True,
        "near": True, "check": False}
VERDICTS = {"ok": "VERDICT_OK", "warning": "VERDICT_WARNING", "blocks": "VERDICT_BLOCKS"}
# As src/formats/log-pattern.c reads them.
PLACEHOLDERS = {"%d": "\1", "%x": "\2", "%w": "\3", "%s": "\4", "{bdf}": "\5"}
SPECIAL = re.compile(r"%[a-z]|\{bdf\}")
LITERALS = re.compile("[\1-\5]")
ANCHOR_MIN, ANCHOR_MAX = 5, 16
KEY, BLOCK, BLOCKS = 5, 3, 4096
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
        # Within a word: how many blanks a line has between words is not known.
        words = [w for w in re.split("[\1-\5 ]", self.text) if w.isascii()]
        self.keys = {w[i:i + KEY] for w in words for i in range(len(w) - KEY + 1)}
        if not self.keys:
            raise Wrong(f"{row['where']}: a word of {KEY} letters is needed: {text}")


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


def choose_keys(patterns, rows):
    """One of each pattern; rare ones, and those that do for many patterns."""
    plain = " ".join(row[k] for row in rows for k in ("meaning", "near")).lower()
    seen = Counter(plain[i:i + BLOCK] for i in range(len(plain)))
    shared = Counter(k for p in patterns for k in p.keys)

    def cost(key):
        return sum(seen[b] for b in blocks(key)) / shared[key], key

    keys = set()
    for p in sorted(patterns, key=lambda p: len(p.keys)):
        if not keys & p.keys:
            keys.add(min(p.keys, key=cost))
    return sorted(keys)


def blocks(key):
    return [key[i:i + BLOCK] for i in range(KEY - BLOCK + 1)]


def place_of(block):
    """As block_in_key() of src/formats/log-match.c."""
    number = int.from_bytes(block.encode(), "little") | 0x202020
    return (number * 0x9E3779B1 & 0xFFFFFFFF) >> 20


def blocks_in_keys(keys):
    """Bit n: the block that belongs here is the one at letter n of a key."""
    out = [0] * BLOCKS
    for key in keys:
        for n, block in enumerate(blocks(key)):
            out[place_of(block)] |= 1 << n
    return out


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


def read_patterns(rows):
    return [Pattern(row, i, m) for i, row in enumerate(rows) for m in row["match"]]


def patterns(rows):
    yield "/* Made by scripts/gen-diagnoses.py. */"
    yield "const struct log_pattern log_patterns[] = {"
    for p in read_patterns(rows):
        yield f"{{ {quote(p.text)}, {p.row}, {p.weight}, {int(p.start)}, {int(p.end)} }},"
    yield "};"


def matcher(rows):
    all_patterns = read_patterns(rows)
    a = Automaton(all_patterns)
    classes = [0] * 256
    for c, number in a.classes.items():
        classes[ord(c)] = classes[ord(c.upper())] = number
    for blank in "\t\v\f\r":
        classes[ord(blank)] = classes[ord(" ")]
    yield "/* Made by scripts/gen-diagnoses.py. */"
    yield f"#define LOG_MATCH_PATTERNS {len(all_patterns)}"
    yield f"#define LOG_MATCH_CLASSES {len(a.letters) + 1}"
    yield f"#define LOG_MATCH_FOUND {a.first_found}"
    yield f"#define LOG_MATCH_KEY {KEY}"
    yield f"#define LOG_MATCH_BLOCK {BLOCK}"
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
    table = blocks_in_keys(choose_keys(all_patterns, rows))
    yield f"static const uint8_t blocks[{BLOCKS}] = {{ {numbers(table)} }};"


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


MAKERS = {"texts": texts, "patterns": patterns, "matcher": matcher}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=tuple(MAKERS))
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    try:
        rows = read_rows(args.data)
        check(rows)
        lines = MAKERS[args.what](rows)
        args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    except Wrong as e:
        raise SystemExit(f"gen-diagnoses: {e}") from None


if __name__ == "__main__":
    main()

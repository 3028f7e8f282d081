# SPDX-License-Identifier: GPL-2.0-or-later
"""The command rows, as "virtfn --dump-commands" prints them, with every key present."""

import re

SCHEMA = 1

# What an option's value is, by its metavar; an operand says it itself.
VALUE_KINDS = {
    "DIR": "folder", "FILE": "file", "PATH": "file", "IMAGE": "file", "OUT": "file",
    "DEVICE": "device", "ADDRESS": "device", "PF": "device", "VF": "vf",
    "DOMAIN": "domain", "GUEST": "domain", "VM": "domain",
}


class Rows:
    def __init__(self, document):
        if document.get("schema") != SCHEMA:
            raise SystemExit(f"gen-docs: schema {document.get('schema')!r} is not {SCHEMA}")
        self.globals = [option(o) for o in document["globals"]]
        self.examples = document.get("examples") or []
        self.commands = [command(c) for c in document["commands"]]

    def under(self, group):
        """The commands directly under a group; those of the program for ""."""
        return [c for c in self.commands if c["name"].rpartition(" ")[0] == group]

    def find(self, name):
        return next((c for c in self.commands if c["name"] == name), None)


def split_choices(text):
    return text.split("|") if text else []


def value_kind(metavar, choices):
    """"choice", "text", "device" ...; None when there is no value."""
    if choices:
        return "choice"
    first = re.split(r"[|:]", metavar)[0] if metavar else None  # VF of "VF|PF:auto"
    return VALUE_KINDS.get(first, "text") if first else None


def option(o):
    choices = split_choices(o.get("choices"))
    return {
        "name": o["name"],
        "letter": o.get("letter") or None,
        "metavar": o.get("metavar") or None,
        "help": o.get("help") or "",
        "choices": choices,
        "kind": value_kind(o.get("metavar"), choices),
    }


def operand(o):
    return {
        "metavar": o["metavar"],
        "kind": o.get("kind") or "text",
        "choices": split_choices(o.get("choices")),
        "optional": bool(o.get("optional")),
    }


def command(c):
    return {
        "name": c["name"],
        "summary": c["summary"],
        "about": c.get("about") or "",
        "group": bool(c.get("group")),
        "root": bool(c.get("root")),
        "options": [option(o) for o in c.get("options") or []],
        "operands": [operand(o) for o in c.get("operands") or []],
        "examples": c.get("examples") or [],
    }


def spellings(o):
    """["-n", "--count"]"""
    return ([f"-{o['letter']}"] if o["letter"] else []) + [f"--{o['name']}"]

# SPDX-License-Identifier: GPL-2.0-or-later
"""The man page virtfn-findings(7): what "virtfn doctor --explain ID" says, for each ID."""

import textwrap

from gendocs.man import MANUAL, escape, escape_line, literal, sentence, wrapped

COLUMNS = 64  # of a line of a log, which may be broken anywhere


def text_of(value):
    return "".join(escape_line(line) + "\n" for line in wrapped(sentence(value)).splitlines())


def labelled(label, value):
    return wrapped(f"*{label}*: {escape(sentence(value))}") + "\n" if value else ""


def check(page):
    scope = "; ".join(f"{key}: {page[key]}" for key in ("devices", "modes", "guests")
                      if key in page)
    return (text_of(page["title"]) + "\n" + labelled("Why", page["why"]) +
            labelled("Asked for", scope) + labelled("Follows from", page.get("follows")) +
            labelled("Source", page["source"]))


def diagnosis(page):
    return (wrapped(f"*{page['verdict']}*: {escape(sentence(page['title']))}") + "\n" +
            literal("\n".join(textwrap.wrap(page["example"], COLUMNS))) + "\n" + labelled("Cause", page.get("cause")) +
            labelled("Fix", page.get("fix")) + labelled("Source", page["source"]))


def files(pages):
    text = f'virtfn-findings(7) "virtfn" "{MANUAL}"\n\n'
    text += "; Made by scripts/gen-docs.py from the rows of checks and diagnoses: do not edit.\n"
    text += "\n# NAME\n\nvirtfn-findings - what virtfn doctor may find\n"
    text += "\n# DESCRIPTION\n\n" + wrapped(
        "Each finding of *virtfn doctor*(1) has an ID that stays. The same pages are shown by "
        "*virtfn doctor --explain* _ID_.")
    for title, wanted, show in (("CHECKS", True, check), ("DIAGNOSES", False, diagnosis)):
        text += f"\n# {title}\n"
        for page in sorted((p for p in pages if ("what" in p) == wanted), key=lambda p: p["id"]):
            text += f"\n## {escape(page['id'])}\n\n{show(page).rstrip()}\n"
    text += "\n# SEE ALSO\n\n*virtfn-doctor*(1)\n"
    return {"man/virtfn-findings.7.scd": text}

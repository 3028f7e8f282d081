# SPDX-License-Identifier: GPL-2.0-or-later
"""Man pages in scdoc's language: one overview, one page per command.

Sections written by hand are in man/extra/<page>.scd. A section that exists on
both sides is the generated text followed by the one written by hand.
"""

import re
import textwrap

ORDER = ("NAME", "SYNOPSIS", "DESCRIPTION", "COMMANDS", "ARGUMENTS", "OPTIONS", "EXAMPLES",
         "EXIT STATUS", "ENVIRONMENT", "FILES", "NOTES", "BUGS", "SEE ALSO")
MANUAL = "virtfn manual"
EXAMPLE_COLUMNS = 68
# Words that keep their small letter at the start of a sentence.
NAMES = ("virtfn", "libvirt", "vfio")

OPERANDS = {
    "device": "A device: its PCI address, network interface or MAC address. "
              "*virtfn list* shows them.",
    "vf": "A virtual function. *virtfn list vfs* shows them.",
    "domain": "A guest, by its name in libvirt. *virtfn vm list* shows them.",
}


def escape(text):
    return re.sub(r"([\\*_`])", r"\\\1", text)


def escape_line(line):
    """Also what means something at the start of a line."""
    line = escape(line)
    return "\\" + line if line[:1] in tuple("#-|[];") else line


def sentence(text, keep=NAMES):
    """"how many" is "How many.": the rows have neither capitals nor full stops."""
    text = text.strip()
    if not text:
        return ""
    word = re.match(r"[^\s,;]*", text).group()
    if word.isalpha() and word.islower() and word not in keep:
        text = text[0].upper() + text[1:]
    return text if text.endswith((".", "?", "!")) else text + "."


def wrapped(text, indent=""):
    lines = textwrap.wrap(text, 90, break_long_words=False, break_on_hyphens=False)
    return "".join(f"{indent}{line}\n" for line in lines)


def literal(text):
    """Shown as it is; a backslash means something even there."""
    return "```\n" + text.replace("\\", "\\\\") + "\n```\n"


def paragraph(text):
    """One that starts with blanks or a tab is shown as it is."""
    if text.startswith((" ", "\t")):
        return literal(textwrap.dedent(text).strip("\n"))
    lines = textwrap.wrap(" ".join(text.split()), 90, break_long_words=False,
                          break_on_hyphens=False)
    return "".join(escape_line(line) + "\n" for line in lines)


def prose(text):
    parts = [p for p in re.split(r"\n\s*\n", text.strip("\n")) if p.strip()]
    return "\n".join(paragraph(p) for p in parts)


def bold(text):
    return f"*{escape(text)}*"


def any_of(choices):
    words = [bold(c) for c in choices]
    return "One of " + ", ".join(words[:-1]) + (" or " if words[:-1] else "") + words[-1] + "."


def item(head, body):
    return f"{head}\n{wrapped(body, chr(9))}"


def option_item(option):
    letter, metavar = option["letter"], option["metavar"]
    head = (f"*-{letter}*, " if letter else "") + f"*--{option['name']}*"
    head += f" _{escape(metavar)}_" if metavar else ""
    body = escape(sentence(option["help"], (*NAMES, *option["choices"])))
    if option["choices"] and not all(c in option["help"] for c in option["choices"]):
        body += " " + any_of(option["choices"])
    return item(head, body)


def options(rows):
    return "\n".join(option_item(o) for o in rows)


def page_of(name):
    return "virtfn-" + name.replace(" ", "-") if name else "virtfn"


def reference(name, section=1):
    return f"*{page_of(name)}*({section})"


def command_items(commands):
    return "\n".join(item(reference(c["name"]), escape(sentence(c["summary"]))) for c in commands)


def folded(command):
    """A long command as a shell takes it, over several lines."""
    if len(command) <= EXAMPLE_COLUMNS:
        return command
    lines = textwrap.wrap(command, EXAMPLE_COLUMNS - 2, subsequent_indent="    ",
                          break_long_words=False, break_on_hyphens=False)
    return " \\\n".join(lines)


def example_items(examples):
    parts = []
    for example in examples:
        text = escape_line(sentence(example.get("help") or ""))
        parts.append((text + "\n\n" if text else "") + literal(folded(example["command"])))
    return "\n".join(parts)


def operand_items(operands):
    items = []
    for o in operands:
        text = any_of(o["choices"]) if o["choices"] else OPERANDS.get(o["kind"])
        if text:
            items.append(item(f"_{escape(o['metavar'])}_", text))
    return "\n".join(items)


def synopsis(command):
    words = [bold("virtfn " + command["name"])]
    if command["group"]:
        words.append("_COMMAND_")
    words.append("[_OPTION_]...")
    for o in command["operands"]:
        word = f"_{escape(o['metavar'])}_"
        words.append(f"[{word}]" if o["optional"] else word)
    return " ".join(words) + "\n"


def see_also(rows, command):
    group = command["name"].rpartition(" ")[0]
    related = rows.under(command["name"]) if command["group"] else []
    if group:
        related = [rows.find(group)] + [c for c in rows.under(group) if c is not command]
    names = [""] + [c["name"] for c in related if c]
    return wrapped(", ".join(reference(n) for n in names))


def root_note(command):
    if not command["root"]:
        return ""
    return wrapped("This command changes the machine: it needs root, and does not take *--root*.")


def command_sections(rows, command):
    about = prose(command["about"]) or escape_line(sentence(command["summary"])) + "\n"
    note = root_note(command)
    return {
        "NAME": f"{page_of(command['name'])} - {escape(command['summary'])}\n",
        "SYNOPSIS": synopsis(command),
        "DESCRIPTION": about + ("\n" + note if note else ""),
        "COMMANDS": command_items(rows.under(command["name"])) if command["group"] else "",
        "ARGUMENTS": operand_items(command["operands"]),
        "OPTIONS": join(options(command["options"]),
                        "The options of every command are in *virtfn*(1).\n"),
        "EXAMPLES": example_items(command["examples"]),
        "EXIT STATUS": "See *virtfn*(1).\n",
        "SEE ALSO": see_also(rows, command),
    }


def overview_sections(rows):
    plain = [c for c in rows.commands if not c["group"]]
    return {
        "NAME": "virtfn - give guests a slice of real hardware\n",
        "SYNOPSIS": "*virtfn* _COMMAND_ [_OPTION_]... [_ARGUMENT_]...\n",
        "COMMANDS": command_items(plain),
        "OPTIONS": join("These options go with every command.\n", options(rows.globals)),
        "EXAMPLES": example_items(rows.examples),
    }


def join(*parts):
    return "\n".join(p.strip("\n") + "\n" for p in parts if p.strip())


def read_extra(folder, page):
    """{section: text} of man/extra/<page without virtfn->.scd"""
    name = page.removeprefix("virtfn-") + ".scd"
    path = folder / name
    if not path.exists():
        return {}
    sections, title = {}, None
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            title = line[2:].strip()
            sections[title] = ""
        elif title:
            sections[title] += line + "\n"
        elif line.strip() and not line.startswith(";"):
            raise SystemExit(f"gen-docs: {path}: text in front of the first section")
    unknown = set(sections) - set(ORDER)
    if unknown:
        raise SystemExit(f"gen-docs: {path}: no such section: {', '.join(sorted(unknown))}")
    return sections


def page(name, sections, extra):
    text = f'{name}(1) "virtfn" "{MANUAL}"\n\n'
    text += "; Made by scripts/gen-docs.py from the command rows: do not edit.\n"
    for title in ORDER:
        body = join(sections.get(title, ""), extra.get(title, ""))
        if body:
            text += f"\n# {title}\n\n{body}"
    return text


def files(rows, extra_folder):
    """{path: text} of all pages, and man/pages, the list that meson reads."""
    pages = {"virtfn": overview_sections(rows)}
    for c in rows.commands:
        pages[page_of(c["name"])] = command_sections(rows, c)
    check_extra(extra_folder, pages)
    made = {f"man/{name}.1.scd": page(name, sections, read_extra(extra_folder, name))
            for name, sections in pages.items()}
    made["man/pages"] = "".join(f"{name}.1\n" for name in sorted(pages))
    return made


def check_extra(folder, pages):
    """A fragment of a command that is gone would be lost quietly."""
    known = {name.removeprefix("virtfn-") for name in pages}
    for path in sorted(folder.glob("*.scd")):
        if path.stem not in known:
            raise SystemExit(f"gen-docs: {path}: there is no command of this name")

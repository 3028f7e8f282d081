# SPDX-License-Identifier: GPL-2.0-or-later
"""The completion for zsh: one function per command, each a call of _arguments."""

from .rows import spellings

HEAD = r"""#compdef virtfn
# Completion for virtfn. Made by scripts/gen-docs.py from the command rows: do not edit.

# Devices, VFs and guests come from the program itself; when it fails there are none.
_virtfn_ask()
{
	local -a found
	found=(${(f)"$(timeout 3 ${program:-virtfn} "$@" --raw --noheadings 2>/dev/null </dev/null)"})
	compadd -a found
}

_virtfn_devices() { _virtfn_ask list -o ADDRESS }
_virtfn_vfs() { _virtfn_ask list vfs -o ADDRESS }
_virtfn_domains() { _virtfn_ask vm list -o NAME }
"""

ACTIONS = {
    "device": "_virtfn_devices", "vf": "_virtfn_vfs", "domain": "_virtfn_domains",
    "folder": "_files -/", "file": "_files",
}


def quoted(text):
    return "'" + text.replace("'", "'\\''") + "'"


def escaped(text, letters):
    for letter in "\\" + letters:
        text = text.replace(letter, "\\" + letter)
    return text


def action(row):
    return "(" + " ".join(row["choices"]) + ")" if row["choices"] else ACTIONS.get(row["kind"], " ")


def option_specs(option):
    names = spellings(option)
    others = "(" + " ".join(names) + ")"
    help_text = escaped(option["help"], "[]:")
    for name in names:
        if option["kind"]:
            name += "=" if name.startswith("--") else "+"
            metavar = escaped(option["metavar"], ":")
            yield quoted(f"{others}{name}[{help_text}]:{metavar}:{action(option)}")
        else:
            yield quoted(f"{others}{name}[{help_text}]")


def operand_specs(operands):
    for i, o in enumerate(operands, 1):
        colons = "::" if o["optional"] else ":"
        yield quoted(f"{i}{colons}{escaped(o['metavar'], ':')}:{action(o)}")


def function_name(name):
    return "_virtfn" + "".join("_" + w.replace("-", "_") for w in name.split())


def call(specs, flags):
    return ["\t_arguments " + flags + " \\"] + [f"\t\t{s} \\" for s in specs] + ["\t\t&& return"]


def group_function(rows, name, options):
    """The program itself for ""."""
    lines = [f"{function_name(name)}()", "{", "\tlocal curcontext=$curcontext state line",
             "\tlocal -a subcommands"]
    if not name:
        lines.append("\tlocal program=$words[1]")
    lines.append("\tsubcommands=(")
    for c in rows.under(name):
        word = c["name"].rpartition(" ")[2]
        lines.append("\t\t" + quoted(f"{word}:{escaped(c['summary'], ':')}"))
    lines.append("\t)")
    lines += call([*options, quoted("1: :->command"), quoted("*:: :->rest")], "-C -s -S")
    lines += ["\tcase $state in", "\tcommand) _describe -t commands command subcommands ;;",
              "\trest)", "\t\tcase $words[1] in"]
    for c in rows.under(name):
        lines.append(f"\t\t{c['name'].rpartition(' ')[2]}) {function_name(c['name'])} ;;")
    return lines + ["\t\tesac", "\t\t;;", "\tesac", "}"]


def command_function(command, options):
    specs = [s for o in command["options"] for s in option_specs(o)]
    specs += [*options, *operand_specs(command["operands"])]
    return [f"{function_name(command['name'])}()", "{", *call(specs, "-s -S"), "}"]


def files(rows):
    options = [s for o in rows.globals for s in option_specs(o)]
    shared = ["# The options of every command.", "typeset -ga _virtfn_globals",
              "_virtfn_globals=(", *[f"\t{s}" for s in options], ")"]
    parts = [shared]
    every = ['"$_virtfn_globals[@]"']
    for c in rows.commands:
        if c["group"]:
            parts.append(group_function(rows, c["name"], every))
        else:
            parts.append(command_function(c, every))
    parts.append(group_function(rows, "", every))
    body = "\n\n".join("\n".join(p) for p in parts)
    return {"completions/_virtfn": HEAD + "\n" + body + '\n\n_virtfn "$@"\n'}

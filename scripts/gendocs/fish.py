# SPDX-License-Identifier: GPL-2.0-or-later
"""The completion for fish: one "complete" line per word, under a small condition."""

from .rows import spellings

HEAD = """\
# Completion for virtfn. Made by scripts/gen-docs.py from the command rows: do not edit.

# Devices, VFs and guests come from the program itself; when it fails there are none.
function __virtfn_ask
    set -l program (commandline -opc)[1]
    timeout 3 $program $argv --raw --noheadings </dev/null 2>/dev/null
end
"""

ENGINE = """
# The words of the command that was typed so far, then the number of its operands.
function __virtfn_typed
    set -l path
    set -l given 0
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $word $__virtfn_valued
            set skip 1
        else if string match -q -- '-*' $word
            continue
        else if contains -- (string join ' ' $path $word) $__virtfn_commands
            set path $path $word
        else
            set given (math $given + 1)
        end
    end
    echo (string join ' ' $path)
    echo $given
end

# Is this the command? Its words are one argument.
function __virtfn_at
    test (__virtfn_typed)[1] = "$argv[1]"
end

# Is operand number $argv[2] of this command next?
function __virtfn_operand
    set -l typed (__virtfn_typed)
    test "$typed[1]" = "$argv[1]" -a "$typed[2]" = (math $argv[2] - 1)
end

complete -c virtfn -f
"""

OFFERS = {
    "device": "(__virtfn_ask list -o ADDRESS)",
    "vf": "(__virtfn_ask list vfs -o ADDRESS)",
    "domain": "(__virtfn_ask vm list -o NAME)",
    "folder": "(__fish_complete_directories)",
}


def quoted(text):
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def offer(row):
    return " ".join(row["choices"]) if row["choices"] else OFFERS.get(row["kind"])


def option_line(option, condition):
    words = ["complete -c virtfn"]
    if condition:
        words.append("-n " + quoted(condition))
    if option["letter"]:
        words.append("-s " + option["letter"])
    words.append("-l " + option["name"])
    if option["kind"]:
        values = offer(option)
        words.append("-r -F" if option["kind"] == "file" else "-x")
        words += ["-a " + quoted(values)] if values else []
    return " ".join(words + ["-d " + quoted(option["help"])])


def at(name):
    return f'__virtfn_at "{name}"'


def command_lines(rows, command):
    group, _, word = command["name"].rpartition(" ")
    name = command["name"]
    yield f"complete -c virtfn -n {quoted(at(group))} -a {word} -d {quoted(command['summary'])}"
    for o in command["options"]:
        yield option_line(o, at(name))
    for i, o in enumerate(command["operands"], 1):
        condition = quoted(f'__virtfn_operand "{name}" {i}')
        if o["kind"] == "file":
            yield f"complete -c virtfn -n {condition} -F"
        elif offer(o):
            words = f"-a {quoted(offer(o))} -d {quoted(o['metavar'])}"
            yield f"complete -c virtfn -n {condition} {words}"


def tables(rows):
    valued = {s for o in rows.globals + [o for c in rows.commands for o in c["options"]]
              if o["kind"] for s in spellings(o)}
    names = " ".join(quoted(c["name"]) for c in rows.commands)
    return (f"set -g __virtfn_commands {names}\n"
            f"set -g __virtfn_valued {' '.join(sorted(valued))}\n")


def files(rows):
    lines = [option_line(o, None) for o in rows.globals]
    for c in rows.commands:
        lines += ["", *command_lines(rows, c)]
    text = HEAD + "\n" + tables(rows) + ENGINE + "\n".join(lines) + "\n"
    return {"completions/virtfn.fish": text}

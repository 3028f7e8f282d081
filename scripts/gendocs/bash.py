# SPDX-License-Identifier: GPL-2.0-or-later
"""The completion for bash: the rows as case statements, in front of a small engine."""

from .rows import spellings

HEAD = """\
# shellcheck shell=bash
# Completion for virtfn. Made by scripts/gen-docs.py from the command rows: do not edit.

"""

# The functions share the variables of _virtfn() and answer in REPLY or COMPREPLY.
ENGINE = r"""
# Devices, VFs and guests come from the program itself; when it fails there are none.
_virtfn_ask()
{
	timeout 3 "${words[0]}" "${machine[@]}" "$@" --raw --noheadings </dev/null 2>/dev/null
}

# Offers the values of a kind that start with $cur.
_virtfn_offer()
{
	local list=
	case $1 in
	device) list=$(_virtfn_ask list -o ADDRESS) ;;
	vf) list=$(_virtfn_ask list vfs -o ADDRESS) ;;
	domain) list=$(_virtfn_ask vm list -o NAME) ;;
	choice:*) list=${1#choice:} ;;
	folder | file)
		compopt -o filenames 2>/dev/null
		if [[ $1 == folder ]]; then
			mapfile -t COMPREPLY < <(compgen -d -- "$cur")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$cur")
		fi
		return
		;;
	*) return ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$list" -- "$cur")
}

# bash splits words at ":" and "=" as well: puts them together again, up to the cursor.
_virtfn_join_words()
{
	local line=$COMP_LINE blanks i
	for ((i = 0; i <= COMP_CWORD; i++)); do
		blanks=${line%%[![:space:]]*}
		line=${line#"$blanks"}
		line=${line#"${COMP_WORDS[i]}"}
		if ((i == 0)) || [[ $blanks ]]; then
			words+=("${COMP_WORDS[i]}")
		else
			words[-1]+=${COMP_WORDS[i]}
		fi
	done
	cur=${words[-1]}
}

# Finds the command, how many operands it has so far, and the value that $cur is to be.
_virtfn_read_words()
{
	local word i
	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		word=${words[i]}
		case $word in
		--root=* | --connect=*) machine+=("$word") ;;
		-*)
			_virtfn_value "$word"
			[[ $REPLY ]] || continue
			i=$((i + 1))
			if ((i == ${#words[@]} - 1)); then
				pending=$REPLY
			elif [[ $word == --root || $word == --connect ]]; then
				machine+=("$word=${words[i]}")
			fi
			;;
		*)
			_virtfn_command
			if [[ " $subcommands " == *" $word "* ]]; then
				path+=${path:+ }$word
			else
				given=$((given + 1))
			fi
			;;
		esac
	done
	_virtfn_command
}

# Readline puts in only what is behind the last ":" or "=" that it splits at.
_virtfn_trim()
{
	if [[ $cur == *:* && $COMP_WORDBREAKS == *:* ]]; then
		COMPREPLY=("${COMPREPLY[@]#"${cur%"${cur##*:}"}"}")
	elif [[ $attached && $COMP_WORDBREAKS != *=* ]]; then
		COMPREPLY=("${COMPREPLY[@]/#/$attached}")
	fi
}

_virtfn()
{
	local words=() cur='' path='' pending='' attached='' given=0
	local machine=() subcommands='' options='' operands=() REPLY=''

	COMPREPLY=()
	_virtfn_join_words
	_virtfn_read_words
	if [[ $pending ]]; then
		_virtfn_offer "$pending"
	elif [[ $cur == --*=* ]]; then
		attached=${cur%%=*}=
		cur=${cur#*=}
		_virtfn_value "${attached%=}"
		_virtfn_offer "$REPLY"
	elif [[ $cur == -* ]]; then
		_virtfn_offer "choice:$options"
	elif [[ $subcommands ]]; then
		_virtfn_offer "choice:$subcommands"
	else
		_virtfn_offer "${operands[given]}"
	fi
	_virtfn_trim
}

complete -F _virtfn virtfn
"""


def offer(row):
    return "choice:" + " ".join(row["choices"]) if row["choices"] else row["kind"]


def words_of(options):
    return " ".join(s for o in options for s in spellings(o))


def command_case(rows, name, options, operands):
    lines = [f"\t'{name}')"]
    subcommands = [c["name"].rpartition(" ")[2] for c in rows.under(name)]
    if subcommands:
        lines.append(f"\t\tsubcommands='{' '.join(subcommands)}'")
    if options:
        lines.append(f"\t\toptions+=' {words_of(options)}'")
    if operands:
        lines.append("\t\toperands=(" + " ".join(f"'{offer(o)}'" for o in operands) + ")")
    return lines + ["\t\t;;"] if len(lines) > 1 else []


def command_function(rows):
    lines = ["# What may follow the command $path: sets subcommands, options and operands.",
             "_virtfn_command()", "{", "\tsubcommands='' operands=()",
             f"\toptions='{words_of(rows.globals)}'", "\tcase $path in"]
    lines += command_case(rows, "", [], [])
    for c in rows.commands:
        lines += command_case(rows, c["name"], c["options"], c["operands"])
    return lines + ["\tesac", "}"]


def value_cases(prefix, options):
    for o in options:
        if o["kind"]:
            patterns = " | ".join(f"{prefix}{s}" for s in spellings(o))
            yield f"\t{patterns}) REPLY='{offer(o)}' ;;"


def value_function(rows):
    lines = ["# What the value of option $1 of the command $path is: REPLY, empty for none.",
             "_virtfn_value()", "{", "\tREPLY=", "\tcase $path:$1 in"]
    for c in rows.commands:
        lines += value_cases(f"'{c['name']}':", c["options"])
    lines += value_cases("*:", rows.globals)
    return lines + ["\tesac", "}"]


def files(rows):
    body = "\n".join(command_function(rows) + [""] + value_function(rows)) + "\n"
    return {"completions/virtfn.bash": HEAD + body + ENGINE}

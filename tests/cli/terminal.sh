#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# In a terminal of 80 columns: nothing is wider, trees have glyphs, headings are bold.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
root=$(machine lab-igb-vfs)
unset COLUMNS
export TERM=xterm

terminal() {
	ran="virtfn $*, in a terminal"
	status=0
	timeout 20 "$here/in-terminal.py" 80 "$binary" "$@" >"$work/out" 2>"$work/err" || status=$?
	[ $status = 0 ] || fail "$ran: exit status $status"
	# What is left without colours is what takes place.
	sed "s/$(printf '\033')\\[[0-9;]*m//g" "$work/out" >"$work/plain"
	wide=$(grep -nE '^.{81,}$' "$work/plain" | head -n 3)
	[ -z "$wide" ] || fail "$ran: wider than 80 columns"
}

terminal --root "$root" list
says plain '├─'
says plain '└─'
says out "$(printf '\033[1m')"
terminal --root "$root" list --all
terminal --root "$root" list groups
terminal --root "$root" list vfs
terminal --root "$root" status
terminal --root "$root"
terminal --help
for command in $("$binary" --dump-commands | python3 -c \
	'import json, sys; print(*[c["name"].replace(" ", "_") for c in json.load(sys.stdin)["commands"]])'); do
	# shellcheck disable=SC2046
	terminal $(echo "$command" | tr _ ' ') --help
done

NO_COLOR=1 terminal --root "$root" list
lacks out "$(printf '\033')"
TERM=dumb terminal --root "$root" list
lacks out "$(printf '\033')"

# Without UTF-8, and in a pipe, glyphs are ASCII.
LC_ALL=C terminal --root "$root" list
says plain '|-'
lacks plain '├'
run 0 --root "$root" list
says out '|-'
lacks out '├'
# In a pipe nothing is cut.
says out '82576 Gigabit Network Connection'
finish

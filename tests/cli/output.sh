#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Where results go: pipes that close, disks that are full, JSON, colour.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
root=$(machine lab-igb-vfs)

# Results on stdout, notes on stderr.
run 0 --root "$root" list
lacks out 'note:'
run 0 --root "$root" list --json
is_silent err

# A reader that leaves early is no error.
for args in 'list --all' 'list --all --json' '--help' '--dump-commands'; do
	# shellcheck disable=SC2086
	{
		"$binary" --root "$root" $args 2>"$work/err"
		echo $? >"$work/status"
	} | :
	[ "$(cat "$work/status")" = 0 ] || fail "$args | : gave $(cat "$work/status")"
	! grep -q 'virtfn:' "$work/err" || fail "$args | : complained"
done

# A full disk is one.
rm -f "$work/out"
for args in list 'list --json' 'list --raw' status --help --version --dump-commands; do
	status=0
	# shellcheck disable=SC2086
	"$binary" --root "$root" $args >/dev/full 2>"$work/err" || status=$?
	[ $status = 1 ] || fail "$args >/dev/full gave $status"
	grep -q 'No space left' "$work/err" || fail "$args >/dev/full does not say why"
done

# JSON is JSON whatever happens, and one document.
json() {
	run "$@"
	is_json out
}
json 0 --root "$root" --json
json 0 --root "$root" list --json
json 0 --root "$root" list groups --json
json 0 --root "$root" list vfs --json
json 0 --dump-commands
json 1 --root "$work" list --json
says out '"ENOENT"'
json 1 --root "$work/nothing" list --json
json 2 list --json --color=blue
json 2 --json lsit

# The text and JSON are the same document.
run 0 --root "$root" list --raw --noheadings -o ADDRESS
mv "$work/out" "$work/text"
run 0 --root "$root" list --json
python3 - "$work/out" "$work/text" <<'PY' || fail 'text and JSON differ'
import json, sys
def walk(rows):
    for row in rows:
        yield row["address"]
        yield from walk(row.get("virtual_functions", []))
devices = json.load(open(sys.argv[1]))["devices"]
words = open(sys.argv[2]).read()
addresses = list(walk(devices))
sys.exit(not addresses or any(a not in words for a in addresses))
PY

# Colour: not in a pipe, unless it is asked for.
coloured() {
	! grep -q "$(printf '\033')" "$work/out"
}
run 0 --root "$root" list
coloured || fail 'colour in a pipe'
run 0 --root "$root" list --color=always
! coloured || fail '--color=always is plain'
NO_COLOR=1 run 0 --root "$root" list --color=auto
coloured || fail 'NO_COLOR is coloured'
run 0 --root "$root" list --color=never
coloured || fail '--color=never is coloured'

# For scripts.
run 0 --root "$root" list vfs --raw --noheadings -o ADDRESS
[ "$(wc -l <"$work/out")" = 3 ] || fail 'not one line a VF'
finish

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The password for RDP out of a real keyring (gnome-keyring on a bus of its own), and into it. The
# viewer is a stub that writes down what it gets; the rest of "virtfn vm view": view.sh.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/cli/lib-view.sh
. "$(dirname "$0")/lib-view.sh"
for program in dbus-run-session gnome-keyring-daemon secret-tool; do
	command -v $program >/dev/null || { echo "SKIP: no $program"; exit 77; }
done
if ! "$binary" --connect test:///default vm list >/dev/null 2>"$work/err"; then
	echo "SKIP: no libvirt, or one without its test driver: $(head -n 1 "$work/err")"
	exit 77
fi

unset DBUS_SESSION_BUS_ADDRESS
no_viewers
stub xfreerdp
PATH=$work/bin:/usr/sbin:/sbin
DISPLAY=:99
export PATH DISPLAY
listen

# in_session COMMAND...: with a bus and an unlocked keyring, whose files stay between calls.
in_session() {
	rm -f "$SEEN"
	# shellcheck disable=SC2016
	timeout 60 dbus-run-session -- sh -c '
		printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
		exec "$@"' sh "$@" >"$work/out" 2>"$work/err" </dev/null
}

view() {
	ran="vm view test $*"
	in_session "$binary" --connect test:///default vm view test --with rdp --address "$there" "$@"
}

# What is not there, and no session at all.
run 1 --connect test:///default vm view test --with rdp --address "$there"
says err 'nobody can be asked'
view && fail "a password from an empty keyring"
says err 'nobody can be asked'
run 2 --connect test:///default vm view test --print --remember
says err '--remember goes with'

# Put there by another program: user and password come from there, nothing is asked.
in_session sh -c 'printf %s "$1" | secret-tool store --label=x xdg:schema org.virtfn.Guest guest test user eva' sh "$secret" ||
	fail "secret-tool store"
view || fail "$ran: failed"
seen 'part: /u:eva'
seen "input: $secret"
grep '^part' "$SEEN" | grep -q heim && fail "a password on the command line"
lacks out heim
lacks err heim
view --user eva || fail "$ran: failed"
seen "input: $secret"
view --user other && fail "the password of another user"
view --remember && fail "nobody could be asked"
says err 'nobody can be asked'

# Asked once, kept, used.
ran="vm view --remember"
in_session python3 "$here/answers.py" 'neu & "y"' -- "$binary" --connect test:///default vm view test \
	--with rdp --address "$there" --user anna --remember
seen 'input: neu & "y"'
in_session secret-tool lookup guest test user anna
says out 'neu & "y"'
view --user anna || fail "$ran: failed"
seen 'input: neu & "y"'

# Two lines are no password.
in_session sh -c 'printf "a\nb" | secret-tool store --label=x xdg:schema org.virtfn.Guest guest test user two'
view --user two && fail "a password of two lines"
says err 'no password of one line'
kill $server
finish

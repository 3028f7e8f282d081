#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Without root: looking works and says what it cannot see, changing says who may.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
cp "$binary" "$work/virtfn"
chmod 755 "$work" "$work/virtfn"
[ "$(as_nobody id -u 2>/dev/null)" != 0 ] || exit 77
as_nobody "$work/virtfn" --version >/dev/null 2>&1 || exit 77

user() {
	want=$1
	shift
	ran="virtfn $*, as an ordinary user"
	status=0
	as_nobody "$work/virtfn" "$@" >"$work/out" 2>"$work/err" </dev/null || status=$?
	[ $status = "$want" ] || fail "$ran: exit status $status, not $want"
}

# As sysfs does it: anybody sees the first 64 bytes of configuration space.
root=$(machine lab-igb-vfs)
find "$root" -name config -exec truncate -s 64 {} +
chmod -R a+rX "$work"
user 0 --root "$root" list
says out 0000:01:00.0
user 0 --root "$root" list -o +ACS
says err 'need root'
for column in ARI ACS FLR PM REBAR VF-HW-MAX; do
	says err "$column"
done
user 0 --root "$root" list -o ADDRESS,ACS
says out '?'
lacks out none
user 0 --root "$root" list --json
is_json out
says out '"acs": null'

if [ -d /sys/bus/pci/devices ]; then
	user 0 list
	user 0 list groups
	user 0 status
fi

user 77 vf create 0000:01:00.0 -n 1
one_line err
says err 'needs root; run it with sudo'
user 77 vf create 0000:01:00.0 -n 1 --json
is_json out
# Wrong use is wrong for everybody.
user 2 vf create

mkdir -m 700 "$work/closed"
user 77 --root "$work/closed" list
finish

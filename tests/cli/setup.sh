#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A first host.yaml: by options, by answers, beside one that is there, and refused.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
root=$(machine lab-two-pfs)
etc=$root/etc/virtfn
rm -rf "$etc"

# asked STATUS ANSWER... -- OPTIONS...
asked() {
	want=$1
	shift
	answers=
	while [ "$1" != -- ]; do
		answers="$answers $1"
		shift
	done
	shift
	ran="virtfn setup, answers$answers"
	status=0
	# shellcheck disable=SC2086
	timeout 20 "$here/answers.py" $answers -- "$binary" --root "$root" setup "$@" \
		>"$work/out" 2>"$work/err" || status=$?
	[ $status = "$want" ] || fail "$ran: exit status $status, not $want"
}

# Nobody can answer: all has to be said, and nothing is written otherwise.
run 2 --root "$root" setup
says err 'nobody can answer here: give --device'
run 2 --root "$root" setup --device 0000:01:00.0
says err 'give --vfs'
run 1 --root "$root" setup --device 0000:01:00.0 --vfs 99
says err 'can have 1 to 7 VFs, not 99'
run 1 --root "$root" setup --device 0000:00:00.0 --vfs 1
says err 'cannot be split by SR-IOV'
run 1 --root "$root" setup --device 0000:01:00.0 --vfs 1 --driver '-x'
says err "driver: '-x' is wrong"
run 0 --root "$root" setup --device 0000:01:00.0 --vfs 1 --print --sriov-driver /root/a.deb
says out 'package: "/root/a.deb"'
run 1 --root "$root" setup --device 0000:01:00.0 --vfs 1 --sriov-driver https://x.org/a.deb
says err 'what comes from a server needs its sha256'
run 1 --root "$root" setup --device 0000:01:00.0 --vfs 1 --sriov-driver a.deb
says err "url: 'a.deb' is wrong"
run 1 --root "$root" setup --device 0000:01:00.0 --vfs 1 --persist link
says err 'persist: link cannot give VFs to vfio-pci'
run 1 --root "$root" setup --device 0000:09:00.0 --vfs 1
run 2 --root "$root" setup --device 0000:01:00.0 --vfs 1 --mode whole
[ ! -e "$etc" ] || fail 'something was written'

run 0 --root "$root" setup --device 0000:01:00.0 --vfs 2 --print
says out 'count: 2'
[ ! -e "$etc" ] || fail '--print writes'

# Answers: nothing but Return takes the proposals; anything but y writes nothing.
asked 1 ^D --
says out 'Which device? [0000:01:00.0]'
asked 1 0000:01:00.0 x --
says out "'x' is no number"
asked 1 0000:01:00.0 2 guests n --
says out 'nothing was done'
asked 1 0000:01:00.0 2 both --
says out "'both' is neither guests nor host"
[ ! -e "$etc" ] || fail 'a no writes'
asked 0 0000:01:00.0 2 guests y --
says out '    count: 2'
says out "Wrote $etc/host.yaml"
says out 'virtfn plan shows'
run 0 --root "$root" config check
says out '1 file, 1 device'
[ "$(stat -c %a "$etc/host.yaml" "$etc")" = "$(printf '644\n755')" ] || fail 'modes of the file'

# One that is there stays as it is; the same device again is a mistake.
cp "$etc/host.yaml" "$work/before"
run 1 --root "$root" setup --device 0000:01:00.0 --vfs 3
says err 'this device stands at'
other=$("$binary" --root "$root" status --json | python3 -c \
	'import json, sys; print(json.load(sys.stdin)["sriov"][1]["address"])')
run 0 --root "$root" setup --device "$other" --vfs 1 --driver host --persist link
says out "host.d/$other.yaml"
cmp "$work/before" "$etc/host.yaml" || fail 'host.yaml was changed'
run 0 --root "$root" config check
says out '2 files, 2 devices'
run 1 --root "$root" setup --device "$other" --vfs 2
says err 'is there already. Replace it?'
run 0 --root "$root" setup --device "$other" --vfs 2 --yes
run 0 --root "$root" config show
says out 'count: 2'
run 1 --root "$root" setup --device "$other" --vfs 2 --name ../x
says err 'is no name for a file'
[ -z "$(find "$etc" -name '.*')" ] || fail 'something temporary is left'

# A mistake in what is there is said before anything is written.
echo 'x: 1' >>"$etc/host.yaml"
run 1 --root "$root" setup --device "$other" --vfs 2 --name more
says err 'there is no key'
[ ! -e "$etc/host.d/more.yaml" ] || fail 'a file was written beside a broken one'

as_nobody "$binary" setup --device lo --vfs 1 >"$work/out" 2>"$work/err" && fail 'setup without root'
says err 'run it with sudo, or with --print'

# Where nothing can be split.
root=$work/bare
mkdir -p "$root/sys/bus/pci/devices"
run 1 --root "$root" setup --device x --vfs 1
run 1 --root "$root" setup
says err 'no device here can be split'
finish

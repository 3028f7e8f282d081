#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What was changed for good is listed and taken back, on a scratch tree. Args: the program, the
# data, and the program of tests/crash that makes generations.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
steps=$3
stub=$here/../crash/stub
root=$work/root
export ASAN_OPTIONS=detect_leaks=0

# One of each kind of step, as tests/crash does it.
make() {
	rm -rf "$root" "$work/was"
	PYTHONPATH=$here/../crash python3 -B -c 'import os, sys, crash
os.mkdir(sys.argv[1])
crash.fill(sys.argv[1])' "$root" || fail "no tree"
	"$stub" "$root" make-it
	cp -a "$root" "$work/was"
	"$steps" "$root" "$stub" apply || fail "apply"
}

as_before() {
	diff -r --no-dereference -x virtfn "$work/was" "$root" >"$work/diff" 2>&1 ||
		fail "$1: not as before: $(head -n 5 "$work/diff")"
}

mkdir "$root"
run 0 --root "$root" history
says out 'virtfn changed nothing of this host for good'
run 0 --root "$root" undo --yes
says out 'There is nothing to take back'

make
run 0 --root "$root" history
says out 'done      8        3 crash test'
run 0 --root "$root" history --json
is_json out
run 0 --root "$root" history 1
says out '/etc/modprobe.d/new/virtfn.conf'
says out 'mark on'
says err 'var/lib/virtfn/journal/000001.log'
run 1 --root "$root" history 7
says err 'there is no generation 7; see virtfn history'
run 2 --root "$root" history seven
says err "'seven' is no number of a generation"
run 2 --root "$root" undo 0

# Nobody says yes, nothing says how programs run there: nothing is changed.
cp -a "$root" "$work/done"
run 1 --root "$root" undo --via "$stub"
says err 'Take back generation 1 (crash test)? Nobody can answer here: --yes says yes'
run 1 --root "$root" undo --yes
says err '--via chroot says how'
run 0 --root "$root" undo --via "$stub" --dry-run
says out 'This would be taken back; nothing was changed'
diff -r --no-dereference "$work/done" "$root" >/dev/null || fail "something was changed"
run 0 --root "$root" undo --yes --via "$stub"
says out 'Generation 1 is taken back: crash test'
as_before "undo"
run 0 --root "$root" history
says out 'undone     8        3 crash test'
run 1 --root "$root" undo 1 --via "$stub" --yes
says err 'generation 1 was taken back already'

# An older one together with the newer ones.
make
sed -i 's/iommu=pt/iommu=on/' "$root/boot/line"
"$steps" "$root" "$stub" apply || fail "a second apply"
run 1 --root "$root" undo 1 --via "$stub"
says err 'Generation 1 can only be taken back together with the 1 that came after it.'
run 0 --root "$root" undo 1 --via "$stub" --yes
as_before "undo of both"

# An edit in other lines stays, one in the same lines stops it.
make
sed -i 's/# mine/# mine too/' "$root/etc/default/grub"
run 0 --root "$root" undo --via "$stub" --yes
says out '+# mine too'
grep -q 'mine too' "$root/etc/default/grub" || fail "the edit is lost"
grep -q 'iommu' "$root/etc/default/grub" && fail "ours is still there"
make
sed -i 's/quiet/splash/' "$root/etc/default/grub"
rm -rf "$work/done"
cp -a "$root" "$work/done"
run 1 --root "$root" undo --via "$stub" --yes
says err 'was edited since in the same lines'
says out '+LINE="splash iommu=pt"'
diff -r --no-dereference "$work/done" "$root" >/dev/null || fail "something was changed"
run 0 --root "$root" undo --via "$stub" --yes --keep-edited
grep -q splash "$root/etc/default/grub" || fail "the edit is lost"
[ -e "$root/etc/old.conf" ] || fail "the rest is not taken back"

# Cut off: history says so, and undo finishes it.
make
sed -i '/^end/d' "$root/var/lib/virtfn/journal/000001"
run 0 --root "$root" history
says out unfinished
says err 'generation 1 was cut off'
run 0 --root "$root" undo --via "$stub"
says err 'an earlier run was cut off; its 13 steps were taken back'
as_before "undo of what was cut off"

# Somebody who may not look is not told that there is nothing.
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$work"
	status=0
	as_nobody "$binary" --root "$root" history >"$work/out" 2>"$work/err" || status=$?
	[ $status = 77 ] || fail "history as nobody: $status"
fi
run 0 undo --help
finish

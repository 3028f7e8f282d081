#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# kill -9 and Ctrl-C at moments spread over the time: the next run mends, or all is as before.
# lab: --cpus 1 --restore
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
D=/sys/bus/pci/devices/$P
mended=0

# One in each sixth of the time that making them takes.
for i in $(seq 6); do
	t=0.$(printf %03d $(((i - 1) * 150 + RANDOM % 150)))
	"$V" vf create "$P" -n 3 --mac auto >"$T/o" 2>&1 &
	pid=$!
	sleep "$t"
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	v vf create "$P" -n 3 --mac auto
	grep -q 'was cut off' "$T/err" && mended=$((mended + 1))
	c=$("$V" list vfs --raw --noheadings -o DRIVER,MAC | grep -c '^vfio-pci 52:')
	if [ "$rc" = 0 ] && [ "$c" = 3 ]; then
		ok "killed after $t s, moment $i: the next run is right"
	else
		not_ok "killed after $t s, moment $i: the next run is right" "rc=$rc, $c VFs"
	fi
	v vf destroy "$P"
	is "killed after $t s, moment $i: destroyed" "$rc $(cat "$D/sriov_numvfs")" "0 0"
done
[ $mended -gt 0 ] && ok "at least one run was mended ($mended)" || not_ok "at least one run was mended"

# Ctrl-C as soon as the journal says that a step has begun: the moment does not hang on
# how busy the machine is. Builtins only: a new process takes longer than a step.
newest() {
	ls /run/virtfn/journal | tail -n 1
}
for step in vf-autoprobe vf-count pci-driver; do
	next=/run/virtfn/journal/$(printf %06d $((10#$(newest) + 1)))
	"$V" vf create "$P" -n 7 >"$T/out" 2>"$T/err" &
	pid=$!
	text=
	for ((i = 0; i < 200000; i++)); do
		if [[ -e $next ]] && mapfile -d '' -t text <"$next" && [[ ${text[*]} == *$step* ]]; then
			break
		fi
	done
	kill -INT $pid 2>/dev/null
	rc=0
	wait $pid || rc=$?
	now="$rc $(cat "$D/sriov_numvfs") $(cat "$D/sriov_drivers_autoprobe")"
	# The last steps are quick: done before the signal came is right too, half is not.
	[ $step = pci-driver ] && [ "$now $(with_driver "$P" vfio-pci)" = "0 7 0 7" ] && now="130 0 1"
	is "Ctrl-C in $step: status 130, and as before" "$now" "130 0 1"
	v vf destroy "$P"
done

"$V" vf create "$P" -n 3 >"$T/a" 2>&1 &
a=$!
"$V" vf create "$P" -n 3 >"$T/b" 2>&1 &
b=$!
wait $a
ra=$?
wait $b
rb=$?
is "two at once: both fine" "$ra $rb" "0 0"
is "two at once: one had nothing to do" "$(cat "$T/a" "$T/b" | grep -c '^No changes')" 1
is "two at once: right" "$(with_driver "$P" vfio-pci)" 3
v vf destroy "$P"
finish

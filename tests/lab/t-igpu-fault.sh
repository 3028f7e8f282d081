#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A driver that refuses, grants less, takes its time, or loses its VFs: vf create says so, leaves
# nothing behind, and works when the fault is gone.
# lab: --cpus 1 --restore --igpu 46a6,driver=i915
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/lab/igpu.sh
. "$(dirname "$0")/igpu.sh"

fails() { # NAME WORDS
	v vf create "$P" -n 2
	if [ "$rc" -ne 0 ]; then ok "$1: fails"; else not_ok "$1: fails" "status 0"; fi
	says "$1: says why" err "$2"
	is "$1: nothing is left" "$(number)" 0
	is "$1: autoprobe is as it was" "$(attr "$P" sriov_drivers_autoprobe)" 1
}

refused() { # NAME NUMBER WORDS
	echo "$2" >"$FAULT/enable_errno"
	fails "$1" "$3|$1"
	logged "$1: the driver has said it" "Failed to enable 2 VFs \(-$1\)"
	echo 0 >"$FAULT/enable_errno"
}

refused ENOSPC 28 "No space left"
refused EIO 5 "Input/output error"
refused ENOMEM 12 "memory"
refused EUCLEAN 117 "Structure needs cleaning"
refused EPERM 1 "Operation not permitted"
refused EBUSY 16 "busy"
refused ECANCELED 125 "canceled"
cycle 2

echo 1 >"$FAULT/grant"
fails "fewer" "1"
echo 0 >"$FAULT/grant"

echo 1500 >"$FAULT/enable_ms"
cycle 2
echo 0 >"$FAULT/enable_ms"
echo 1500 >"$FAULT/disable_ms"
cycle 2
echo 0 >"$FAULT/disable_ms"

# Ctrl-C while the driver takes its time: what was done is taken back.
echo 3000 >"$FAULT/enable_ms"
"$V" vf create "$P" -n 2 >"$T/out" 2>"$T/err" &
maker=$!
sleep 1
kill -INT $maker
wait $maker
is "interrupted: status" "$?" 130
for _ in $(seq 50); do
	[ "$(number)" = 0 ] && [ "$(attr "$P" sriov_drivers_autoprobe)" = 1 ] && break
	sleep 0.2
done
is "interrupted: nothing is left" "$(number) $(attr "$P" sriov_drivers_autoprobe)" "0 1"
echo 0 >"$FAULT/enable_ms"
cycle 2

echo 2 >"$FAULT/refuse_above"
v vf create "$P" -n 3
if [ "$rc" -ne 0 ]; then ok "three are too many"; else not_ok "three are too many" "status 0"; fi
cycle 2
echo 0 >"$FAULT/refuse_above"

# The kernel waits for a VF that does not come back from its reset.
v vf create "$P" -n 1
echo 2000 >"$FAULT/flr_ms"
began=$(date +%s%N)
echo 1 >/sys/bus/pci/devices/0000:00:02.1/reset
took=$((($(date +%s%N) - began) / 1000000))
if [ $took -ge 1000 ]; then ok "a slow reset is waited for"; else not_ok "a slow reset" "$took ms"; fi
logged "and told" "not ready 1023ms after FLR; waiting"
v vf destroy "$P"
echo 0 >"$FAULT/flr_ms"
logged "the driver complains at the end" "VF1 FLR didn't complete within 500 ms"

# A VF that is dead from the start goes with the others.
echo 2 >"$FAULT/dead_vfs"
v vf create "$P" -n 2
v vf destroy "$P"
is "a dead VF goes, too" "$rc $(number)" "0 0"
echo 0 >"$FAULT/dead_vfs"
cycle 2

# Off the bus, and back.
echo 1 >"$FAULT/pf_gone"
doctor "$P"
judged "gone: doctor says so" blocks "(.*/)?device-gone"
v list
is "gone: list works" "$rc" 0
echo 0 >"$FAULT/pf_gone"
cycle 2

# The device loses its VFs behind everybody's back.
echo 200 >"$FAULT/reset_ms"
v vf create "$P" -n 2
sleep 1
is "VFs of a device that was reset answer nothing" "$(setpci -s 00:02.1 70.b)" ff
logged "the driver has seen it" "Resetting chip for stopped heartbeat"
echo 0 >"$FAULT/reset_ms"
v vf destroy "$P"
cycle 2
finish

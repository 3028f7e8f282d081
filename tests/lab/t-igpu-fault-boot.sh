#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# GPUs that are wrong from the start, each in a host of its own: doctor says what is wrong, vf create
# refuses in words, and leaves nothing behind. What can be mended while the host runs is in
# t-igpu-fault.sh.
# lab: none
HERE=$(dirname "$(readlink -f "$0")")
LAB=$HERE/../../lab/run

# In the lab host: one line "ok N - ..." for each question.
if [ "${1:-}" = inside ]; then
	# shellcheck source=tests/lab/lib.sh
	. "$HERE/lib.sh"
	# shellcheck source=tests/lab/igpu.sh
	. "$HERE/igpu.sh"
	before=$(attr "$P" sriov_drivers_autoprobe 2>/dev/null)
	rc=0
	doctor "$P"
	echo "# doctor: $(grep -v -e ^fine -e ^ok "$T/verdicts" | grep -v / | paste -s -d ,)"
	if [ -n "$3" ]; then
		if grep -q -E "^(blocks|warning) (.*/)?($3)$" "$T/verdicts"; then
			ok "$2: doctor says so"
		else
			not_ok "$2: doctor says so" "no $3 in:" "$(cat "$T/verdicts")"
		fi
	fi
	v vf create "$P" -n 2
	if [ "$rc" -ne 0 ]; then ok "$2: refused"; else not_ok "$2: refused" "status 0"; fi
	echo "# vf create: $(tail -n 1 "$T/err")"
	says "$2: says why" err "$4"
	is "$2: no VFs" "$(find "$D" -name 'virtfn*' | wc -l)" 0
	is "$2: their number" "$(number 2>/dev/null || echo 0)" 0
	is "$2: autoprobe is as it was" "$(attr "$P" sriov_drivers_autoprobe 2>/dev/null)" "$before"
	v list
	is "$2: list works" "$rc" 0
	v status
	is "$2: status works" "$rc" 0
	rm -rf "$T"
	exit 0
fi

n=0 failed=0
# A fault, a pattern of checks that doctor names, and one of what vf create says.
while IFS='|' read -r gpu check words; do
	out=$("$LAB" --cpus 1 --restore --timeout 180 --igpu "$gpu" --env "VIRTFN=${VIRTFN:?}" -- \
		bash "$HERE/t-igpu-fault-boot.sh" inside "${gpu#*fault=}" "$check" "$words" 2>&1)
	while read -r line; do
		case $line in
		"ok "*) n=$((n + 1)) && echo "ok $n - ${line#* - }" ;;
		"not ok "*) n=$((n + 1)) failed=$((failed + 1)) && echo "not ok $n - ${line#* - }" ;;
		*) echo "# ${line#\# }" ;;
		esac
	done <<<"$out"
	case $out in
	*"status works"*) ;;
	*) n=$((n + 1)) failed=$((failed + 1)) && echo "not ok $n - $gpu: the host came to its end" ;;
	esac
done <<'END'
46a6,driver=i915,fault=probe|pf-driver|has no driver
46a6,driver=i915,fault=wedged|gpu-wedged|can have no VFs
46a6,driver=i915,fault=no-firmware|guc-firmware|VF
46a6,driver=i915,fault=no-vf-bars|sriov-totalvfs|can have no VFs
46a6,driver=i915,fault=initial-vfs:3|sriov-initial-vfs|VF
46a6,driver=i915,fault=no-sriov|sriov-capability|no SR-IOV
46a6,driver=i915,fault=bus-range||VF
46a6,driver=i915,fault=stock|driver-sriov|i915
END
echo "1..$n"
[ "$failed" -eq 0 ]

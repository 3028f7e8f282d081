#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# An Alder Lake iGPU with xe: found, fit, split, its quotas in sriov_admin and in debugfs,
# given to a guest, whole again.
# lab: --cpus 1 --restore --timeout 900 --igpu 46a6,driver=xe nested
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/lab/igpu.sh
. "$(dirname "$0")/igpu.sh"
v list
says "list has it" out "^$P +display +xe +0/7"
rc=0
doctor "$P"
is "nothing blocks" "$rc" 0
judged "the driver can" ok driver-sriov
logged "the driver runs as a PF" "xe $P: .*Running in SR-IOV PF mode"
for i in 1 2 3 4 5 6 7; do cycle $i; done
logged "the driver has counted them" "xe $P: .*PF: Enabled 7 of 7 VFs"

A=$D/sriov_admin
B=/sys/kernel/debug/dri/$P/sriov
[ -e "$B" ] || B=/sys/kernel/debug/dri/0/sriov
v vf create "$P" -n 2
is "a share is a power of two" "$(cat "$B/vf1/tile0/gt0/contexts_quota")" 16384
is "and so is GGTT" "$(cat "$B/vf1/tile0/ggtt_quota")" 1073741824
is "a VF's folder leads to it" "$(basename "$(readlink "$A/vf2/device")")" 0000:00:02.2
grants "an execution quantum" "$A/vf1/profile/exec_quantum_ms" 20 20
grants "one that is too long" "$A/vf1/profile/exec_quantum_ms" 200000 100000
grants "a preemption timeout" "$A/vf2/profile/preempt_timeout_us" 5000 5000
grants "the PF's priority" "$A/pf/profile/sched_priority" high "low normal [high]"
echo normal >"$A/.bulk_profile/sched_priority"
is "everybody's priority" "$(cat "$A/vf2/profile/sched_priority")" "low [normal]"
refuses "no VF is high" "$A/.bulk_profile/sched_priority" high "Invalid argument"
refuses "no number" "$A/vf1/profile/exec_quantum_ms" soon "Invalid argument"
v vf destroy "$P"
is "what was shared out is given back" "$(cat "$B/vf1/tile0/gt0/contexts_quota")" 0
echo 5 >"$FAULT/quota_errno"
refuses "the firmware refuses" "$A/vf1/profile/exec_quantum_ms" 20 "Input/output error"
echo 0 >"$FAULT/quota_errno"
applies "$A/vf1/profile/exec_quantum_ms"
guest_has_vf xe
finish

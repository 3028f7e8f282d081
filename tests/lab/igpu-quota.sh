# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
# What the tests of quotas share, after igpu.sh and a file() of the driver at hand.
# The file with a time slice (VF from 1, or pf).
slice() { file "$1" exec_quantum_ms; }

left_clean() { # NAME
	is "$1: nothing is left" "$(number)" 0
	is "$1: no slice is left" "$(cat "$(slice 1)")" 0
	is "$1: nothing is taken from the pool" "$(cat "$(file 1 ggtt_quota)")" 0
	is "$1: the GPU has no slice" "$(cat "$(slice pf)")" 0
	is "$1: autoprobe is as it was" "$(attr "$P" sriov_drivers_autoprobe)" 1
}

# All of it, for a driver whose files file() knows.
quotas() {
	local fair half
	v vf create "$P" -n 2
	is "nobody asked" "$rc" 0
	says "the host is told what it loses" err "shares the time"
	fair=$(cat "$(file 1 ggtt_quota)")
	half=$((fair / 8192 * 4096))
	is "the driver shares out" "$((fair > 0))" 1
	v vf destroy "$P"
	left_clean "destroyed"

	v vf create "$P" -n 2 --profile guest-first --ggtt "$((half + 1))"
	is "a profile and a share" "$rc" 0
	is "a VF's slice" "$(cat "$(slice 2)")" 50
	is "the GPU's own" "$(cat "$(slice pf)")" 5
	is "its preemption" "$(cat "$(file 2 preempt_timeout_us)")" 1000000
	is "a share is rounded" "$(cat "$(file 1 ggtt_quota)")" "$((half + 4096))"
	says "asked beside granted" out "ggtt +$((half + 1)) +$((half + 4096))"
	says "and said" err "2 were granted otherwise"
	is "all are with vfio-pci" "$(with_driver "$P" vfio-pci)" 2
	v list vfs -o +QUANTUM-MS,GGTT
	says "list has it" out "$((half + 4096))"
	v vf create "$P" -n 2 --profile guest-first --ggtt "$((half + 4096))"
	says "the same again" out "No changes"

	v vf set 0000:00:02.1 --exec-quantum 20
	is "one VF alone" "$rc" 0
	is "has it" "$(cat "$(slice 1)")" 20
	is "the other has not" "$(cat "$(slice 2)")" 50
	v vf set 0000:00:02.1
	says "shown" out "^exec quantum ms: 20$"

	# With other VFs nothing of the old quotas is left.
	v vf create "$P" -n 3 --replace
	is "another count" "$rc" 0
	is "the driver shares out again" "$(($(cat "$(file 3 ggtt_quota)") > 0))" 1
	is "no slice any more" "$(cat "$(slice 1)")" 0
	v vf create "$P" -n 2 --replace --profile host-first
	v vf destroy "$P"
	is "destroyed with quotas" "$rc" 0
	left_clean "destroyed with quotas"
	cycle 7
}

# The firmware refuses: nothing is left.
refused() { # NAME NUMBER WORDS
	v vf create "$P" -n 2
	fair=$(cat "$(file 2 ggtt_quota)")
	echo "$2" >"$FAULT/quota_errno"
	v vf set 0000:00:02.2 --ggtt "$((fair / 2))"
	is "$1: vf set fails" "$((rc != 0))" 1
	is "$1: it has what it had" "$(cat "$(file 2 ggtt_quota)")" "$fair"
	echo 0 >"$FAULT/quota_errno"
	v vf destroy "$P"
	left_clean "$1: vf set"
	echo "$2" >"$FAULT/quota_errno"
	v vf create "$P" -n 2 --exec-quantum 25
	is "$1: vf create fails" "$((rc != 0))" 1
	says "$1: what, and of whom" err "exec_quantum_ms 25 of VF 0 of $P"
	says "$1: in the kernel's words" err "$3"
	says "$1: and its log" err "VF1"
	echo 0 >"$FAULT/quota_errno"
	left_clean "$1"
	cycle 2
}

too_much() {
	v vf create "$P" -n 2 --ggtt 4G
	is "more than there is" "$((rc != 0))" 1
	says "is told" err "ask for less"
	left_clean "more than there is"
	v vf create "$P" -n 1 --exec-quantum soon
	is "no number" "$rc" 2
	v vf create "$P" -n 1 --vram 1G
	says "an iGPU has no memory of its own" err "has no vram"
	v vf create "$P" -n 1 --driver none --sched-priority high
	is "no VF is high" "$rc" 2
	left_clean "refused before"
}

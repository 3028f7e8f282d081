#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# An Alder Lake iGPU with i915 of i915-sriov-dkms: found, fit, split, given to a guest, whole again.
# lab: --cpus 1 --restore --timeout 900 --igpu 46a6,driver=i915 nested
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/lab/igpu.sh
. "$(dirname "$0")/igpu.sh"
v list
says "list has it" out "^$P +display +i915 +0/7"
rc=0
doctor "$P"
is "nothing blocks" "$rc" 0
judged "the driver can" ok driver-sriov
judged "its firmware is there" ok guc-firmware
logged "the driver runs as a PF" "i915 $P: Running in SR-IOV PF mode"
for i in 1 2 3 4 5 6 7; do cycle $i; done
logged "the driver has counted them" "i915 $P: Enabled 7 VFs"

# Quotas: shared out, then asked for. VF 1 of the files is virtfn0.
Q=$D/drm/card0/prelim_iov
v vf create "$P" -n 2
is "what is free is shared out" "$(cat "$Q/vf1/gt0/contexts_quota")" 28672
is "and to both alike" "$(cat "$Q/vf2/gt0/ggtt_quota")" "$(cat "$Q/vf1/gt0/ggtt_quota")"
is "a VF's folder leads to it" "$(basename "$(readlink "$Q/vf1/device")")" 0000:00:02.1
v vf destroy "$P"
is "it is given back" "$(cat "$Q/vf1/gt0/contexts_quota")" 0
grants "contexts are rounded up to packets" "$Q/vf1/gt0/contexts_quota" 1000 1024
grants "GGTT to pages" "$Q/vf1/gt0/ggtt_quota" 536870913 536875008
grants "doorbells are not" "$Q/vf1/gt0/doorbells_quota" 17 17
grants "nor is time" "$Q/vf1/gt0/exec_quantum_ms" 20 20
is "sharing out has stopped" "$(cat "$Q/pf/auto_provisioning")" 0
refuses "more doorbells than there are" "$Q/vf2/gt0/doorbells_quota" 300 "No space left on device"
refuses "no number" "$Q/vf2/gt0/contexts_quota" many "Invalid argument"
refuses "too large a number" "$Q/vf2/gt0/contexts_quota" 70000 "Numerical result out of range"
refuses "sharing out cannot go on over it" "$Q/pf/auto_provisioning" 1 "Stale file handle"
refuses "half of the VFs set by hand" "$D/sriov_numvfs" 2 "Structure needs cleaning"
for f in contexts ggtt doorbells; do echo 0 >"$Q/vf1/gt0/${f}_quota"; done
echo 1 >"$Q/pf/auto_provisioning"

applies "$Q/vf1/gt0/exec_quantum_ms"
guest_has_vf i915
finish

#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Two PFs: their VFs do not mix.
# lab: --cpus 1 --nic 2
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
A=$(pf 0)
B=$(pf 1)
v vf create "$A" -n 7 --mac auto
is "first: status" "$rc" 0
v vf create "$B" -n 7 --mac auto
is "second: status" "$rc" 0
v list vfs --raw --noheadings -o MAC
is "14 addresses, all different" "$(sort -u "$T/out" | wc -l)" 14
v list --raw --noheadings -o ADDRESS,PF
is "each VF is with its PF" "$(grep -c " $A\$" "$T/out") $(grep -c " $B\$" "$T/out")" "7 7"
v list --json
is "nested below its PF in JSON" "$(grep -c '"virtual_functions"' "$T/out")" 2
v vf destroy "$A"
is "first destroyed" "$(attr "$A" sriov_numvfs)" 0
is "second untouched" "$(with_driver "$B" vfio-pci)" 7
v vf destroy "$B"
is "second destroyed" "$(attr "$B" sriov_numvfs)" 0
finish

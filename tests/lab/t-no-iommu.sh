#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Without an IOMMU: one cause, everything else follows; VFs for guests are refused by the kernel
# and taken back.
# lab: --cpus 1 --no-iommu
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
v
says "status says it is off" out '^iommu: no'
says "status says what follows" err 'no device can be given to a guest'
v list groups
says "groups: none, and what to do" err 'no IOMMU groups.*intel_iommu=on'
v vf create "$P" -n 2
is "for guests: refused" "$rc" 1
is "for guests: nothing left" "$(attr "$P" sriov_numvfs)" 0
v vf create "$P" -n 2 --driver none
is "without a driver: made" "$rc $(attr "$P" sriov_numvfs)" "0 2"
v vf destroy "$P"

rc=0
doctor "$P"
is "something blocks" "$rc" 3
# This host is a guest: whoever runs it gave it no IOMMU.
blocks "one thing" host-guest
for id in iommu-table iommu-on intr-remap iommu-device; do
	judged "$id follows from it" blocks "host-guest/$id"
done
says "the summary" out '^7 VFs possible on .*; 1 thing blocks it'
finish

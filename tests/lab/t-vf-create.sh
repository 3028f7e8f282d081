#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Makes 1, 2 and 7 VFs, too many, and changes the count while there are some.
# lab: --cpus 1 --restore
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
IF=$(ls "/sys/bus/pci/devices/$P/net")

for c in 1 2 7; do
	v vf create "$P" -n $c
	is "create $c: status" "$rc" 0
	is "create $c: count" "$(attr "$P" sriov_numvfs)" $c
	is "create $c: all on vfio-pci" "$(with_driver "$P" vfio-pci)" $c
	says "create $c: says so" out "^$c VFs? of $P ready after"
	v list vfs --raw --noheadings -o ADDRESS
	is "create $c: listed" "$(wc -l <"$T/out")" $c
	v vf create "$IF" -n $c
	is "again with $c: status" "$rc" 0
	says "again with $c: no changes" out '^No changes'
	v vf destroy "$IF"
	is "destroy $c: status" "$rc" 0
	is "destroy $c: count" "$(attr "$P" sriov_numvfs)" 0
	is "destroy $c: drivers may probe again" "$(attr "$P" sriov_drivers_autoprobe)" 1
done

v vf create "$P" -n 8
is "too many: status" "$rc" 1
says "too many: how many there can be" err 'at most 7 VFs with the driver igb, not 8'
is "too many: nothing made" "$(attr "$P" sriov_numvfs)" 0
v vf create "$P" -n 0
is "none: status" "$rc" 1
v vf create "$P"
is "no count: status" "$rc" 2
v vf create "$P" -n 2 --driver no/such
is "no driver's name: status" "$rc" 1
v vf create "$P" -n 2 --driver nosuch
is "unknown driver: status" "$rc" 1
says "unknown driver: as before" err 'no module nosuch'
is "unknown driver: nothing made" "$(attr "$P" sriov_numvfs)" 0
is "unknown driver: autoprobe as before" "$(attr "$P" sriov_drivers_autoprobe)" 1

# A driver that is there and does not want a VF: the count was set by then.
v vf create "$P" -n 3 --driver pcieport
is "wrong driver: status" "$rc" 1
says "wrong driver: all taken back" err 'everything is as it was before'
is "wrong driver: nothing left" "$(attr "$P" sriov_numvfs)" 0
is "wrong driver: autoprobe as before" "$(attr "$P" sriov_drivers_autoprobe)" 1

v vf create "$P" -n 2 --mac 52:54:00:aa:00:ff
is "with MACs: status" "$rc" 0
v list vfs --raw --noheadings -o MAC
is "with MACs: counted up" "$(tr '\n' ' ' <"$T/out")" "52:54:00:aa:00:ff 52:54:00:aa:01:00 "
v vf create "$P" -n 4
is "another count while on: status" "$rc" 1
says "another count while on: what to do" err 'vf destroy .* or give --replace'
is "another count while on: as it was" "$(attr "$P" sriov_numvfs)" 2
v vf create "$P" -n 4 --replace
is "replace: status" "$rc" 0
is "replace: count" "$(with_driver "$P" vfio-pci)" 4
v vf create "$P" -n 4 --driver none
is "to no driver: status" "$rc" 0
is "to no driver: none" "$(with_driver "$P" vfio-pci)" 0
v vf destroy "$P"

v vf create "$P" -n 2 --driver host
is "for the host: status" "$rc" 0
is "for the host: igbvf" "$(with_driver "$P" igbvf)" 2
v vf destroy "$P"
v vf create "$P" -n 2 --json
is "JSON: one object" "$(head -c 1 "$T/out") $(grep -c '"address"' "$T/out")" "{ 2"
v vf destroy "$P"
v vf destroy "$P"
says "destroy none: no changes" out '^No changes'
v vf create nosuch -n 1
is "no such device: status" "$rc" 1
says "no such device: what there is" err "there are: $P \\($IF\\)"
finish

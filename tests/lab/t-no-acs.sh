#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A root port without ACS: PF and VFs share a group, list says so, and doctor that it is not viable.
# lab: --cpus 1 --no-acs
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
v vf create "$P" -n 2
is "made" "$rc" 0
v list --raw --noheadings -o GROUP
is "one group for all" "$(sort -u "$T/out" | wc -l)" 1
v list -o ADDRESS,SHARES
says "the others are named" out "^$P .*,0000:01:10.0,0000:01:10.2"
v vf destroy "$P"

port=$(basename "$(dirname "$(readlink -f /sys/bus/pci/devices/"$P")")")
rc=0
doctor "$P"
is "something blocks" "$rc" 3
blocks "the group is the cause" iommu-group
says "the port that does not isolate is named" out "$port does not isolate"
v vf create "$P" -n 2 --driver none
F=$(basename "$(readlink /sys/bus/pci/devices/"$P"/virtfn0)")
v vf bind "$F" vfio-pci
doctor "$F"
judged "for the VF too" blocks iommu-group
judged "the group is not viable: follows" blocks iommu-group/vfio-group
says "who holds the others" out "$P, which igb of the host holds"
v vf destroy "$P"

# Software cannot mend that (t-doctor.sh is a host with ACS). But all of the group may go to one
# guest: when no driver of the host holds any of it, it is viable.
echo vfio-pci >/sys/bus/pci/devices/"$P"/driver_override
echo "$P" >/sys/bus/pci/drivers/igb/unbind
echo "$P" >/sys/bus/pci/drivers_probe
is "the PF is with vfio-pci" "$(basename "$(readlink /sys/bus/pci/devices/"$P"/driver)")" vfio-pci
rc=0
doctor "$P" --mode passthrough
judged "the group is viable" ok vfio-group
is "nothing blocks" "$rc" 0
finish

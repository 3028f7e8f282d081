#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A host that can, and what is broken on it while it runs: doctor names it, and is content
# again when its fix was applied. What the other t-doctor tests see bad is ok here.
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(pf)
N=$(basename /sys/bus/pci/devices/"$P"/net/*)
wait_link "$N"
rc=0
doctor "$P"
is "nothing blocks" "$rc" 0
says "and it says how many VFs there can be" out "^7 VFs possible on $P; nothing blocks it"
blocks "not one check" ''
for id in iommu-table iommu-on intr-remap iommu-device iommu-group kernel-iov kernel-vfio \
	sriov-capability pf-driver driver-sriov sriov-vf-bars sriov-bus-range; do
	judged "$id is fine" ok "$id"
done

echo "$P" >/sys/bus/pci/drivers/igb/unbind
rc=0
doctor "$P"
is "without a driver for the PF: 3" "$rc" 3
blocks "the missing driver is the cause" pf-driver
judged "what needs the driver is folded under it" unknown pf-driver/nic-pf-interface
mend "its driver takes it again" pf-driver
wait_link "$N"
doctor "$P"
judged "and then it is fine" ok pf-driver
modprobe -r igb
doctor "$P"
blocks "the missing module is the cause" pf-driver
mend "the module is loaded" pf-driver
N=$(basename /sys/bus/pci/devices/"$P"/net/*)
wait_link "$N"
rc=0
doctor "$P"
is "nothing blocks any more" "$rc" 0
judged "with its module again: fine" ok pf-driver

v vf create "$P" -n 2 --driver host
F=$(basename "$(readlink /sys/bus/pci/devices/"$P"/virtfn0)")
doctor "$F"
judged "a VF that the host's driver holds" warning vfio-bound
says "the driver is named" out 'igbvf of the host holds this VF'
is "the fix names the VF" "$(grep ^vfio-bound: "$T/fixes")" "vfio-bound: sudo virtfn vf bind $F vfio-pci"
mend "it can be mended" vfio-bound
doctor "$F"
judged "and then it is fine" ok vfio-bound
v vf destroy "$P"

# The same answer from a capture, here and on whatever machine reads it.
v capture -o "$T/host.tar.zst"
is "a capture of this host" "$rc" 0
v --root "$T/host.tar.zst" doctor "$P"
is "answers as the host does" "$rc" 0
says "in the same words" out "^7 VFs possible on $P; nothing blocks it"
"$V" doctor --json -v >"$T/live.json" 2>"$T/err"
"$V" --root "$T/host.tar.zst" doctor --json -v >"$T/replay.json" 2>"$T/err"
# But for what the kernel may have logged since.
is "byte for byte" "$(diff <(grep -v '"log_lines"' "$T/live.json") <(grep -v '"log_lines"' "$T/replay.json") |
	head -n 5)" ''
finish

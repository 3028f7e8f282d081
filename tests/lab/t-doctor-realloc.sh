#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# VF BARs for which the firmware left no room, and a kernel that may not make any: seen
# before the write, and right.
# lab: --cpus 1 --nvme-vfs 127 --append pci=realloc=off
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(basename /sys/bus/pci/drivers/nvme/0*)
rc=0
doctor "$P"
is "something blocks" "$rc" 3
blocks "the argument is the cause" kernel-realloc
judged "no address space for the VFs: follows" blocks kernel-realloc/sriov-vf-bars
says "the argument is named" out 'pci=realloc=off'
doctor "$(pf)"
judged "the other card has room" ok sriov-vf-bars
echo 0 >/sys/bus/pci/devices/"$P"/sriov_drivers_autoprobe
if echo 2 2>/dev/null >/sys/bus/pci/devices/"$P"/sriov_numvfs; then
	not_ok "the kernel agrees" "it made VFs"
else
	ok "the kernel agrees"
fi
rc=0
doctor "$P"
judged "its line in the log is folded under the cause" blocks 'kernel-realloc/sriov-no-mmio'
finish

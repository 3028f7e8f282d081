#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# The host of t-doctor-realloc after its fix: the argument is gone. Long, for all the other hosts have
# not got it either.
# lab: long --cpus 1 --nvme-vfs 127
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=$(basename /sys/bus/pci/drivers/nvme/0*)
doctor "$P"
blocks "nothing blocks" ''
judged "VF BARs have room" ok sriov-vf-bars
echo 0 >/sys/bus/pci/devices/"$P"/sriov_drivers_autoprobe
echo 2 >/sys/bus/pci/devices/"$P"/sriov_numvfs
is "the kernel agrees" "$(attr "$P" sriov_numvfs)" 2
finish

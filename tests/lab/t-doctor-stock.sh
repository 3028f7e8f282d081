#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# An Alder Lake iGPU under the kernel's own i915, which makes no VFs although sriov_totalvfs
# says 7: doctor names the cause and the mend, and vf create does nothing.
# lab: --cpus 1 --restore --igpu 46a6,fault=stock
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
P=0000:00:02.0
is "the driver is there" "$(basename "$(readlink /sys/bus/pci/devices/$P/driver)")" i915
is "and its file promises VFs" "$(attr $P sriov_totalvfs)" 7
rc=0
doctor $P
is "something blocks" "$rc" 3
blocks "the driver is the cause" driver-sriov
says "in one sentence" out "7 VFs possible on $P; 1 thing blocks it"
says "the driver is named" out "the kernel's own i915 holds the GPU"
says "what is missing is named" out "of i915-sriov-dkms"
says "and the parameter that it will want" out "i915.max_vfs=7"
v vf create $P -n 2
if [ "$rc" -ne 0 ]; then ok "vf create refuses"; else not_ok "vf create refuses" "status 0"; fi
is "no VF is there" "$(attr $P sriov_numvfs)" 0
is "the kernel refuses a write, too" "$( (echo 1 >/sys/bus/pci/devices/$P/sriov_numvfs) 2>&1 |
	sed 's/.*: //')" "No such file or directory"
if dmesg | grep -q 'driver does not support SR-IOV configuration via sysfs'; then
	ok "with its usual line"
else
	not_ok "with its usual line" "$(dmesg | tail -n 5)"
fi
finish

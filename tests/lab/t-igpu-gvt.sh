#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A Kaby Lake iGPU with GVT-g: types that fit into the aperture, instances that get fewer, a guest
# that opens one.
# lab: --restore --timeout 900 --igpu 5917,gvtg
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/lab/igpu.sh
. "$(dirname "$0")/igpu.sh"
M=$D/mdev_supported_types
U=c2d8a6f0-0000-4000-8000-00000000000
left() { cat "$M/i915-GVTg_V5_$1/available_instances"; }

is "what 512 MiB of aperture have room for" "$(printf '%s ' "$M"/* | sed "s|$M/i915-||g")" \
	"GVTg_V5_2 GVTg_V5_4 GVTg_V5_8 "
is "how often" "$(left 8) $(left 4) $(left 2)" "6 3 1"
is "what for" "$(cat "$M/i915-GVTg_V5_4/device_api")" vfio-pci
echo ${U}1 >"$M/i915-GVTg_V5_4/create"
is "one takes from all" "$(left 8) $(left 4) $(left 2)" "4 2 1"
echo ${U}2 >"$M/i915-GVTg_V5_2/create"
is "until nothing is left" "$(left 8) $(left 4) $(left 2)" "0 0 0"
refuses "then no more are made" "$M/i915-GVTg_V5_8/create" ${U}3 "No space left on device"
is "a virtual GPU is with its driver" \
	"$(basename "$(readlink /sys/bus/mdev/devices/${U}1/driver)")" intel_vgpu_mdev
echo 1 >/sys/bus/mdev/devices/${U}2/remove
is "removed, its share is free" "$(left 2)" 1
lab-guest -device vfio-pci,sysfsdev=/sys/bus/mdev/devices/${U}1 >"$T/out" 2>"$T/err"
says "a guest sees it" out "guest: pci .* 8086:5917 0300"
says "and its memory" out "guest: gpu .* bar ok"
echo 1 >/sys/bus/mdev/devices/${U}1/remove
is "all is free again" "$(left 8) $(left 4) $(left 2)" "6 3 1"
echo ${U}1 >"$M/i915-GVTg_V5_4/create"
echo "$P" >/sys/bus/pci/drivers/i915/unbind
is "without its driver there are no types" "$(ls "$M" 2>/dev/null)" ""
is "and no virtual GPUs" "$(ls /sys/bus/mdev/devices)" ""
finish

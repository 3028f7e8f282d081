#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Two guests on two VFs of one iGPU at once, each with a device of shared memory, without libvirt (with
# it: t-vm-desktop.sh).
# lab: long --cpus 1 --restore --timeout 600 --memory 3072 --igpu 46a6,driver=i915 nested
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/lab/igpu.sh
. "$(dirname "$0")/igpu.sh"
v vf create "$P" -n 2
is "two VFs" "$rc" 0
# The second starts when the first has told all and waits: under TCG two nested guests that boot
# side by side can take the lab's host down, with or without a VF.
for g in 1 2; do
	LAB_GUEST_TIMEOUT=400 lab-guest --append lab.wait=forever \
		-device pcie-root-port,id=r,chassis=1,slot=1 -vga std \
		-device "vfio-pci,host=0000:00:02.$g,bus=r" \
		-object "memory-backend-file,id=s,share=on,mem-path=/dev/shm/igpu-$g,size=1M" \
		-device ivshmem-plain,memdev=s >"$T/guest$g" 2>"$T/err$g" &
	guests[g]=$!
	for _ in $(seq 200); do
		grep -q "guest: waiting" "$T/guest$g" && break
		sleep 0.5
	done
done
v list
is "each VF is used by a guest" "$(grep -c 'display vfio-pci .*qemu-system' "$T/out")" 2
for g in 1 2; do
	is "the host reads what guest $g wrote there" "$(head -c 8 /dev/shm/igpu-$g)" 'virtfn!!'
done
is "both run" "$(kill -0 "${guests[1]}" && kill -0 "${guests[2]}" && echo yes)" yes
v vf destroy "$P"
is "their VFs are not taken away" "$rc $(number)" "1 2"
kill "${guests[@]}"
wait "${guests[@]}"
for g in 1 2; do
	says "guest $g has its VF, and its BAR can be written" "guest$g" \
		"guest: gpu 0000:01:00.0 vf 1 bar ok"
	says "guest $g has the shared memory" "guest$g" "guest: pci .* 1af4:1110"
done
is "the PF keeps its driver" "$(basename "$(readlink "$D/driver")")" i915
v vf destroy "$P"
is "and is whole again" "$(number)" 0
finish

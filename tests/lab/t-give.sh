#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# Whole devices: given, used by a guest, taken back; what is in use is refused; kill -9 is mended.
# lab: --cpus 1 --timeout 900 --igpu 56c0,driver=xe --nvme nested
# shellcheck source=tests/lab/lib.sh
. "$(dirname "$0")/lib.sh"

# The first function whose class begins so.
of_class() {
	local d
	for d in /sys/bus/pci/devices/*; do
		[[ $(cat "$d/class") == "$1"* ]] && basename "$d" && return
	done
}

driver() { # ADDRESS
	basename "$(readlink "/sys/bus/pci/devices/$1/driver")"
}

# All that give changes: driver, driver_override, D3cold.
looks() { # ADDRESS
	echo "$(driver "$1") $(attr "$1" driver_override) $(attr "$1" d3cold_allowed)"
}

G=$(of_class 0x03)
N=$(of_class 0x0108)
before=$(looks "$G")
is "the card is the host's" "$(driver "$G")" xe

# It is the only display of this host.
v give "$G" --yes
is "the only display: refused" "$rc $(looks "$G")" "1 $before"
says "the only display: why" err "it is this host's only display"
give() {
	v give "$G" --headless "$@"
}

# A GPU: dry run, who has it open, VFs, all the way to a guest and back.
give --dry-run
is "dry run: status" "$rc" 0
says "dry run: what goes" out "bind +$G to vfio-pci"
says "dry run: what kind of display" err "is a display controller, but no VGA"
is "dry run: nothing was done" "$(looks "$G")" "$before"
give
is "nobody can answer: not done" "$rc $(looks "$G")" "1 $before"

node=$(find "/sys/bus/pci/devices/$G/drm" -maxdepth 1 -name 'card*' -printf '%f')
sleep 600 9<>"/dev/dri/$node" &
holder=$!
for _ in $(seq 50); do [ -e /proc/$holder/fd/9 ] && break; sleep 0.1; done
give --yes
is "held: refused" "$rc" 1
says "held: by whom" err "cannot give $G: sleep \\(pid $holder\\) has /dev/dri/$node open"
is "held: nothing was done" "$(looks "$G")" "$before"
kill $holder
wait $holder 2>/dev/null
"$V" vf create "$G" -n 1 >/dev/null
give --yes
is "with VFs: refused" "$rc" 1
says "with VFs: says so" err "it has 1 VFs"
"$V" vf destroy "$G" >/dev/null

give --yes
is "given" "$rc" 0
is "with vfio, awake" "$(looks "$G")" "vfio-pci vfio-pci 0"
give --yes
is "given twice: status" "$rc" 0
says "given twice: no changes" out "^No changes: $G is with vfio-pci already"
v history
says "history has it" out "give $G to vfio-pci"
v vf create "$G" -n 1
is "no VFs of what is given away" "$rc" 1
lab-guest -vga std -device pcie-root-port,id=r,chassis=1,slot=1 \
	-device "vfio-pci,host=$G,bus=r" >"$T/out" 2>"$T/err"
says "the guest has the card" out "guest: pci 0000:01:00.0 8086:56c0 03"
says "it is the whole card, and its BAR can be written" out "guest: gpu 0000:01:00.0 vf 0 bar ok"

group=$(basename "$(readlink "/sys/bus/pci/devices/$G/iommu_group")")
sleep 600 9<>"/dev/vfio/$group" &
holder=$!
for _ in $(seq 50); do [ -e /proc/$holder/fd/9 ] && break; sleep 0.1; done
v take "$G" --yes
is "a guest holds it: refused" "$rc" 1
says "a guest holds it: who" err "cannot take back $G: sleep \\(pid $holder\\) holds it"
v undo --yes
is "undo is refused too" "$rc" 1
says "undo: who" err "sleep \\(pid $holder\\) has /dev/vfio/$group open"
is "and it stays given" "$(driver "$G")" vfio-pci
kill $holder
wait $holder 2>/dev/null
v take "$G" --yes
is "taken back" "$rc" 0
is "as it was, to the byte" "$(looks "$G")" "$before"
v take "$G" --yes
says "taken twice: no changes" out "^No changes: $G is with xe"
v vf create "$G" -n 2
is "its driver makes VFs again" "$rc $(attr "$G" sriov_numvfs)" "0 2"
"$V" vf destroy "$G" >/dev/null

# undo does the same as take.
"$V" give "$G" --headless --yes >/dev/null 2>&1
v undo --yes
is "undo brings it back" "$rc $(looks "$G")" "0 $before"

# NVMe: a node that is open, a disk that is mounted.
before=$(looks "$N")
sleep 600 9</dev/nvme0n1 &
holder=$!
for _ in $(seq 50); do [ -e /proc/$holder/fd/9 ] && break; sleep 0.1; done
v give "$N" --yes
says "a raw disk that is open: by whom" err "sleep \\(pid $holder\\) has /dev/nvme0n1 open"
kill $holder
wait $holder 2>/dev/null
mkswap /dev/nvme0n1 >/dev/null 2>&1 && swapon /dev/nvme0n1
v give "$N" --yes
is "swap on it: refused" "$rc" 1
says "swap on it: says so" err "swap is mounted from it"
swapoff /dev/nvme0n1
# udev makes no nodes here, and none is needed.
if echo "0 8 linear /dev/nvme0n1 0" | dmsetup create --noudevsync give-test 2>/dev/null; then
	v give "$N" --yes
	is "a volume on it: refused" "$rc" 1
	says "a volume on it: says so" err "LVM or ZFS of this host uses /dev/nvme0n1"
	dmsetup remove --noudevsync give-test
fi
v give "$N" --yes
is "NVMe: given" "$rc $(driver "$N")" "0 vfio-pci"
v take "$N" --yes
is "NVMe: as it was" "$rc $(looks "$N")" "0 $before"

# The network card that the host lives on.
E=$(of_class 0x0200)
ip link set eth0 up
ip addr add 10.9.9.1/24 dev eth0 2>/dev/null
v give "$E" --yes
is "a card with addresses: refused" "$rc" 1
says "a card with addresses: why" err "the interface eth0 has addresses"
ip addr flush dev eth0
ip link set eth0 down
v give "$E" --yes
is "the only card: refused" "$rc" 1
says "the only card: why" err "eth0 is this host's only network card"

# What somebody else gave to vfio is taken back too.
echo vfio-pci >"/sys/bus/pci/devices/$N/driver_override"
echo "$N" >"/sys/bus/pci/devices/$N/driver/unbind"
echo "$N" >/sys/bus/pci/drivers_probe
is "by hand: with vfio" "$(driver "$N")" vfio-pci
v take "$N" --yes
is "by hand: taken back" "$rc $(driver "$N") $(attr "$N" driver_override)" "0 nvme (null)"

# kill -9 as soon as the journal says that a step has begun; take mends. Builtins only: a new
# process takes longer than a step.
mended=0
for step in attribute pci-driver end; do
	next=/var/lib/virtfn/journal/$(printf %06d $(($(ls /var/lib/virtfn/journal |
		sed -n 's/^0*\([0-9]*\)$/\1/p' | sort -n | tail -n 1) + 1)))
	"$V" give "$N" --yes >/dev/null 2>&1 &
	pid=$!
	text=
	for ((i = 0; i < 200000; i++)); do
		if [[ -e $next ]] && mapfile -d '' -t text <"$next" && [[ ${text[*]} == *$step* ]]; then
			break
		fi
	done
	kill -9 $pid 2>/dev/null
	wait $pid 2>/dev/null
	v take "$N" --yes
	grep -q 'was cut off' "$T/err" && mended=$((mended + 1))
	is "killed in $step: take mends" "$rc $(looks "$N")" "0 $before"
done
if [ $mended -gt 0 ]; then ok "at least one was cut off ($mended)"; else not_ok "at least one was cut off"; fi
v history
says "none is left half done" out "undone"
grep -q -E 'unfinished|undoing' "$T/out" && not_ok "all are finished" || ok "all are finished"
finish

#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What virtfn give and virtfn take would do on a made-up machine, and what they refuse.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
root=$work/machine
bus=$root/sys/bus/pci/devices

put() { # PATH TEXT
	mkdir -p "$(dirname "$root/$1")"
	printf '%s\n' "$2" >"$root/$1"
}

link() { # PATH TARGET
	mkdir -p "$(dirname "$root/$1")"
	ln -sfn "$2" "$root/$1"
}

device() { # ADDRESS CLASS ID DRIVER GROUP
	mkdir -p "$bus" "$root/sys/kernel/iommu_groups/$5"
	put "sys/devices/pci0000:00/$1/uevent" "DRIVER=$4
PCI_CLASS=$2
PCI_ID=$3"
	put "sys/devices/pci0000:00/$1/reset_method" "flr bus"
	put "sys/devices/pci0000:00/$1/driver_override" "(null)"
	put "sys/devices/pci0000:00/$1/d3cold_allowed" 1
	link "sys/devices/pci0000:00/$1/iommu_group" "../../../kernel/iommu_groups/$5"
	link "sys/bus/pci/devices/$1" "../../../devices/pci0000:00/$1"
	put "sys/kernel/iommu_groups/$5/type" DMA
	link "sys/kernel/iommu_groups/$5/devices/$1" "../../../../devices/pci0000:00/$1"
}

# An iGPU that the firmware uses, a card with sound and USB, a network card, a disk, a bridge.
device 0000:00:02.0 30000 8086:A780 i915 0
put sys/devices/pci0000:00/0000:00:02.0/boot_vga 1
device 0000:00:1c.0 60400 8086:7AB8 pcieport 10
device 0000:03:00.0 30000 10DE:2684 nouveau 14
put sys/devices/pci0000:00/0000:03:00.0/boot_vga 0
device 0000:03:00.1 40300 10DE:22BA snd_hda_intel 14
device 0000:03:00.2 C0330 10DE:1AD8 xhci_hcd 15
device 0000:04:00.0 20000 8086:10C9 igb 16
device 0000:04:00.1 20000 8086:10C9 igb 17
device 0000:05:00.0 10802 144D:A80A nvme 18
device 0000:05:00.1 108000 144D:A80B other 18
put sys/devices/pci0000:00/0000:04:00.0/net/eth0/flags 0x1003
put sys/devices/pci0000:00/0000:04:00.0/net/eth0/address 52:54:00:00:00:01
link sys/class/net/eth0 ../../devices/pci0000:00/0000:04:00.0/net/eth0
put sys/devices/pci0000:00/0000:04:00.1/net/eth1/flags 0x1002
put sys/devices/pci0000:00/0000:04:00.1/net/eth1/address 52:54:00:00:00:02
link sys/class/net/eth1 ../../devices/pci0000:00/0000:04:00.1/net/eth1
put proc/self/mountinfo '21 1 259:2 / / rw - ext4 /dev/nvme0n1p2 rw'
put proc/swaps Filename
put sys/devices/pci0000:00/0000:05:00.0/nvme/nvme0/nvme0n1/nvme0n1p2/uevent 'DEVNAME=nvme0n1p2'
link sys/class/block/nvme0n1p2 \
	../../devices/pci0000:00/0000:05:00.0/nvme/nvme0/nvme0n1/nvme0n1p2
link sys/dev/block/259:2 ../../devices/pci0000:00/0000:05:00.0/nvme/nvme0/nvme0n1/nvme0n1p2
put sys/devices/pci0000:00/0000:03:00.0/drm/card1/uevent 'DEVNAME=dri/card1'
link sys/dev/char/226:1 ../../devices/pci0000:00/0000:03:00.0/drm/card1
put sys/devices/pci0000:00/0000:03:00.1/sound/card1/controlC1/uevent 'DEVNAME=snd/controlC1'
link sys/dev/char/116:9 ../../devices/pci0000:00/0000:03:00.1/sound/card1/controlC1
put proc/77/comm wireplumber
link proc/77/fd/5 /dev/snd/controlC1

# The whole slot of a GPU, whichever function is named; nothing is written.
(cd "$root" && find . | sort) >"$work/before"
run 0 --root "$root" give 03:00.0 --dry-run
says out '0000:03:00.2 to vfio-pci'
says out '0000:03:00.1 to vfio-pci'
says out '0000:03:00.0 to vfio-pci'
says out 'd3cold_allowed of 0000:03:00.0 to 0'
lacks out 0000:04:00.0
says err '0000:03:00.0 is a VGA controller'
says err 'wireplumber (pid 77) watches /dev/snd/controlC1'
(cd "$root" && find . | sort) | diff "$work/before" - >/dev/null || fail 'a dry run wrote something'
cp "$work/out" "$work/first"
run 0 --root "$root" give 03:00.1 --dry-run
grep -c '^bind *0000:03' "$work/out" | grep -q 3 || fail 'not all functions of the card'
run 0 --root "$root" give 03:00.0 --dry-run --json
is_json out
says out '"action": "pci-driver"'
says out '"target": "0000:03:00.0"'
run 0 --root "$root" give 03:00.0 --dry-run --driver nvgrace_gpu_vfio_pci
says out '0000:03:00.0 to nvgrace_gpu_vfio_pci'

# Two ports are two devices; what shares a group goes together.
run 0 --root "$root" give 04:00.1 --dry-run
says out '0000:04:00.1 to vfio-pci'
lacks out '0000:04:00.0'
lacks out 'VGA'

# Who has it open is named.
put proc/78/comm Xorg
link proc/78/fd/9 /dev/dri/card1
run 1 --root "$root" give 03:00.0 --dry-run
says err 'cannot give 0000:03:00.0: Xorg (pid 78) has /dev/dri/card1 open'
rm -r "$root/proc/78"

# What the host needs.
run 1 --root "$root" give 00:02.0 --dry-run
says err "it is this host's boot display"
says err 'give --headless'
run 0 --root "$root" give 00:02.0 --dry-run --headless
says out '0000:00:02.0 to vfio-pci'
run 1 --root "$root" give 05:00.0 --dry-run
says err "the host's own root file system is on it"
run 1 --root "$root" give 05:00.0 --dry-run --headless
put sys/devices/pci0000:00/0000:04:00.1/sriov_totalvfs 7
put sys/devices/pci0000:00/0000:04:00.1/sriov_numvfs 0
run 0 --root "$root" give 04:00.1 --dry-run
put .virtfn/net-addresses eth0
run 1 --root "$root" give eth0 --dry-run
says err 'the interface eth0 has addresses'
rm -r "$root/.virtfn" "$root/sys/class/net/eth0"
run 1 --root "$root" give 04:00.1 --dry-run
says err "eth1 is this host's only network card"
run 0 --root "$root" give 04:00.1 --dry-run --headless

# What cannot be given.
run 1 --root "$root" give 00:1c.0 --dry-run
says err 'is a bridge'
run 1 --root "$root" give 09:00.0 --dry-run
run 1 --root "$root" give 03:00.0 --dry-run --driver nouveau
says err "'nouveau' is no driver for guests"
run 1 --root "$root" give 03:00.0 --dry-run --bar 256M
says err 'has no BAR that can be resized'
rm "$root/sys/devices/pci0000:00/0000:04:00.1/iommu_group"
run 1 --root "$root" give 04:00.1 --dry-run
says err 'it is in no IOMMU group'

# Words that make no sense.
run 2 give
for bar in 16 0G 3G x: 7:1G 1:1K ''; do
	run 2 --root "$root" give 03:00.0 --dry-run "--bar=$bar"
	says err '--bar'
done
run 2 --root "$root" give 03:00.0
says err 'takes --root only with --dry-run'
run 2 --root "$root" take 03:00.0
as_nobody "$binary" give 03:00.0 >"$work/out" 2>"$work/err" && fail 'give without root'
says err "'give' needs root"
as_nobody "$binary" take 03:00.0 >"$work/out" 2>"$work/err" && fail 'take without root'
says err "'take' needs root"

# Back again: whatever gave it away.
run 0 --root "$root" take 03:00.0 --dry-run
says out 'No changes: 0000:03:00.0 is with nouveau'
for f in 0 1 2; do
	sed -i 's/^DRIVER=.*/DRIVER=vfio-pci/' "$root/sys/devices/pci0000:00/0000:03:00.$f/uevent"
	link "sys/devices/pci0000:00/0000:03:00.$f/driver" ../../../bus/pci/drivers/vfio-pci
done
run 0 --root "$root" give 03:00.0 --dry-run
says out 'No changes: 0000:03:00.0 is with vfio-pci already'
run 0 --root "$root" take 03:00.0 --dry-run
says out "0000:03:00.0 to this host's driver"
put proc/90/comm qemu-system-x86
printf 'qemu-system-x86_64\0-name\0guest=games,debug-threads=on\0' >"$root/proc/90/cmdline"
link proc/90/fd/30 /dev/vfio/14
run 1 --root "$root" take 03:00.0 --dry-run
says err 'cannot take back 0000:03:00.0: the guest games holds it'
finish

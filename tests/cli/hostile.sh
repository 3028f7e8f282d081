#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Trees that mean harm: nothing hangs, nothing crashes, nothing gets to the terminal.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"
devices=sys/bus/pci/devices
esc=$(printf '\033')

# views ROOT: each of them ends well and prints no control character.
views() {
	for view in status list 'list --all' 'list groups' 'list vfs' 'list --raw'; do
		# shellcheck disable=SC2086
		run 0 --root "$1" $view -v
		cat "$work/out" "$work/err" >"$work/both"
		! LC_ALL=C tr -d '\n\040-\176\200-\377' <"$work/both" | grep -q . ||
			fail "$ran: control characters"
		# shellcheck disable=SC2086
		run 0 --root "$1" $view --json
		is_json out
		! LC_ALL=C tr -d '\n\040-\176\200-\377' <"$work/out" | grep -q . ||
			fail "$ran: control characters in JSON"
	done
}

# Links that go round, and out.
root=$work/links
mkdir -p "$root/$devices" "$root/sys/kernel" "$root/sys/class/net"
ln -s 0000:00:01.0 "$root/$devices/0000:00:01.0"
ln -s ../devices "$root/$devices/0000:00:02.0"
ln -s / "$root/$devices/0000:00:03.0"
ln -s ../../../../../../../../.. "$root/$devices/0000:00:04.0"
ln -s iommu_groups "$root/sys/kernel/iommu_groups"
ln -s "../../$devices/0000:00:04.0/$devices" "$root/sys/class/net/eth0"
mkdir "$root/$devices/0000:00:05.0"
for name in uevent config physfn iommu_group sriov_totalvfs reset_method; do
	ln -s /etc/passwd "$root/$devices/0000:00:05.0/$name"
done
views "$root"
! grep -q root: "$work/out" || fail 'a file from outside the root'

# VFs of themselves and of each other.
root=$work/family
for i in 1 2 3; do
	mkdir -p "$root/$devices/0000:00:0$i.0"
	printf 'PCI_CLASS=20000\nPCI_ID=8086:10CA\n' >"$root/$devices/0000:00:0$i.0/uevent"
done
ln -s ../0000:00:01.0 "$root/$devices/0000:00:01.0/physfn"
ln -s ../0000:00:03.0 "$root/$devices/0000:00:02.0/physfn"
ln -s ../0000:00:02.0 "$root/$devices/0000:00:03.0/physfn"
views "$root"

# Files that are none.
root=$work/kinds
device=$root/$devices/0000:00:01.0
mkdir -p "$device/uevent" "$root/$devices/0000:00:02.0" "$root/$devices/0000:00:03.0"
mkfifo "$root/$devices/0000:00:02.0/uevent" "$root/$devices/0000:00:02.0/config"
mkfifo "$root/$devices/0000:00:02.0/sriov_totalvfs"
head -c 10000000 /dev/zero | tr '\0' 'A' >"$root/$devices/0000:00:03.0/uevent"
ln -s /dev/zero "$root/$devices/0000:00:03.0/config"
mkdir -p "$root/usr/share/misc" "$root/proc/self"
mkfifo "$root/usr/share/misc/pci.ids" "$root/proc/self/mountinfo" "$root/proc/swaps"
views "$root"

# Rubbish in every attribute, and words for the terminal in every name.
root=$work/rubbish
device=$root/$devices/0000:00:01.0
mkdir -p "$device" "$root/usr/share/misc" "$root/sys/class/net" "$root/proc/self" \
	"$root/proc/7/fd" "$root/sys/kernel/iommu_groups/3"
printf 'DRIVER=vfio-pci%s]0;x\007\nPCI_CLASS=20000\nPCI_ID=8086:10C9\n' "$esc" >"$device/uevent"
for name in config numa_node reset_method driver_override sriov_totalvfs sriov_offset; do
	head -c 3000 /dev/urandom >"$device/$name"
done
printf '7\n' >"$device/sriov_totalvfs"
printf 'flr%s[2Jx \r\377 \302\233 bus\n' "$esc" >"$device/reset_method"
printf 'a%s[31m\nb' "$esc" >"$device/driver_override"
printf 'DMA%s[1m\n' "$esc" >"$root/sys/kernel/iommu_groups/3/type"
ln -s ../../3 "$device/iommu_group"
name=$(printf 'e%s[5m\nx' "$esc")
mkdir -p "$device/net/$name"
ln -s "../../bus/pci/devices/0000:00:01.0/net/$name" "$root/sys/class/net/$name"
printf '0x1003\n' >"$device/net/$name/flags"
printf '%s[7m' "$esc" >"$device/net/$name/address"
printf '8086  In%stel\007\n\t10c9  Giga\b\rbit %s[31m\377\303(\n' "$esc" "$esc" >"$root/usr/share/misc/pci.ids"
ln -s /dev/vfio/3 "$root/proc/7/fd/3"
printf 'q\0-name\0guest=%s[31mweb\n\0' "$esc" >"$root/proc/7/cmdline"
head -c 5000 /dev/urandom >"$root/proc/self/mountinfo"
head -c 5000 /dev/urandom >"$root/proc/swaps"
views "$root"
run 0 --root "$root" list -o DRIVER,NETDEV,RESET,USED-BY,OVERRIDE,MAC,NAME,VENDOR
says out '\x1b'
# Also in what is an error.
run 1 --root "$root/${esc}[31m" list
lacks err "$esc"
run 1 --root "$root/${esc}[31m" list --json
is_json out
lacks err "$esc"
finish

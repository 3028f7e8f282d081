#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-or-later
# A laptop with an Alder Lake iGPU, made by hand (the lab has no GPU): the kernel's own i915
# cannot make VFs, although sriov_totalvfs says 7. With i915-sriov-dkms it can.
# shellcheck source=tests/cli/lib.sh
. "$(dirname "$0")/lib.sh"

tree=$work/laptop
gpu=$tree/sys/bus/pci/devices/0000:00:02.0

put() { # PATH TEXT
	mkdir -p "$(dirname "$tree/$1")"
	printf '%s\n' "$2" >"$tree/$1"
}

put etc/os-release 'ID=debian
PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"'
put proc/sys/kernel/osrelease 6.12.95+deb12-amd64
put proc/cmdline 'BOOT_IMAGE=/boot/vmlinuz ro quiet intel_iommu=on'
put proc/cpuinfo 'processor	: 0
vendor_id	: GenuineIntel
flags		: fpu vmx'
put proc/modules 'i915 4000000 10 - Live 0x0000000000000000
xe 2000000 0 - Live 0x0000000000000000
kvm 1000000 1 kvm_intel, Live 0x0000000000000000
kvm_intel 400000 0 - Live 0x0000000000000000'
put sys/module/i915/initstate live
put sys/module/i915/parameters/enable_guc -1
put sys/firmware/acpi/tables/DMAR x
chmod 000 "$tree/sys/firmware/acpi/tables/DMAR"
put sys/kernel/iommu_groups/0/type DMA
put boot/config-6.12.95+deb12-amd64 'CONFIG_PCI_IOV=y
CONFIG_VFIO_PCI=m
CONFIG_VFIO=m
CONFIG_VFIO_IOMMU_TYPE1=m
CONFIG_INTEL_IOMMU=y
CONFIG_IRQ_REMAP=y
CONFIG_KVM=m
CONFIG_KVM_INTEL=m
CONFIG_DRM_I915=m'
mkdir -p "$gpu"
printf 'DRIVER=i915\nPCI_CLASS=30000\nPCI_ID=8086:46A6\nPCI_SUBSYS_ID=1043:1234\n' >"$gpu/uevent"
put sys/bus/pci/devices/0000:00:02.0/sriov_totalvfs 7
put sys/bus/pci/devices/0000:00:02.0/sriov_numvfs 0
put sys/bus/pci/devices/0000:00:02.0/boot_vga 1
ln -s ../../../../kernel/iommu_groups/0 "$gpu/iommu_group"
mkdir -p "$tree/sys/kernel/iommu_groups/0/devices"
ln -s ../../../../bus/pci/devices/0000:00:02.0 "$tree/sys/kernel/iommu_groups/0/devices/0000:00:02.0"

run 3 --root "$tree" doctor 00:02.0
says out '7 VFs possible on 0000:00:02.0; 1 thing blocks it'
says out 'id: driver-sriov'
says out 'of i915-sriov-dkms'
says out 'add i915.max_vfs=7 to the kernel command line'
[ "$(grep -c 'and reboot' "$work/out")" = 1 ] || fail "one reboot is enough"

# After its fix.
put sys/module/i915/version 2026.03.05-sriov
put sys/module/i915/parameters/enable_guc 3
put sys/module/i915/parameters/max_vfs 7
run 0 --root "$tree" doctor 00:02.0 -v
says out '7 VFs possible on 0000:00:02.0; nothing blocks it'
finish

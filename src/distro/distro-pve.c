/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proxmox VE: no libvirt (guests are made with qm), and no sudo as it is installed. Its names
 * for swtpm and the firmware are not verified.
 */
#include "distro/distro.h"
#include "distro/package-manager.h"

static const char kernels[] = "proxmox-default-kernel proxmox-default-headers proxmox-kernel-%v "
			      "proxmox-headers-%v proxmox-kernel-%r-signed proxmox-kernel-%r";

const struct distro distro_pve = {
	.id = "pve",
	.title = "Proxmox VE",
	.ids = "proxmox",
	.install = "apt install %s",
	.packages = {
		[DISTRO_PACKAGE_QEMU] = "pve-qemu-kvm qemu-server",
		[DISTRO_PACKAGE_OVMF] = "pve-edk2-firmware",
		[DISTRO_PACKAGE_SWTPM] = "swtpm",
		[DISTRO_PACKAGE_DKMS] = "dkms",
		[DISTRO_PACKAGE_HEADERS] = "proxmox-default-headers",
		[DISTRO_PACKAGE_GPU_FIRMWARE] = "pve-firmware",
		[DISTRO_PACKAGE_MDEVCTL] = "mdevctl",
		[DISTRO_PACKAGE_KERNEL] = kernels,
	},
	.manager = &package_manager_apt,
	.headers = "proxmox-headers-%r proxmox-default-headers",
	.mok = "/var/lib/dkms/mok.pub",
};

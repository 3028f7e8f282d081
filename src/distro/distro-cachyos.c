/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CachyOS: Arch's packages, kernels and boot loaders of its own.
 */
#include "distro/distro.h"
#include "distro/package-manager.h"

const struct distro distro_cachyos = {
	.id = "cachyos",
	.title = "CachyOS",
	.ids = "cachyos",
	.install = "sudo pacman -S --needed %s",
	.packages = {
		[DISTRO_PACKAGE_QEMU] = "qemu-desktop",
		[DISTRO_PACKAGE_LIBVIRT] = "libvirt virt-install dnsmasq",
		[DISTRO_PACKAGE_OVMF] = "edk2-ovmf",
		[DISTRO_PACKAGE_SWTPM] = "swtpm",
		[DISTRO_PACKAGE_VIRTIOFSD] = "virtiofsd",
		[DISTRO_PACKAGE_DKMS] = "dkms",
		[DISTRO_PACKAGE_HEADERS] = "$(cat /usr/lib/modules/$(uname -r)/pkgbase)-headers",
		[DISTRO_PACKAGE_GPU_FIRMWARE] = "linux-firmware",
		[DISTRO_PACKAGE_VIEWER] = "virt-viewer",
		[DISTRO_PACKAGE_RDP] = "remmina freerdp",
		[DISTRO_PACKAGE_KERNEL] = "%p %p-headers",
	},
	.manager = &package_manager_pacman,
	.headers = "%p-headers",
	.mok = "/var/lib/dkms/mok.pub",
};

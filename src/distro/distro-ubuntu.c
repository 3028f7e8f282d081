/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ubuntu and what is like it: Mint, KDE neon, elementary. That looking-glass-client is in
 * universe is not verified.
 */
#include "distro/distro.h"
#include "distro/package-manager.h"

static const char kernels[] = "linux-%f linux-image-%f linux-headers-%f linux-generic-hwe-22.04 "
			      "linux-image-generic-hwe-22.04 linux-headers-generic-hwe-22.04 "
			      "linux-generic-hwe-24.04 linux-image-generic-hwe-24.04 "
			      "linux-headers-generic-hwe-24.04 linux-image-%r";

const struct distro distro_ubuntu = {
	.id = "ubuntu",
	.title = "Ubuntu",
	.ids = "ubuntu",
	.install = "sudo apt install %s",
	.packages = {
		[DISTRO_PACKAGE_QEMU] = "qemu-system-x86 qemu-utils",
		[DISTRO_PACKAGE_LIBVIRT] = "libvirt-daemon-system libvirt-clients virtinst",
		[DISTRO_PACKAGE_OVMF] = "ovmf",
		[DISTRO_PACKAGE_SWTPM] = "swtpm swtpm-tools",
		[DISTRO_PACKAGE_VIRTIOFSD] = "virtiofsd",
		[DISTRO_PACKAGE_DKMS] = "dkms",
		[DISTRO_PACKAGE_HEADERS] = "linux-headers-generic",
		[DISTRO_PACKAGE_GPU_FIRMWARE] = "linux-firmware",
		[DISTRO_PACKAGE_LOOKING_GLASS] = "looking-glass-client",
		[DISTRO_PACKAGE_VIEWER] = "virt-viewer",
		[DISTRO_PACKAGE_RDP] = "remmina remmina-plugin-rdp",
		[DISTRO_PACKAGE_MDEVCTL] = "mdevctl",
		[DISTRO_PACKAGE_MODULES_EXTRA] = "linux-modules-extra-$(uname -r)",
		[DISTRO_PACKAGE_KERNEL] = kernels,
	},
	.manager = &package_manager_apt,
	.headers = "linux-headers-%r linux-headers-%f",
	.mok = "/var/lib/shim-signed/mok/MOK.der",
};

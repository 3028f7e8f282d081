/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pop!_OS: Ubuntu's packages, a boot chain of its own.
 */
#include "distro/distro.h"
#include "distro/package-manager.h"

static const char kernels[] =
	"linux-system76 linux-generic linux-image-generic linux-headers-generic "
	"linux-image-%r";

const struct distro distro_popos = {
	.id = "popos",
	.title = "Pop!_OS",
	.ids = "pop",
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
	.headers = "linux-headers-%r linux-headers-generic",
	.mok = "/var/lib/shim-signed/mok/MOK.der",
};

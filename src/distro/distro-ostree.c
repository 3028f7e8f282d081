/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fedora from an image: Silverblue, Kinoite, Bazzite. A package is layered on the image and is
 * there after a reboot; modules that are built here (dkms) have no place. Not verified.
 */
#include "distro/distro.h"
#include "distro/package-manager.h"

const struct distro distro_ostree = {
	.id = "ostree",
	.title = "Fedora Atomic",
	.ids = "silverblue kinoite sericea onyx bazzite bluefin aurora",
	.install = "sudo rpm-ostree install --idempotent %s",
	.packages = {
		[DISTRO_PACKAGE_QEMU] = "qemu-kvm",
		[DISTRO_PACKAGE_LIBVIRT] = "libvirt virt-install",
		[DISTRO_PACKAGE_OVMF] = "edk2-ovmf",
		[DISTRO_PACKAGE_SWTPM] = "swtpm swtpm-tools",
		[DISTRO_PACKAGE_VIRTIOFSD] = "virtiofsd",
		[DISTRO_PACKAGE_GPU_FIRMWARE] = "intel-gpu-firmware",
		[DISTRO_PACKAGE_VIEWER] = "virt-viewer",
		[DISTRO_PACKAGE_RDP] = "freerdp remmina",
		[DISTRO_PACKAGE_MDEVCTL] = "mdevctl",
	},
	.manager = &package_manager_rpm_ostree,
	.hold = "sudo ostree admin pin 0",
};

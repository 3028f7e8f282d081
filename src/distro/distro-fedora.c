/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fedora and what is like it: Nobara, and by ID_LIKE also RHEL and its rebuilds. The names are
 * not verified.
 */
#include "distro/distro.h"
#include "distro/package-manager.h"

static const char kernels[] = "kernel kernel-core kernel-modules kernel-modules-core kernel-devel "
			      "kernel-devel-matched";

const struct distro distro_fedora = {
	.id = "fedora",
	.title = "Fedora",
	.ids = "fedora nobara",
	.install = "sudo dnf install %s",
	.packages = {
		[DISTRO_PACKAGE_QEMU] = "qemu-kvm",
		[DISTRO_PACKAGE_LIBVIRT] = "libvirt virt-install",
		[DISTRO_PACKAGE_OVMF] = "edk2-ovmf",
		[DISTRO_PACKAGE_SWTPM] = "swtpm swtpm-tools",
		[DISTRO_PACKAGE_VIRTIOFSD] = "virtiofsd",
		[DISTRO_PACKAGE_DKMS] = "dkms",
		[DISTRO_PACKAGE_HEADERS] = "kernel-devel-matched",
		[DISTRO_PACKAGE_GPU_FIRMWARE] = "intel-gpu-firmware",
		[DISTRO_PACKAGE_VIEWER] = "virt-viewer",
		[DISTRO_PACKAGE_RDP] = "freerdp remmina",
		[DISTRO_PACKAGE_MDEVCTL] = "mdevctl",
		[DISTRO_PACKAGE_KERNEL] = kernels,
	},
	.manager = &package_manager_dnf,
	.headers = "kernel-devel-%r kernel-devel-matched",
	.mok = "/var/lib/dkms/mok.pub",
};

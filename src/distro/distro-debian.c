/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debian and what is like it (LMDE). Up to Debian 12, virtiofsd is a part of
 * qemu-system-common and the headers of a cloud or real-time kernel have other names; from
 * Debian 13, the Intel firmware is in firmware-intel-graphics. Looking Glass is in no stable
 * release.
 */
#include "distro/distro.h"
#include "distro/package-manager.h"

const struct distro distro_debian = {
	.id = "debian",
	.title = "Debian",
	.ids = "debian",
	.install = "sudo apt install %s",
	.packages = {
		[DISTRO_PACKAGE_QEMU] = "qemu-system-x86 qemu-utils",
		[DISTRO_PACKAGE_LIBVIRT] = "libvirt-daemon-system libvirt-clients virtinst",
		[DISTRO_PACKAGE_OVMF] = "ovmf",
		[DISTRO_PACKAGE_SWTPM] = "swtpm swtpm-tools",
		[DISTRO_PACKAGE_VIRTIOFSD] = "virtiofsd",
		[DISTRO_PACKAGE_DKMS] = "dkms",
		[DISTRO_PACKAGE_HEADERS] = "linux-headers-amd64",
		[DISTRO_PACKAGE_GPU_FIRMWARE] = "firmware-misc-nonfree",
		[DISTRO_PACKAGE_VIEWER] = "virt-viewer",
		[DISTRO_PACKAGE_RDP] = "remmina remmina-plugin-rdp",
		[DISTRO_PACKAGE_MDEVCTL] = "mdevctl",
		[DISTRO_PACKAGE_KERNEL] = "linux-image-%f linux-headers-%f linux-image-%r",
	},
	.manager = &package_manager_apt,
	.headers = "linux-headers-%r linux-headers-%f",
	.mok = "/var/lib/dkms/mok.pub",
};

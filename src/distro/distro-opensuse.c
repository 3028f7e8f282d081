/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * openSUSE. The names are not verified; on MicroOS and its like, packages come by
 * transactional-update, which this row does not know.
 */
#include "distro/distro.h"
#include "distro/package-manager.h"

const struct distro distro_opensuse = {
	.id = "opensuse",
	.title = "openSUSE",
	.ids = "opensuse opensuse-tumbleweed opensuse-leap suse sles",
	.install = "sudo zypper install %s",
	.packages = {
		[DISTRO_PACKAGE_QEMU] = "patterns-server-kvm_server patterns-server-kvm_tools",
		[DISTRO_PACKAGE_LIBVIRT] = "patterns-server-kvm_server patterns-server-kvm_tools",
		[DISTRO_PACKAGE_OVMF] = "qemu-ovmf-x86_64",
		[DISTRO_PACKAGE_SWTPM] = "swtpm",
		[DISTRO_PACKAGE_VIRTIOFSD] = "virtiofsd",
		[DISTRO_PACKAGE_DKMS] = "dkms",
		[DISTRO_PACKAGE_HEADERS] = "kernel-default-devel",
		[DISTRO_PACKAGE_VIEWER] = "virt-viewer",
		[DISTRO_PACKAGE_RDP] = "freerdp",
		[DISTRO_PACKAGE_MDEVCTL] = "mdevctl",
		[DISTRO_PACKAGE_KERNEL] = "kernel-%f kernel-%f-devel",
	},
	.manager = &package_manager_zypper,
	.headers = "kernel-%f-devel",
	.mok = "/var/lib/dkms/mok.pub",
};

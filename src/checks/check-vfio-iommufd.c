/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does this kernel still have the interface to VFIO that this libvirt uses: groups and
 * containers, or only iommufd?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#define LIBVIRT_IOMMUFD 12001000

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	char group = kernel_config(k, "VFIO_GROUP"), container = kernel_config(k, "VFIO_CONTAINER");
	int version = j->host->stack.libvirt_version;

	/* Before Linux 6.2 there was nothing to turn off. */
	if (kernel_at_least(k, 6, 2) == TRI_NO)
		return;
	if (!group) {
		judge_unknown(j, "the kernel's configuration could not be read");
	} else if (group != 'n' && container != 'n') {
		judge_ok(j, "the kernel has VFIO groups and containers%s",
			j->host->stack.iommufd_node == TRI_YES ? ", and iommufd" : "");
	} else if (version < 0) {
		judge_unknown(j, "the kernel has no VFIO groups; whether libvirt needs them is not "
				 "known");
	} else if (version < LIBVIRT_IOMMUFD) {
		judge_blocks(
			j, "the kernel has no VFIO groups or containers, which this libvirt needs");
		judge_seen_printf(j, k->config_file ? k->config_file : "kernel configuration",
			"VFIO_GROUP=%c VFIO_CONTAINER=%c", group, container ? container : '?');
		judge_seen_printf(j, "libvirt", "%d.%d.%d", version / 1000000,
			version / 1000 % 1000, version % 1000);
		fix_say(j, "update libvirt to 12.1 or later, or boot a kernel with "
			   "CONFIG_VFIO_GROUP=y and CONFIG_VFIO_CONTAINER=y");
	} else {
		judge_ok(j, "this libvirt can use iommufd, which this kernel asks for");
	}
}

const struct check check_vfio_iommufd = {
	.id = "vfio-iommufd",
	.group = "vfio",
	.title = "The kernel has the VFIO interface that libvirt uses",
	.why = "Kernels may be built with iommufd alone. libvirt before 12.1 knows groups only.",
	.source = "devices.md 6.1, 9",
	.explained_by = "kernel-vfio vfio-module",
	.judge = judge,
};

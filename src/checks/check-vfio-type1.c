/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there something that maps guest memory for VFIO: vfio_iommu_type1, or iommufd?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

/* Loaded, built in or installed. */
static enum tri there(const struct kernel *k, const char *name)
{
	const struct kernel_module *m = kernel_module(k, name);

	if (!m)
		return TRI_UNKNOWN;
	if (m->loaded == TRI_YES || m->installed == TRI_YES)
		return TRI_YES;
	return m->installed;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	enum tri type1 = there(k, "vfio_iommu_type1"), iommufd = there(k, "iommufd");

	if (type1 == TRI_YES) {
		judge_ok(j, "vfio_iommu_type1 is there");
	} else if (type1 == TRI_UNKNOWN) {
		judge_unknown(j, "whether vfio_iommu_type1 is there could not be looked at");
	} else if (iommufd == TRI_YES) {
		judge_warning(j, "vfio_iommu_type1 is missing: guests must use iommufd");
		judge_seen(j, "vfio_iommu_type1", NULL);
		fix_say(j, "<iommufd enabled='yes'/> in the domain, from libvirt 12.2 on");
	} else {
		judge_blocks(j, "nothing maps guest memory for devices: no vfio_iommu_type1");
		judge_seen(j, "vfio_iommu_type1", NULL);
		fix_package(j, DISTRO_PACKAGE_MODULES_EXTRA);
		fix_load_module(j, "vfio_iommu_type1");
	}
}

const struct check check_vfio_type1 = {
	.id = "vfio-type1",
	.group = "vfio",
	.title = "VFIO can map guest memory",
	.why = "A guest's memory must be made known to the IOMMU before a device may be given to "
	       "it.",
	.source = "devices.md 6.1, 9",
	.explained_by = "kernel-vfio vfio-module",
	.judge = judge,
};

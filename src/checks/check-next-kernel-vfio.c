/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Will guests get devices under the kernel that is booted next: does it have vfio-pci, and
 * what maps their memory? The running one is asked by check-vfio-module.c.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static enum tri there(const struct kernel_image *image, const char *name)
{
	const struct kernel_image_module *m = kernel_image_module(image, name);

	return m ? m->there : TRI_UNKNOWN;
}

/* Type1 is what all versions of libvirt know; iommufd does as well. */
static enum tri maps_memory(const struct kernel_image *image)
{
	enum tri type1 = there(image, "vfio_iommu_type1"), iommufd = there(image, "iommufd");

	if (type1 == TRI_YES || iommufd == TRI_YES)
		return TRI_YES;
	return type1 == TRI_NO && iommufd == TRI_NO ? TRI_NO : TRI_UNKNOWN;
}

static void lacks(struct judge *j, const struct kernel_image *next, const char *what)
{
	judge_warning(j, "kernel %s is installed and has no %s: booted, it gives guests no devices",
		next->release, what);
	judge_seen_printf(j, "/lib/modules", "%s/modules.dep: no %s", next->release, what);
	fix_package(j, DISTRO_PACKAGE_MODULES_EXTRA);
	fix_say(j, "sudo depmod %s", next->release);
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_image *next = kernel_next_image(k);
	enum tri vfio, memory;

	if (k->images_seen != TRI_YES || !k->release) {
		judge_unknown(j, "which kernels are installed could not be looked at");
		return;
	}
	if (!next) {
		judge_ok(j, "no kernel is installed that is newer than the running one");
		return;
	}
	vfio = there(next, "vfio_pci");
	memory = maps_memory(next);
	if (vfio == TRI_NO)
		lacks(j, next, "vfio-pci");
	else if (memory == TRI_NO)
		lacks(j, next, "vfio_iommu_type1");
	else if (vfio == TRI_UNKNOWN || memory == TRI_UNKNOWN)
		judge_unknown(
			j, "whether kernel %s has vfio-pci could not be looked at", next->release);
	else
		judge_ok(j, "kernel %s has vfio-pci, too", next->release);
}

const struct check check_next_kernel_vfio = {
	.id = "next-kernel-vfio",
	.group = "vfio",
	.title = "The next kernel has vfio-pci",
	.why = "Some kernels, and those whose packages are not complete, have no vfio-pci. After "
	       "the next boot no guest with a device starts.",
	.source = "devices.md 6.1; modules.dep(5)",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.judge = judge,
};

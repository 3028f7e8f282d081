/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Will the device have its driver under the kernel that is booted next? Whether an i915 of
 * dkms is built for it, check-dkms-next-kernel.c asks.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_image *next = kernel_next_image(k);
	const char *driver = j->dev->driver;
	const struct kernel_image_module *m;

	if (j->dev->is_vf || !driver[0] || others_vfio(driver))
		return;
	if (k->images_seen != TRI_YES || !k->release) {
		judge_unknown(j, "which kernels are installed could not be looked at");
		return;
	}
	if (!next) {
		judge_ok(j, "no kernel is installed that is newer than the running one");
		return;
	}
	m = kernel_image_module(next, driver);
	/* A driver that facts do not look at, as its device has no VFs that matter here. */
	if (!m)
		return;
	if (m->there == TRI_UNKNOWN) {
		judge_unknown(j, "whether kernel %s has %s could not be looked at", next->release,
			driver);
	} else if (m->there == TRI_YES) {
		judge_ok(j, "kernel %s has %s, too", next->release, driver);
		judge_seen_printf(j, "/lib/modules", "%s/%s", next->release,
			m->file ? m->file : "modules.builtin");
	} else {
		judge_warning(j, "kernel %s is installed and has no %s: booted, it makes no VFs",
			next->release, driver);
		judge_seen_printf(
			j, "/lib/modules", "%s/modules.dep: no %s", next->release, driver);
		fix_package(j, DISTRO_PACKAGE_MODULES_EXTRA);
		fix_say(j, "sudo depmod %s", next->release);
	}
}

const struct check check_next_kernel_driver = {
	.id = "next-kernel-driver",
	.group = "driver",
	.title = "The next kernel has the driver of the device",
	.why = "A kernel update may come without the package that holds a driver, or without the "
	       "list that modprobe reads. It is noticed at the next boot, when the guests do not "
	       "start.",
	.source = "devices.md 2.1; depmod(8), modules.dep(5)",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV | USE_MODE_GVT_G,
	.explained_by = "dkms-next-kernel",
	.judge = judge,
};

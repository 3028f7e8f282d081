/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the driver allowed to make VFs? i915 of i915-sriov-dkms makes none unless max_vfs is
 * given; xe of newer kernels makes them unless it is 0.
 */
#include <stdio.h>

#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge_value(struct judge *j, const char *value)
{
	const char *driver = j->dev->driver;
	char file[96], option[64];

	(void)snprintf(file, sizeof(file), "/sys/module/%s/parameters/max_vfs", driver);
	(void)snprintf(option, sizeof(option), "%s.max_vfs=7", driver);
	if (str_eq(value, "0")) {
		judge_blocks(j, "%s was told to make no VFs", driver);
		judge_seen(j, file, value);
		fix_cmdline(j, option);
	} else {
		judge_ok(j, "%s may make VFs", driver);
		judge_seen(j, file, value);
	}
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const char *driver = j->dev->driver;
	const char *value = kernel_module_param(k, driver, "max_vfs");
	bool i915 = str_eq(driver, "i915");

	if (!gpu_way_intel(j->dev) || !(i915 || str_eq(driver, "xe")))
		return;
	if (i915 && gpu_way_dkms_loaded(k, "i915") == TRI_NO)
		return;
	/* Where the kernel's own xe makes no VFs of the chip, its limit is not what is missing. */
	if (!i915 && gpu_way_of(j).xe == TRI_NO && gpu_way_dkms_loaded(k, "xe") == TRI_NO)
		return;
	if (j->dev->sriov.num > 0)
		judge_ok(j, "%s has made VFs", driver);
	else if (value)
		judge_value(j, value);
	else
		judge_unknown(j, "%s.max_vfs could not be read: needs root", driver);
}

const struct check check_max_vfs_param = {
	.id = "max-vfs-param",
	.group = "driver",
	.title = "The GPU driver may make VFs",
	.why = "max_vfs is a limit that is read once, when the driver is loaded. With 0 the GPU is "
	       "not set up for VFs at all. It asks for none by itself: sriov_numvfs does.",
	.source = "devices.md 1.2, 2.3; diagnoses.md 3 row 23",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.explained_by = "param-max-vfs-stock",
	.judge = judge,
};

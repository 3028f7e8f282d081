/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is xe asked to take a chip of which no xe makes VFs, neither the kernel's nor that of
 * i915-sriov-dkms? Meteor Lake and Arrow Lake hosts have locked up at boot that way.
 */
#include <stdio.h>

#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct gpu_platform *p = gpu_way_platform(j);
	enum tri forced;
	char argument[32];

	if (!p || !p->dkms_i915 || p->dkms_xe || p->xe_sriov.major)
		return;
	forced = gpu_way_forced(k, "xe", j->dev->device, false);
	if (str_eq(j->dev->driver, "xe") || forced == TRI_YES) {
		judge_warning(j, "xe makes no VFs of %s: i915 of i915-sriov-dkms does", p->name);
		judge_seen_dev(j, "driver", j->dev->driver[0] ? j->dev->driver : NULL);
		(void)snprintf(argument, sizeof(argument), "xe.force_probe=%04x", j->dev->device);
		fix_cmdline_remove(j, argument);
		fix_cmdline(j, "module_blacklist=xe");
		fix_say(j,
			"if the host hangs at boot: add module_blacklist=i915,xe in the boot menu");
	} else if (forced == TRI_UNKNOWN) {
		judge_unknown(j, "whether xe was told to take the GPU could not be looked at");
	} else {
		judge_ok(j, "xe was not told to take %s, of which it makes no VFs", p->name);
	}
}

const struct check check_xe_not_for_chip = {
	.id = "xe-not-for-chip",
	.group = "driver",
	.title = "xe is not asked to split a chip that it cannot split",
	.why = "Of Meteor Lake and Arrow Lake only i915 of i915-sriov-dkms makes VFs.",
	.source = "devices.md 1.1, 2.1; diagnoses.md 3 row 22",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

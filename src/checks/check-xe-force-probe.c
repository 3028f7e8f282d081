/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where only the kernel's own xe makes VFs of the chip: was it told to take the GPU, and i915
 * to leave it? By itself i915 wins.
 */
#include <stdio.h>

#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

/* xe is what is wanted: this kernel's own one can, and no i915-sriov-dkms does it instead. */
static bool wanted(struct judge *j, const struct gpu_ways *ways)
{
	const struct kernel *k = &j->host->kernel;

	return gpu_way_intel(j->dev) && ways->xe == TRI_YES && ways->force_probe &&
	       gpu_way_dkms_loaded(k, "i915") != TRI_YES &&
	       gpu_way_dkms_installed(k, "i915") != TRI_YES;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	struct gpu_ways ways = gpu_way_of(j);
	enum tri forced, off;
	char argument[32];

	if (!wanted(j, &ways))
		return;
	if (str_eq(j->dev->driver, "xe")) {
		judge_ok(j, "xe has taken the GPU");
		return;
	}
	(void)snprintf(argument, sizeof(argument), "xe.force_probe=%04x", j->dev->device);
	forced = gpu_way_forced(k, "xe", j->dev->device, false);
	off = gpu_way_kept_off(k, "i915", j->dev->device);
	if (forced == TRI_UNKNOWN || (forced == TRI_YES && off == TRI_UNKNOWN)) {
		judge_unknown(j, "whether xe was told to take the GPU could not be looked at");
	} else if (forced == TRI_NO) {
		judge_warning(j, "xe makes VFs of this GPU, but was not told to take it");
		judge_seen_printf(j, "/proc/cmdline", "no %s", argument);
		fix_cmdline(j, argument);
		if (off != TRI_YES)
			fix_cmdline(j, "module_blacklist=i915");
	} else if (off == TRI_NO) {
		judge_warning(j, "xe was told to take the GPU, but i915 was not kept off it");
		judge_seen_dev(j, "driver", j->dev->driver[0] ? j->dev->driver : NULL);
		fix_cmdline(j, "module_blacklist=i915");
	} else {
		judge_warning(
			j, "xe was told to take the GPU and has not: it failed, or was not loaded");
		judge_seen_dev(j, "driver", j->dev->driver[0] ? j->dev->driver : NULL);
		fix_say(j, "look at sudo dmesg | grep -w xe");
	}
}

const struct check check_xe_force_probe = {
	.id = "xe-force-probe",
	.group = "driver",
	.title = "xe was told to take the GPU",
	.why = "Chips before Lunar Lake belong to i915 until xe is told to take them by their ID. "
	       "From Linux 6.18 on that is the way to VFs without i915-sriov-dkms.",
	.source = "devices.md 1.1, 1.2",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

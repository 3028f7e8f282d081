/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was i915 told to make GVT-g possible?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const char *value = kernel_module_param(k, "i915", "enable_gvt");

	if (!gpu_way_intel(j->dev))
		return;
	if (j->dev->mdev == TRI_YES) {
		judge_ok(j, "GVT-g is on");
	} else if (!value && (kernel_config(k, "DRM_I915_GVT") == 'n' ||
				     kernel_config(k, "DRM_I915_GVT_KVMGT") == 'n')) {
		judge_blocks(j, "the kernel was built without GVT-g");
		judge_seen(j, k->config_file ? k->config_file : "kernel configuration",
			"DRM_I915_GVT_KVMGT is not set");
		fix_say(j, "boot a kernel with CONFIG_DRM_I915_GVT_KVMGT=m");
	} else if (!value) {
		judge_unknown(j, "i915.enable_gvt could not be read: is i915 loaded?");
	} else if (value[0] == 'Y' || value[0] == '1') {
		judge_ok(j, "i915 was told to make GVT-g possible");
	} else {
		judge_blocks(j, "i915 was not told to make GVT-g possible");
		judge_seen(j, "/sys/module/i915/parameters/enable_gvt", value);
		fix_cmdline(j, "i915.enable_gvt=1");
	}
}

const struct check check_gvt_enabled = {
	.id = "gvt-enabled",
	.group = "gpu",
	.title = "i915 was told to make GVT-g possible",
	.why = "GVT-g is off unless i915.enable_gvt=1 is given when i915 is loaded.",
	.source = "devices.md 1.4; diagnoses.md 3 row 40",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_GVT_G,
	.explained_by = "gvt-generation pf-driver",
	.judge = judge,
};

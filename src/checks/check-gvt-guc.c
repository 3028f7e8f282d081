/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the GuC kept from scheduling? GVT-g and it exclude each other.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct gpu_platform *p = gpu_way_platform(j);
	const char *value = kernel_module_param(&j->host->kernel, "i915", "enable_guc");
	unsigned bits = 0;

	if (!gpu_way_intel(j->dev) || (p && !p->gvt))
		return;
	if (!value) {
		judge_unknown(j, "i915.enable_guc could not be read: needs root");
	} else if (str_eq(value, "-1")) {
		judge_ok(j, "i915 leaves the GuC out on this GPU by itself");
	} else if (str_to_uint(value, 255, &bits) < 0) {
		judge_unknown(j, "i915.enable_guc is not a number");
	} else if (bits & 1) {
		judge_blocks(j, "i915 uses the GuC for scheduling, which GVT-g does not allow");
		judge_seen(j, "/sys/module/i915/parameters/enable_guc", value);
		fix_cmdline(j, "i915.enable_guc=0");
	} else {
		judge_ok(j, "i915 does not use the GuC for scheduling");
	}
}

const struct check check_gvt_guc = {
	.id = "gvt-guc",
	.group = "gpu",
	.title = "i915 does not use the GuC for scheduling",
	.why = "\"Graphics virtualization is not yet supported with GuC submission\", says i915, "
	       "and "
	       "leaves GVT-g off. enable_guc=3 of SR-IOV guides does that.",
	.source = "devices.md 1.4",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_GVT_G,
	.explained_by = "gvt-generation pf-driver",
	.judge = judge,
};

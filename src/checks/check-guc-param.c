/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the GuC of the GPU schedule its work? VFs exist only then. What i915 does by itself
 * differs by chip; the command line may have come too late, so the running value counts.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

#define SUBMISSION 1
#define FILE_GUC   "/sys/module/i915/parameters/enable_guc"

static void by_default(struct judge *j)
{
	const struct gpu_platform *p = gpu_way_platform(j);

	if (!p || p->guc_default == GPU_GUC_UNKNOWN) {
		judge_unknown(j, "whether i915 uses the GuC of this GPU by itself is not known");
		fix_cmdline(j, "i915.enable_guc=3");
	} else if (p->guc_default == GPU_GUC_ON) {
		judge_ok(j, "i915 uses the GuC of %s by itself", p->name);
	} else {
		judge_warning(
			j, "i915 does not let the GuC of %s schedule unless told to", p->name);
		judge_seen(j, FILE_GUC, "-1");
		fix_cmdline(j, "i915.enable_guc=3");
	}
}

static void judge_value(struct judge *j, const char *text)
{
	unsigned value;

	if (str_eq(text, "-1")) {
		by_default(j);
		return;
	}
	if (str_to_uint(text, 255, &value) < 0) {
		judge_unknown(j, "i915.enable_guc is not a number");
		judge_seen(j, FILE_GUC, text);
		return;
	}
	if (!(value & SUBMISSION)) {
		judge_blocks(j, "i915 does not use the GuC for scheduling: there are no VFs then");
	} else if (value > 3) {
		judge_warning(j, "i915.enable_guc=%u has bits that mean nothing", value);
	} else {
		judge_ok(j, "i915 uses the GuC for scheduling");
		return;
	}
	judge_seen(j, FILE_GUC, text);
	fix_cmdline(j, "i915.enable_guc=3");
}

static void judge(struct judge *j)
{
	const char *value = kernel_module_param(&j->host->kernel, "i915", "enable_guc");

	/* The kernel's own i915 makes no VFs whatever it is told. */
	if (!gpu_way_intel(j->dev) || !str_eq(j->dev->driver, "i915") ||
		gpu_way_dkms_loaded(&j->host->kernel, "i915") == TRI_NO)
		return;
	if (j->dev->sriov.num > 0)
		judge_ok(j, "i915 has made VFs, so it uses the GuC");
	else if (value)
		judge_value(j, value);
	else
		judge_unknown(j, "i915.enable_guc could not be read: needs root");
}

const struct check check_guc_param = {
	.id = "guc-param",
	.group = "driver",
	.title = "i915 uses the GuC for scheduling",
	.why = "The GuC, a processor in the GPU, shares it out among VFs. i915 of Tiger Lake and "
	       "Alder Lake-S leaves it out unless i915.enable_guc=3 is given.",
	.source = "devices.md 2.3; uc_expand_default_options() of i915",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.explained_by = "param-guc",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Were the drivers of GPUs switched off by an argument? Then nobody can split the GPU.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include "base/str.h"

/* i915.modeset=0 or xe.modeset=0; true when one is set. */
static bool one_off(const struct kernel *k, struct param_option *o)
{
	return (param_option(k, "i915", "modeset", o) == TRI_YES && str_eq(o->value, "0")) ||
	       (param_option(k, "xe", "modeset", o) == TRI_YES && str_eq(o->value, "0"));
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_param *p;
	struct param_option o;

	if (j->dev->driver[0]) {
		judge_ok(j, "the driver %s has taken this GPU", j->dev->driver);
		return;
	}
	if (!param_read(j))
		return;
	p = kernel_param(k, "nomodeset");
	if (p) {
		judge_blocks(j,
			"nomodeset keeps the drivers of GPUs off, so that nothing can split "
			"this one");
		param_drop(j, p, NULL);
	} else if (j->dev->vendor == 0x8086 && one_off(k, &o)) {
		judge_blocks(
			j, "modeset=0 keeps this GPU's driver off, so that nothing can split it");
		param_option_drop(j, &o);
	} else {
		judge_ok(j, "no argument keeps the drivers of GPUs off");
	}
}

const struct check check_param_nomodeset = {
	.id = "param-nomodeset",
	.group = "parameter",
	.title = "No argument keeps the drivers of GPUs off",
	.why = "nomodeset and modeset=0 are for installing a system on a GPU that does not work. A "
	       "GPU without its driver has no VFs and no GVT-g.",
	.source = "drivers/gpu/drm/drm_nomodeset.c; i915_module.c",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV | USE_MODE_GVT_G,
	.explained_by = "cmdline",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is i915.modeset=1 given? The driver does so by itself.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include "base/str.h"

static void judge(struct judge *j)
{
	struct param_option o;

	if (!param_option_set(j, "i915", "modeset", &o))
		return;
	if (!str_eq(o.value, "1") || kernel_param(&j->host->kernel, "nomodeset")) {
		judge_ok(j, "i915.modeset is set to something else than its default");
		param_option_seen(j, &o);
		return;
	}
	judge_warning(j, "i915.modeset=1 has no effect: the driver does so by itself");
	param_option_drop(j, &o);
}

const struct check check_param_i915_modeset = {
	.id = "param-i915-modeset",
	.group = "parameter",
	.title = "i915.modeset is not given for nothing",
	.why = "The default (-1) has been the same as 1 for many years, but for nomodeset. Such "
	       "leftovers make it hard to see what matters.",
	.source = "devices.md 6.2",
	.modes = USE_MODE_SRIOV | USE_MODE_GVT_G,
	.explained_by = "cmdline",
	.judge = judge,
};

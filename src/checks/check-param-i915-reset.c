/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the reset of hung GPUs made weaker? i915.reset is 3 by default: first one engine, then
 * the GPU.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include <stdlib.h>

static void judge(struct judge *j)
{
	struct param_option o;

	if (!param_option_set(j, "i915", "reset", &o))
		return;
	if (strtol(o.value, NULL, 0) >= 2) {
		judge_ok(j, "i915.reset=%.20s can reset single engines", o.value);
		param_option_seen(j, &o);
		return;
	}
	judge_warning(j, "i915.reset=%.20s is weaker than the default, 3", o.value);
	param_option_drop(j, &o);
}

const struct check check_param_i915_reset = {
	.id = "param-i915-reset",
	.group = "parameter",
	.title = "i915 may reset single engines",
	.why = "With i915.reset=1 a guest that hangs one engine of the GPU makes the driver reset "
	       "all "
	       "of it, and with that the VFs of other guests; with 0 it stays hung.",
	.source = "devices.md 6.2; i915_params.c",
	.modes = USE_MODE_SRIOV | USE_MODE_GVT_G,
	.explained_by = "cmdline",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does i915.enable_guc have bits that nobody defined? Bit 0 is submission by the GuC, bit 1
 * loads the HuC. Which of them a mode needs is for the checks of drivers.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include <stdlib.h>

static void judge(struct judge *j)
{
	struct param_option o;
	char *end;
	long value;

	if (!param_option_set(j, "i915", "enable_guc", &o))
		return;
	value = strtol(o.value, &end, 0);
	if (end == o.value || *end) {
		judge_warning(j, "i915.enable_guc=%.20s is no number", o.value);
		param_option_drop(j, &o);
	} else if (value > 3) {
		judge_warning(j, "i915.enable_guc=%ld has bits that are not defined", value);
		param_option_drop(j, &o);
		fix_say(j, "i915.enable_guc=3 is what SR-IOV wants");
	} else {
		judge_ok(j, "i915.enable_guc=%ld is a defined value", value);
		param_option_seen(j, &o);
	}
}

const struct check check_param_guc = {
	.id = "param-guc",
	.group = "parameter",
	.title = "i915.enable_guc has defined bits only",
	.why = "enable_guc=7 is of guides for old trees. Today the driver answers \"Incompatible "
	       "option "
	       "enable_guc=7 - undocumented flag\".",
	.source = "devices.md 2.3; diagnoses.md 3, row 19",
	.modes = USE_MODE_SRIOV | USE_MODE_GVT_G,
	.explained_by = "cmdline",
	.judge = judge,
};

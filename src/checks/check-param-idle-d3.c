/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is vfio-pci told to keep idle devices awake? A cure for cards that do not wake up, and
 * otherwise a matter of power.
 */
#include "checks/check.h"
#include "checks/judge.h"
#include "checks/param.h"

static void judge(struct judge *j)
{
	struct param_option o;

	if (!param_option_set(j, "vfio_pci", "disable_idle_d3", &o))
		return;
	judge_ok(j, param_true(o.value) ? "vfio-pci keeps idle devices awake: needed only for "
					  "cards that do not wake"
					: "vfio-pci lets idle devices sleep");
	param_option_seen(j, &o);
}

const struct check check_param_idle_d3 = {
	.id = "param-idle-d3",
	.group = "parameter",
	.title = "disable_idle_d3 is a matter of power",
	.why = "Some cards do not come back from D3 and read as all ones afterwards. For them "
	       "disable_idle_d3=1 is right; for others it costs power.",
	.source = "devices.md 6.2; diagnoses.md 3, row 36",
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};

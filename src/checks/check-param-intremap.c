/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the command line switch interrupt remapping off?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_param *p;

	if (!param_read(j))
		return;
	p = param_with(k, "intremap", "off");
	if (!p)
		p = kernel_param(k, "nointremap");
	if (!p) {
		judge_ok(j, "no argument of the kernel switches interrupt remapping off");
		return;
	}
	judge_warning(j, "an argument of the kernel switches interrupt remapping off");
	param_drop(j, p, p->value ? "off" : NULL);
}

const struct check check_param_intremap = {
	.id = "param-intremap",
	.group = "parameter",
	.title = "No argument switches interrupt remapping off",
	.why = "intremap=off is for machines whose firmware gets it wrong. Without interrupt "
	       "remapping "
	       "VFIO refuses.",
	.source = "devices.md 5.4; Documentation/admin-guide/kernel-parameters.txt",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the HPET switched off on the advice of a guide? Nothing that was read shows a use.
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
	p = param_with(k, "hpet", "disable");
	if (!p)
		p = kernel_param(k, "nohpet");
	if (!p) {
		judge_ok(j, "the HPET is not switched off");
		return;
	}
	judge_warning(j, "%s has no known use for guests", p->name);
	param_drop(j, p, p->value ? "disable" : NULL);
}

const struct check check_param_hpet = {
	.id = "param-hpet",
	.group = "parameter",
	.title = "The HPET is not switched off for nothing",
	.why = "A guest's clock is not the host's HPET. Without it the host lacks what it checks "
	       "its "
	       "own clock with.",
	.source = "devices.md 6.2",
	.explained_by = "cmdline",
	.judge = judge,
};

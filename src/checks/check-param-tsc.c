/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the kernel told to trust the processor's clock blindly?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

static void judge(struct judge *j)
{
	const struct kernel_param *p;

	if (!param_read(j))
		return;
	p = param_with(&j->host->kernel, "tsc", "reliable");
	if (!p) {
		judge_ok(j, "the kernel checks its clock");
		return;
	}
	judge_warning(j, "tsc=reliable stops the kernel from checking its clock");
	param_drop(j, p, "reliable");
}

const struct check check_param_tsc = {
	.id = "param-tsc",
	.group = "parameter",
	.title = "The kernel checks its clock",
	.why = "A machine whose TSC drifts and is not checked gets its time wrong, and with it the "
	       "guests. A good TSC is used without being told.",
	.source = "devices.md 6.2",
	.explained_by = "cmdline",
	.judge = judge,
};

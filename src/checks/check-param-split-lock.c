/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the detection of split locks switched off for the whole host?
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
	p = param_with(&j->host->kernel, "split_lock_detect", "off");
	if (!p) {
		judge_ok(j, "split locks are detected");
		return;
	}
	judge_warning(j, "split_lock_detect=off hides split locks of the host, too");
	param_drop(j, p, "off");
	fix_say(j, "if guests stall: echo 'kernel.split_lock_mitigate = 0' | sudo tee "
		   "/etc/sysctl.d/99-split-lock.conf");
}

const struct check check_param_split_lock = {
	.id = "param-split-lock",
	.group = "parameter",
	.title = "Split locks are detected",
	.why = "Games in guests stall for 10 ms when the kernel slows a split lock down. To stop "
	       "the "
	       "slowing, kernel.split_lock_mitigate=0 is enough and leaves the report.",
	.source = "devices.md 6.2; diagnoses.md 3b",
	.explained_by = "cmdline",
	.judge = judge,
};

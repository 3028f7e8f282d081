/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can the running kernel's command line be read? All that is said of arguments hangs on it.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;

	if (k->cmdline) {
		judge_ok(j, "the kernel has %zu arguments", k->n_params);
		judge_seen(j, "/proc/cmdline", k->cmdline);
	} else {
		judge_unknown(j, "the kernel's command line could not be read");
		fix_say(j, "mount /proc");
	}
}

const struct check check_cmdline = {
	.id = "cmdline",
	.group = "parameter",
	.title = "The kernel's command line can be read",
	.why = "/proc/cmdline holds what the running kernel was given, whatever the boot loader's "
	       "files say.",
	.source = "host.md 1.1",
	.judge = judge,
};

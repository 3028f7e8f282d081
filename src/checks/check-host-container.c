/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does virtfn look at the host, or out of a container? Kernel and devices are the host's
 * either way; files and services are not.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	enum tri in = j->host->machine.is_container;

	if (in == TRI_UNKNOWN) {
		judge_unknown(j, "whether this is a container could not be told");
	} else if (in == TRI_NO) {
		judge_ok(j, "virtfn does not run in a container");
	} else {
		judge_warning(j,
			"virtfn runs in a container: /etc, /boot, /lib/modules and services "
			"are the container's, not the host's");
		judge_seen(j, "/run/systemd/container", "or another mark of a container");
		fix_say(j, "run virtfn on the host itself");
	}
}

const struct check check_host_container = {
	.id = "host-container",
	.group = "firmware",
	.title = "virtfn does not run in a container",
	.why = "A container shares the host's kernel and sees its devices, but configuration, "
	       "modules on disk and services are its own: half of what is judged here would be "
	       "about the wrong system.",
	.source = "systemd-detect-virt(1)",
	.judge = judge,
};

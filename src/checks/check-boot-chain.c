/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is it known how this host is booted? The words for changing the command line depend on it.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct boot_chain *boot = j->host->boot;

	if (!boot) {
		judge_unknown(j, "how this host is booted could not be told%s",
			j->host->is_root == TRI_YES ? "" : ": root may see more");
		return;
	}
	judge_ok(j, "booted by %s; arguments can %sbe tried for one boot", boot->title,
		boot->try ? "" : "not ");
	if (j->host->boot_evidence[0])
		judge_seen(j, "seen", j->host->boot_evidence);
}

const struct check check_boot_chain = {
	.id = "boot-chain",
	.group = "boot",
	.title = "How the host is booted is known",
	.why = "Each boot chain keeps the kernel's command line in another file and has another "
	       "command to write it out. A file alone proves nothing: /etc/default/grub survives "
	       "on "
	       "hosts that systemd-boot starts.",
	.source = "host.md 1.1, 1.2",
	.explained_by = "host-container",
	.judge = judge,
};

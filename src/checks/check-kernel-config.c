/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can the configuration of the running kernel be read? What it leaves out, no argument and no
 * package brings back.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;

	if (k->config_file && k->n_config > 0) {
		judge_ok(j, "the kernel's configuration is known");
		judge_seen(j, k->config_file, "read");
		return;
	}
	judge_unknown(j, "the configuration of kernel %s was found nowhere",
		k->release ? k->release : "(of unknown release)");
	fix_say(j, "sudo modprobe configs");
	fix_say(j, "or put it where it belongs: /boot/config-%s",
		k->release ? k->release : "RELEASE");
}

const struct check check_kernel_config = {
	.id = "kernel-config",
	.group = "kernel",
	.title = "The kernel's configuration is known",
	.why = "Whether this kernel can do SR-IOV, VFIO or GVT-g at all was decided when it was "
	       "built. It is told by /proc/config.gz, /boot/config-RELEASE or "
	       "/lib/modules/RELEASE/config.",
	.source = "host.md 7",
	.judge = judge,
};

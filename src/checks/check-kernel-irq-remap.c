/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the kernel built with interrupt remapping? Whether it is in force is intr-remap's.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	char value = kernel_config(k, "IRQ_REMAP");

	if (j->host->machine.intr_remap == TRI_YES || value == 'y') {
		judge_ok(j, "this kernel can remap interrupts");
	} else if (value == 0) {
		judge_unknown(j, "whether this kernel can remap interrupts is not known");
	} else {
		judge_warning(j, "this kernel was built without interrupt remapping");
		judge_seen(j, k->config_file ? k->config_file : "kernel configuration",
			"CONFIG_IRQ_REMAP is not set");
		fix_say(j, "boot your distribution's standard kernel, or build this one with "
			   "CONFIG_IRQ_REMAP=y");
	}
}

const struct check check_kernel_irq_remap = {
	.id = "kernel-irq-remap",
	.group = "kernel",
	.title = "This kernel can remap interrupts",
	.why = "Without CONFIG_IRQ_REMAP interrupts of a guest's device go to the host unchecked, "
	       "and "
	       "VFIO refuses.",
	.source = "devices.md 6.1",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "kernel-config",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Were message-signalled interrupts switched off? VFs have no others.
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
	p = param_with(&j->host->kernel, "pci", "nomsi");
	if (!p) {
		judge_ok(j, "message-signalled interrupts are not switched off");
		return;
	}
	judge_blocks(j, "pci=nomsi switches off the only interrupts that VFs have");
	param_drop(j, p, "nomsi");
}

const struct check check_param_nomsi = {
	.id = "param-nomsi",
	.group = "parameter",
	.title = "Message-signalled interrupts are on",
	.why = "A VF has no interrupt pin: MSI-X is the only way for it to raise an interrupt.",
	.source = "devices.md 3.3; Documentation/admin-guide/kernel-parameters.txt, pci=",
	.modes = USE_MODE_SRIOV,
	.explained_by = "cmdline",
	.judge = judge,
};

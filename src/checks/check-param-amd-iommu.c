/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was AMD's IOMMU told to be on? It is by itself, and knows no such word.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_param *p;
	const char *word = "on";

	if (!param_read(j))
		return;
	p = param_with(k, "amd_iommu", "on");
	if (!p) {
		word = "pt";
		p = param_with(k, "amd_iommu", "pt");
	}
	if (!p) {
		judge_ok(j, "amd_iommu= has no word that the kernel does not know");
		return;
	}
	judge_warning(j,
		"amd_iommu=%s is not a value that the kernel knows: AMD-Vi is on by itself", word);
	param_drop(j, p, word);
}

const struct check check_param_amd_iommu = {
	.id = "param-amd-iommu",
	.group = "parameter",
	.title = "amd_iommu= says what the kernel understands",
	.why = "AMD-Vi is on whenever the firmware has it on. amd_iommu=on is in many guides, does "
	       "nothing, and hides that the switch to look for is in the firmware.",
	.source = "devices.md 6.2",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};

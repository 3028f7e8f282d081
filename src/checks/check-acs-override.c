/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Were IOMMU groups split by decree? The ACS override patch changes the groups, not the
 * hardware. A kernel without the patch is param-acs-override's.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_param *p = kernel_param(k, "pcie_acs_override");

	if (!param_read(j))
		return;
	if (!p || param_stock_kernel(k)) {
		judge_ok(j, "IOMMU groups are as the hardware isolates");
		return;
	}
	judge_warning(
		j, "pcie_acs_override splits IOMMU groups that the hardware does not isolate");
	param_drop(j, p, NULL);
	fix_say(j, "if guests are trusted and this is what you want, leave it");
}

const struct check check_acs_override = {
	.id = "acs-override",
	.group = "security",
	.title = "IOMMU groups are as the hardware isolates",
	.why = "Devices of one group can reach each other without the IOMMU. The override makes "
	       "the "
	       "kernel believe otherwise: a guest's device can then read and write a host's device "
	       "that sat in its group.",
	.source = "devices.md 5.3",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the integrated GPU left out of the IOMMU by hand?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_param *p;
	const char *word = "igfx_off";

	if (j->dev->vendor != 0x8086 || !param_read(j))
		return;
	p = param_with(k, "intel_iommu", word);
	if (!p) {
		/* Of Debian's patch. */
		word = "intgpu_off";
		p = param_with(k, "intel_iommu", word);
	}
	if (!p) {
		judge_ok(j, "the integrated GPU is not left out of the IOMMU by an argument");
		return;
	}
	if (j->dev->iommu_group < 0)
		judge_blocks(j, "intel_iommu=%s leaves the integrated GPU out of the IOMMU", word);
	else
		judge_warning(
			j, "intel_iommu=%s is to leave the integrated GPU out of the IOMMU", word);
	param_drop(j, p, word);
}

const struct check check_param_igfx_off = {
	.id = "param-igfx-off",
	.group = "parameter",
	.title = "The integrated GPU is not left out of the IOMMU",
	.why = "intel_iommu=on,igfx_off turns the IOMMU on for all but the integrated GPU, which "
	       "is "
	       "the device that was to be given to a guest. It is in guides for another one.",
	.source = "devices.md 6.1; Documentation/admin-guide/kernel-parameters.txt",
	.kinds = CHECK_IGPU,
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};

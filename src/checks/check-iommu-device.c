/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this function behind the IOMMU? On Debian's kernels the IOMMU is on by default for
 * everything but Intel's integrated GPU.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

static bool intel_gpu(const struct judge *j)
{
	return check_kind_of(j->dev) == CHECK_IGPU && j->dev->vendor == 0x8086;
}

static void outside(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;

	judge_blocks(j, "this function is in no IOMMU group: a guest cannot have it%s",
		j->modes == USE_MODE_SRIOV ? " or its VFs" : "");
	judge_seen_dev(j, "iommu_group", NULL);
	if (j->host->iommu == TRI_NO) {
		fix_say(j, "turn the IOMMU on: see iommu-on");
		return;
	}
	if (kernel_config(k, "INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF") == 'y')
		judge_seen(j, k->config_file ? k->config_file : "kernel configuration",
			"CONFIG_INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF=y");
	if (intel_gpu(j) && !param_with(k, "intel_iommu", "on"))
		fix_cmdline(j, "intel_iommu=on");
	else
		fix_firmware(j, FIX_FIRMWARE_UPDATE);
}

static void judge(struct judge *j)
{
	if (j->dev->iommu_group >= 0)
		judge_ok(j, "this function is in IOMMU group %d", j->dev->iommu_group);
	else if (j->host->iommu == TRI_UNKNOWN)
		judge_unknown(j, "whether this function is in an IOMMU group is not known");
	else
		outside(j);
}

const struct check check_iommu_device = {
	.id = "iommu-device",
	.group = "iommu",
	.title = "The function is behind the IOMMU",
	.why = "There may be groups and yet none for this function. Debian builds its kernels so "
	       "that the IOMMU is on by default except for the integrated GPU, which then needs "
	       "intel_iommu=on; intel_iommu=igfx_off does the same by hand.",
	.source = "devices.md 6.1",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "iommu-on param-igfx-off",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the firmware want memory mapped one to one for this function? The kernel then keeps it
 * from guests. Regions that may be relaxed (of GPUs and USB, since Linux 5.3) do not count.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include <inttypes.h>
#include <stdio.h>

static void refused(struct judge *j, const struct iommu_group *g)
{
	const struct machine *m = &j->host->machine;
	char file[80];

	(void)snprintf(file, sizeof(file), "/sys/kernel/iommu_groups/%d/reserved_regions", g->id);
	if (param_with(&j->host->kernel, "intel_iommu", "relax_rmrr"))
		judge_warning(j,
			"the firmware wants memory of this function mapped one to one, and "
			"relax_rmrr is to override that");
	else
		judge_blocks(j, "the firmware wants memory of this function mapped one to one: the "
				"kernel keeps it from guests");
	judge_seen_printf(
		j, file, "0x%" PRIx64 " to 0x%" PRIx64 " direct", g->direct_first, g->direct_last);
	fix_say(j,
		"in the firmware's set-up: turn off what shares memory with this device (HPE: HP "
		"Shared Memory features of the slot; USB legacy support; RAID or remote "
		"management options), or update the firmware");
	if (m->acpi.dma_guard == TRI_YES)
		fix_say(j, "pre-boot DMA protection is on: turning it off there may be enough");
}

static void judge(struct judge *j)
{
	const struct iommu_group *g = host_find_group(j->host, j->dev->iommu_group);

	if (j->dev->iommu_group < 0 && j->host->iommu != TRI_UNKNOWN)
		return;
	if (!g || g->direct == TRI_UNKNOWN)
		judge_unknown(j, "the reserved regions of this function's group are not known");
	else if (g->direct == TRI_NO)
		judge_ok(j, "the firmware wants no memory of this function mapped one to one");
	else
		refused(j, g);
}

const struct check check_iommu_direct = {
	.id = "iommu-direct",
	.group = "iommu",
	.title = "The firmware does not keep the function for itself",
	.why = "A reserved region (RMRR, IVMD) of type direct means that the firmware goes on "
	       "using "
	       "the device. The kernel says \"Firmware has requested this device have a 1:1 IOMMU "
	       "mapping\" or \"ineligible for IOMMU domain attach\" and refuses.",
	.source = "devices.md 5.5",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "iommu-on iommu-device",
	.judge = judge,
};

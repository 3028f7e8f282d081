/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are the firmware's reserved memory regions sane? Whether one of them keeps a device away
 * from guests is iommu-direct's.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#include <inttypes.h>

static void judge(struct judge *j)
{
	const struct machine_acpi *acpi = &j->host->machine.acpi;
	const struct machine_region *bad = NULL;

	if (acpi->dmar == TRI_NO)
		return;
	if (acpi->dmar == TRI_UNKNOWN || acpi->decoded != TRI_YES) {
		judge_unknown(j, "the reserved regions of DMAR could not be read%s",
			j->host->is_root == TRI_YES ? "" : ": needs root");
		return;
	}
	for (size_t i = 0; i < acpi->n_regions && !bad; i++)
		bad = acpi->regions[i].last <= acpi->regions[i].first ? &acpi->regions[i] : NULL;
	if (!bad) {
		judge_ok(j, "%zu reserved regions in the firmware's table, all with a sane range",
			acpi->n_regions);
		return;
	}
	judge_warning(j, "the firmware reserves memory whose end is not behind its start");
	judge_seen_printf(j, "/sys/firmware/acpi/tables/DMAR", "RMRR, 0x%" PRIx64 " to 0x%" PRIx64,
		bad->first, bad->last);
	fix_firmware(j, FIX_FIRMWARE_UPDATE);
}

const struct check check_iommu_regions = {
	.id = "iommu-regions",
	.group = "firmware",
	.title = "Reserved memory in the firmware's tables has a sane range",
	.why = "A region that ends before it starts is a firmware bug, as is what else the same "
	       "table may say. The kernel says \"Your BIOS is broken; bad RMRR\" and marks itself "
	       "tainted.",
	.source = "drivers/iommu/intel/iommu.c, rmrr_sanity_check()",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "iommu-decode",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does each IOMMU of the firmware's table have registers? A unit at address 0 is a firmware
 * bug, for which the kernel drops VT-d as a whole.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct machine_acpi *acpi = &j->host->machine.acpi;
	const struct machine_iommu_unit *bad = NULL;

	if (acpi->dmar == TRI_NO)
		return;
	if (acpi->dmar == TRI_UNKNOWN || acpi->decoded != TRI_YES) {
		judge_unknown(j, "which units DMAR names could not be read%s",
			j->host->is_root == TRI_YES ? "" : ": needs root");
		return;
	}
	for (size_t i = 0; i < acpi->n_units && !bad; i++)
		bad = acpi->units[i].base == 0 ? &acpi->units[i] : NULL;
	if (!bad) {
		judge_ok(j, "the %zu IOMMUs of DMAR have addresses", acpi->n_units);
		return;
	}
	judge_warning(j, "the firmware's DMAR table names an IOMMU at address 0: the kernel takes "
			 "VT-d for broken");
	judge_seen_printf(j, "/sys/firmware/acpi/tables/DMAR", "DRHD, segment %u, base 0%s",
		bad->segment, bad->include_all ? ", INCLUDE_ALL" : "");
	fix_firmware(j, FIX_FIRMWARE_UPDATE);
	fix_say(j, "or switch VT-d off and on again there");
}

const struct check check_iommu_unit_base = {
	.id = "iommu-unit-base",
	.group = "firmware",
	.title = "Each IOMMU of the DMAR table has an address",
	.why = "A unit at address 0 makes the kernel say \"Your BIOS is broken; DMAR reported at "
	       "address 0\" and go without VT-d. Only the firmware's vendor can mend it.",
	.source = "drivers/iommu/intel/dmar.c, dmar_validate_one_drhd()",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "iommu-decode",
	.judge = judge,
};

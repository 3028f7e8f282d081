/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the firmware let the kernel remap interrupts? A bit in the DMAR table says so. Whether
 * they are remapped now is intr-remap's.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct machine_acpi *acpi = &j->host->machine.acpi;

	if (acpi->dmar == TRI_NO)
		return;
	if (acpi->intr_remap == TRI_UNKNOWN) {
		judge_unknown(j, "what DMAR says of interrupt remapping could not be read%s",
			j->host->is_root == TRI_YES ? "" : ": needs root");
	} else if (acpi->intr_remap == TRI_YES) {
		judge_ok(j, "the firmware allows interrupt remapping");
	} else {
		judge_warning(j, "the firmware's DMAR table does not allow interrupt remapping");
		judge_seen(j, "/sys/firmware/acpi/tables/DMAR", "flag INTR_REMAP is 0");
		fix_firmware(j, FIX_FIRMWARE_INTR_REMAP);
	}
}

const struct check check_intr_remap_firmware = {
	.id = "intr-remap-firmware",
	.group = "firmware",
	.title = "The firmware allows interrupt remapping",
	.why = "Without interrupt remapping a guest's device can raise any interrupt of the host. "
	       "VFIO refuses such hosts unless it is told that this is accepted.",
	.source = "devices.md 5.4; VT-d specification 8.1",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "iommu-table iommu-decode",
	.judge = judge,
};

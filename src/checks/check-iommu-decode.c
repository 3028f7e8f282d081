/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the firmware's IOMMU table make sense? Only root can read its bytes.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct machine_acpi *acpi = &j->host->machine.acpi;
	const char *table = acpi->ivrs == TRI_YES ? "IVRS" : "DMAR";

	if (acpi->dmar == TRI_NO && acpi->ivrs == TRI_NO)
		return;
	if (acpi->decoded == TRI_YES && acpi->why[0]) {
		judge_warning(j, "the firmware's table %s is odd: %s", table, acpi->why);
		judge_seen_printf(j, "/sys/firmware/acpi/tables", "%s: %s", table, acpi->why);
		fix_firmware(j, FIX_FIRMWARE_UPDATE);
	} else if (acpi->decoded == TRI_YES) {
		judge_ok(j, "the firmware's table %s could be decoded", table);
	} else if (acpi->decoded == TRI_UNKNOWN) {
		judge_unknown(j, "the firmware's IOMMU table could not be read%s%s",
			acpi->why[0] ? ": " : "",
			acpi->why[0]                  ? acpi->why
			: j->host->is_root == TRI_YES ? ""
						      : ": needs root");
	} else {
		judge_warning(j, "the firmware's table %s makes no sense", table);
		judge_seen_printf(j, "/sys/firmware/acpi/tables", "%s: %s", table,
			acpi->why[0] ? acpi->why : "cannot be decoded");
		fix_firmware(j, FIX_FIRMWARE_UPDATE);
	}
}

const struct check check_iommu_decode = {
	.id = "iommu-decode",
	.group = "iommu",
	.title = "The firmware's IOMMU table can be decoded",
	.why = "DMAR and IVRS say which IOMMU is in front of which device and which memory must "
	       "stay mapped. A table that cannot be decoded is a firmware bug, and the kernel may "
	       "go without the IOMMU.",
	.source = "devices.md 5.4",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.judge = judge,
};

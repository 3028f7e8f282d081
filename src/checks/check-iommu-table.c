/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the firmware tell the kernel of an IOMMU? No ACPI table means that it is switched off
 * there, or that the machine has none.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#define TABLES "/sys/firmware/acpi/tables/"

static void missing(struct judge *j, bool dmar, bool ivrs)
{
	const struct machine *m = &j->host->machine;

	if (j->host->iommu == TRI_YES) {
		judge_ok(j, "the kernel drives an IOMMU that neither DMAR nor IVRS names");
		return;
	}
	judge_blocks(j, "the firmware names no IOMMU: it is switched off, or there is none");
	if (dmar)
		judge_seen(j, TABLES "DMAR", NULL);
	if (ivrs)
		judge_seen(j, TABLES "IVRS", NULL);
	if (m->is_guest == TRI_YES)
		fix_say(j, "in the outer hypervisor: give this guest a virtual IOMMU");
	else
		fix_firmware(j, FIX_FIRMWARE_VTD);
}

static void judge(struct judge *j)
{
	const struct machine_acpi *acpi = &j->host->machine.acpi;
	enum cpu_vendor vendor = j->host->cpu.vendor;
	bool dmar = vendor != CPU_VENDOR_AMD, ivrs = vendor != CPU_VENDOR_INTEL;

	if (acpi->dmar == TRI_YES || acpi->ivrs == TRI_YES) {
		judge_ok(j, "the firmware names an IOMMU (%s)",
			acpi->dmar == TRI_YES ? "DMAR" : "IVRS");
		judge_seen(j, acpi->dmar == TRI_YES ? TABLES "DMAR" : TABLES "IVRS", "there");
	} else if ((dmar && acpi->dmar == TRI_UNKNOWN) || (ivrs && acpi->ivrs == TRI_UNKNOWN)) {
		judge_unknown(j, "which ACPI tables there are could not be looked at");
	} else {
		missing(j, dmar, ivrs);
	}
}

const struct check check_iommu_table = {
	.id = "iommu-table",
	.group = "iommu",
	.title = "The firmware names an IOMMU",
	.why = "The ACPI table DMAR (Intel VT-d) or IVRS (AMD-Vi) is how the kernel learns of the "
	       "IOMMU. Without it no argument of the kernel helps: the switch is in the firmware's "
	       "set-up.",
	.source = "devices.md 5.4",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "host-guest",
	.judge = judge,
};

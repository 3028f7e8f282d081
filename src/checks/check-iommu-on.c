/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the kernel drive an IOMMU? Groups are the proof: neither the command line nor the
 * firmware's table is.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

static void intel_off(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;

	judge_seen(j, "/sys/firmware/acpi/tables/DMAR", "there");
	if (kernel_config(k, "INTEL_IOMMU_DEFAULT_ON") == 'n')
		judge_seen(j, k->config_file ? k->config_file : "kernel configuration",
			"CONFIG_INTEL_IOMMU_DEFAULT_ON is not set");
	if (param_with(k, "intel_iommu", "on")) {
		judge_seen_param(j, param_with(k, "intel_iommu", "on"));
		fix_say(j, "intel_iommu=on is given already: look at what the kernel says of DMAR "
			   "(virtfn doctor --log, or dmesg), and update the firmware");
	} else {
		fix_cmdline(j, "intel_iommu=on");
	}
}

static void off(struct judge *j)
{
	const struct machine_acpi *acpi = &j->host->machine.acpi;

	judge_blocks(j, "the kernel made no IOMMU groups: no device can be given to a guest");
	judge_seen(j, "/sys/kernel/iommu_groups", "empty");
	if (acpi->dmar == TRI_YES) {
		intel_off(j);
	} else if (acpi->ivrs == TRI_YES) {
		judge_seen(j, "/sys/firmware/acpi/tables/IVRS", "there");
		fix_say(j, "look for amd_iommu=off or iommu=off on the kernel command line");
	} else {
		fix_firmware(j, FIX_FIRMWARE_VTD);
		if (acpi->dmar == TRI_UNKNOWN && j->host->cpu.vendor != CPU_VENDOR_AMD)
			fix_cmdline(j, "intel_iommu=on");
	}
}

static void judge(struct judge *j)
{
	if (j->host->iommu == TRI_UNKNOWN)
		judge_unknown(j, "whether there are IOMMU groups could not be looked at");
	else if (j->host->iommu == TRI_NO)
		off(j);
	else
		judge_ok(j, "the kernel made %zu IOMMU groups", j->host->n_groups);
}

const struct check check_iommu_on = {
	.id = "iommu-on",
	.group = "iommu",
	.title = "The kernel drives the IOMMU",
	.why = "A guest may only be given a device whose memory accesses the IOMMU confines. "
	       "Without IOMMU groups vfio-pci refuses every device.",
	.source = "devices.md 5.4",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "iommu-table iommu-param-off kernel-iommu iommu-unit-base iommu-decode "
			"host-guest",
	.judge = judge,
};

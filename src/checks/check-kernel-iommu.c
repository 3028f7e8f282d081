/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the kernel built with the driver of this machine's IOMMU? Groups are proof enough.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#include <stdio.h>

/* The symbol of this machine's IOMMU driver, or NULL: it cannot be told. */
static const char *symbol_of(const struct host *host)
{
	if (host->machine.acpi.dmar == TRI_YES || host->cpu.vendor == CPU_VENDOR_INTEL)
		return "INTEL_IOMMU";
	if (host->machine.acpi.ivrs == TRI_YES || host->cpu.vendor == CPU_VENDOR_AMD)
		return "AMD_IOMMU";
	return NULL;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const char *symbol = symbol_of(j->host);
	char value = symbol ? kernel_config(k, symbol) : 0;
	char text[60];

	if (j->host->iommu == TRI_YES) {
		judge_ok(j, "this kernel has a driver for the IOMMU");
	} else if (value == 0) {
		judge_unknown(j, "whether this kernel has a driver for the IOMMU is not known");
	} else if (value != 'n') {
		judge_ok(j, "this kernel has a driver for the IOMMU (CONFIG_%s)", symbol);
	} else {
		(void)snprintf(text, sizeof(text), "CONFIG_%s is not set", symbol);
		judge_blocks(j, "this kernel was built without a driver for this machine's IOMMU");
		judge_seen(j, k->config_file ? k->config_file : "kernel configuration", text);
		fix_say(j,
			"boot your distribution's standard kernel, or build this one with "
			"CONFIG_%s=y",
			symbol);
	}
}

const struct check check_kernel_iommu = {
	.id = "kernel-iommu",
	.group = "kernel",
	.title = "This kernel has a driver for the IOMMU",
	.why = "VT-d is driven by CONFIG_INTEL_IOMMU, AMD-Vi by CONFIG_AMD_IOMMU. Neither can be "
	       "added without building the kernel anew.",
	.source = "devices.md 6.1",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "kernel-config",
	.judge = judge,
};

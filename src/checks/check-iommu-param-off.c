/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the command line switch the IOMMU off? intel_iommu= words are taken one after the
 * other, so the last of on and off counts; iommu=off and amd_iommu=off cannot be undone.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include <string.h>

#include "base/str.h"

/* The intel_iommu= argument with the last word on or off, when that is off. */
static const struct kernel_param *intel_off(const struct kernel *k)
{
	const struct kernel_param *off = NULL;

	for (size_t i = 0; i < k->n_params; i++) {
		const char *p =
			str_eq(k->params[i].name, "intel_iommu") ? k->params[i].value : NULL;

		for (; p && *p; p += strcspn(p, ","), p += *p == ',') {
			if (strncmp(p, "off", 3) == 0 && (p[3] == ',' || !p[3]))
				off = &k->params[i];
			else if (strncmp(p, "on", 2) == 0 && (p[2] == ',' || !p[2]))
				off = NULL;
		}
	}
	return off;
}

static const struct kernel_param *find(const struct host *host)
{
	const struct kernel_param *p = param_with(&host->kernel, "iommu", "off");

	/* The firmware's table says whose IOMMU it is; without one, the processor does. */
	if (!p && (host->machine.acpi.dmar == TRI_YES || host->cpu.vendor != CPU_VENDOR_AMD))
		p = intel_off(&host->kernel);
	if (!p && (host->machine.acpi.ivrs == TRI_YES || host->cpu.vendor != CPU_VENDOR_INTEL))
		p = param_with(&host->kernel, "amd_iommu", "off");
	return p;
}

static void judge(struct judge *j)
{
	const struct kernel_param *p;

	if (!param_read(j))
		return;
	p = find(j->host);
	if (!p) {
		judge_ok(j, "no argument of the kernel switches the IOMMU off");
		return;
	}
	if (j->host->iommu == TRI_YES)
		judge_warning(
			j, "%s= is to switch the IOMMU off, and yet there are groups", p->name);
	else
		judge_blocks(j, "%s=%s on the kernel command line switches the IOMMU off", p->name,
			p->value);
	param_drop(j, p, "off");
}

const struct check check_iommu_param_off = {
	.id = "iommu-param-off",
	.group = "iommu",
	.title = "No argument of the kernel switches the IOMMU off",
	.why = "intel_iommu=off, amd_iommu=off and iommu=off win over what the firmware and the "
	       "kernel's configuration say.",
	.source = "devices.md 6.2; Documentation/admin-guide/kernel-parameters.txt",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};

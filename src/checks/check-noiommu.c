/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May processes have devices without any IOMMU in front?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#define OPTION   "enable_unsafe_noiommu_mode"
#define FILE_NOW "/sys/module/vfio/parameters/" OPTION

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const char *now = kernel_module_param(k, "vfio", OPTION);
	struct param_option o;
	enum tri set = param_option(k, "vfio", OPTION, &o);

	if ((now && param_true(now)) || (set == TRI_YES && param_true(o.value))) {
		judge_warning(j, "VFIO gives out devices without an IOMMU in front of them");
		if (now)
			judge_seen(j, FILE_NOW, now);
		if (set == TRI_YES)
			param_option_drop(j, &o);
		else
			fix_say(j, "echo N | sudo tee " FILE_NOW);
	} else if (kernel_config(k, "VFIO_NOIOMMU") == 'n') {
		judge_ok(j, "this kernel gives out no device without an IOMMU");
	} else if (now || set != TRI_UNKNOWN) {
		judge_ok(j, "VFIO gives out no device without an IOMMU");
	} else {
		judge_unknown(j, "whether VFIO gives out devices without an IOMMU is not known");
	}
}

const struct check check_noiommu = {
	.id = "noiommu",
	.group = "security",
	.title = "VFIO gives out no device without an IOMMU",
	.why = "In its no-IOMMU mode VFIO lets a process point a device at any memory of the host. "
	       "QEMU cannot use it for guests; it is for DPDK and the like.",
	.source = "devices.md 6.1; drivers/vfio/Kconfig",
	.judge = judge,
};

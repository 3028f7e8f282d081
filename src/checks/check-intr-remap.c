/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are interrupts remapped now? VFIO asks the kernel the same question and refuses to attach a
 * group when they are not.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#include "base/str.h"

static bool accepted(const struct kernel *k)
{
	const char *v = kernel_module_param(k, "vfio_iommu_type1", "allow_unsafe_interrupts");

	return str_eq(v, "Y") || str_eq(v, "1");
}

static void judge(struct judge *j)
{
	enum tri remapped = j->host->machine.intr_remap;

	if (remapped == TRI_UNKNOWN) {
		judge_unknown(j, "whether interrupts are remapped could not be told");
	} else if (remapped == TRI_YES) {
		judge_ok(j, "interrupts are remapped");
	} else {
		if (accepted(&j->host->kernel))
			judge_warning(j, "interrupts are not remapped, and VFIO was told to go on "
					 "without: a guest can raise any interrupt");
		else
			judge_blocks(j, "interrupts are not remapped: VFIO refuses every device");
		judge_seen(j, "/proc/interrupts", "no remapped interrupts");
		fix_firmware(j, FIX_FIRMWARE_INTR_REMAP);
		fix_say(j, "only where that cannot be had, and all guests are trusted: "
			   "vfio_iommu_type1.allow_unsafe_interrupts=1");
	}
}

const struct check check_intr_remap = {
	.id = "intr-remap",
	.group = "iommu",
	.title = "Interrupts are remapped",
	.why = "Without interrupt remapping a device of a guest can raise any interrupt of the "
	       "host. VFIO says \"No interrupt remapping support\" and QEMU \"Operation not "
	       "permitted\".",
	.source = "devices.md 5.4",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "iommu-on intr-remap-firmware param-intremap kernel-irq-remap",
	.judge = judge,
};

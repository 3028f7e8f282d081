/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the GPU's BARs fit into the window that OVMF keeps for them by default?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#define GIB (UINT64_C(1) << 30)
/* OVMF's 64-bit window is 32 GiB unless told otherwise, and BARs are aligned to their size. */
#define LARGE (16 * GIB)

static void judge(struct judge *j)
{
	const struct pci_detail *d = j->dev->detail;
	uint64_t largest = 0;

	if (j->dev->is_vf)
		return;
	for (size_t i = 0; d && i < PCI_DETAIL_BARS; i++)
		if (!d->bars[i].io && d->bars[i].size > largest)
			largest = d->bars[i].size;
	if (largest == 0) {
		judge_unknown(j, "the sizes of the GPU's BARs are not known");
	} else if (largest < LARGE) {
		judge_ok(j, "the GPU's BARs are small enough for OVMF as it is");
	} else {
		judge_warning(j, "a BAR of %u GiB may not fit into OVMF's window",
			(unsigned)(largest / GIB));
		judge_seen_dev(j, "resource", "see the largest region");
		fix_say(j,
			"give OVMF a larger window: -fw_cfg "
			"name=opt/ovmf/X-PciMmio64Mb,string=%u",
			(unsigned)(largest / GIB * 4 * 1024));
		fix_say(j, "or make the BAR smaller before vfio-pci takes it (resource1_resize)");
	}
}

const struct check check_gpu_bar_size = {
	.id = "gpu-bar-size",
	.group = "gpu",
	.title = "The GPU's BARs fit into the guest's window",
	.why = "With Resizable BAR a card asks for as much address space as it has memory. A guest "
	       "whose firmware has no room for it does not see the card's memory.",
	.source = "devices.md 8",
	.kinds = CHECK_DGPU,
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "device-gone",
	.judge = judge,
};

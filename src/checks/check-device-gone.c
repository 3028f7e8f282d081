/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the device answer at all? All ones in its configuration space mean that it is off the
 * bus: after a failed reset, or in D3cold.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_detail *p = j->dev->detail;

	if (!p || p->header_bad == TRI_UNKNOWN) {
		judge_unknown(j, "whether the device answers could not be looked at");
	} else if (p->header_bad == TRI_NO) {
		judge_ok(j, "the device answers");
	} else {
		judge_blocks(j, "the device does not answer: its configuration space is all ones");
		judge_seen_dev(j, "config", "ff ff ff ff ...");
		if (p->power_state[0])
			judge_seen_dev(j, "power_state", p->power_state);
		fix_say(j, "switch the host off, at the mains too, and on again");
		fix_say(j, "if it comes back after each guest: vfio-pci.disable_idle_d3=1, and for "
			   "AMD "
			   "cards the module vendor-reset");
	}
}

const struct check check_device_gone = {
	.id = "device-gone",
	.group = "vfio",
	.title = "The device answers",
	.why = "A device that reads as all ones has fallen off the bus. QEMU and libvirt call it "
	       "\"Unknown PCI header type '127'\".",
	.source = "diagnoses.md 3 row 36",
	.kinds = CHECK_ANY_DEVICE,
	.judge = judge,
};

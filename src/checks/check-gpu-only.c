/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there another display for the host when this GPU is given away?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

static void judge(struct judge *j)
{
	size_t others = 0, ours = 0;

	if (j->dev->is_vf)
		return;
	for (size_t i = 0; i < j->host->n_pci; i++) {
		const struct pci_dev *d = &j->host->pci[i];
		bool same = pci_addr_compare(d->addr, j->dev->addr) == 0;

		ours += same;
		others += !same && !d->is_vf && d->class >> 16 == 0x03 && !others_vfio(d->driver);
	}
	if (ours == 0) {
		judge_unknown(j, "the other displays of the host could not be looked at");
	} else if (others > 0) {
		judge_ok(j, "the host keeps another display");
	} else {
		judge_warning(j, "this is the only display of the host");
		judge_seen(j, "/sys/bus/pci/devices", "no other function of class 03");
		fix_say(j,
			"make sure that you reach the host over the network (ssh) while the guest "
			"runs, or add a second GPU");
	}
}

const struct check check_gpu_only = {
	.id = "gpu-only",
	.group = "gpu",
	.title = "The host keeps another display",
	.why = "While a guest has the only GPU the host has no picture: what goes wrong then is "
	       "seen "
	       "over the network only.",
	.source = "devices.md 8",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};

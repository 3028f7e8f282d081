/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the other functions of the card, its sound and USB, go with the GPU? They share its
 * slot, and mostly its IOMMU group and reset.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

static void judge(struct judge *j)
{
	const struct pci_dev *held = NULL;
	size_t n = 0;

	if (j->dev->is_vf || !j->dev->multifunction)
		return;
	for (const struct pci_dev *s = others_sibling(j->host, j->dev, NULL); s;
		s = others_sibling(j->host, j->dev, s)) {
		n++;
		if (s->driver[0] && !others_vfio(s->driver))
			held = held ? held : s;
	}
	if (n == 0) {
		judge_unknown(j, "the other functions of the card could not be looked at");
	} else if (!held) {
		judge_ok(j, "the %zu other functions of the card are free for the guest", n);
	} else {
		judge_warning(j, "%s holds %s, which should go to the guest with the GPU",
			held->driver, held->name);
		judge_seen_printf(
			j, "/sys/bus/pci/devices", "%s/driver: %s", held->name, held->driver);
		fix_say(j, "give all functions of the card to the guest:");
		others_fix_vfio(j, held);
	}
}

const struct check check_gpu_siblings = {
	.id = "gpu-siblings",
	.group = "gpu",
	.title = "The card's other functions go with the GPU",
	.why = "Sound, USB and UCSI of a card are functions beside the GPU. A reset of the slot "
	       "needs "
	       "all of them, and drivers in the guest expect the sound.",
	.source = "devices.md 8",
	.kinds = CHECK_DGPU,
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "vfio-group",
	.judge = judge,
};

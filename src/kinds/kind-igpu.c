/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPUs inside the processor: split by SR-IOV (i915-sriov-dkms, xe) or GVT-g.
 */
#include "kinds/kind.h"

static bool matches(const struct pci_dev *d)
{
	/* Intel puts its integrated GPU, and no other, at 00:02.0; its VFs follow at 00:02.1. */
	return d->class >> 16 == 0x03 && d->vendor == 0x8086 && d->addr.domain == 0 &&
	       d->addr.bus == 0 && d->addr.slot == 2;
}

const struct kind kind_igpu = {
	.id = "igpu",
	.title = "display",
	.splits = true,
	.matches = matches,
};

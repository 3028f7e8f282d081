/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Network controllers: split by SR-IOV, with a MAC and a VLAN for each VF.
 */
#include "kinds/kind.h"

static bool matches(const struct pci_dev *d)
{
	return d->class >> 16 == 0x02;
}

const struct kind kind_nic = {
	.id = "nic",
	.title = "network",
	.splits = true,
	.matches = matches,
};

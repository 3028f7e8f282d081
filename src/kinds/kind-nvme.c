/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NVMe controllers: VFs are offline until they are given queues and interrupts.
 */
#include "kinds/kind.h"

static bool matches(const struct pci_dev *d)
{
	return d->class >> 8 == PCI_CLASS_NVME;
}

const struct kind kind_nvme = {
	.id = "nvme",
	.title = "nvme",
	.splits = true,
	.matches = matches,
};

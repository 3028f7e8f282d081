/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who frees the details of a PCI function? They are filled by facts/.
 */
#include "model/pci-detail.h"

#include <stdlib.h>

void pci_detail_free(struct pci_detail *d)
{
	if (!d)
		return;
	free(d->mdev_types);
	free(d);
}

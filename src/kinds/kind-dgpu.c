/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GPUs on a card or of another vendor: mostly given away whole.
 */
#include "kinds/kind.h"

static bool matches(const struct pci_dev *d)
{
	return d->class >> 16 == 0x03;
}

const struct kind kind_dgpu = {
	.id = "dgpu",
	.title = "display",
	.splits = true,
	.matches = matches,
};

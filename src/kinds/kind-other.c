/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Everything else: shown only where it has SR-IOV, or when all is asked for.
 */
#include "kinds/kind.h"

static bool matches(const struct pci_dev *d)
{
	(void)d;
	return true;
}

const struct kind kind_other = {
	.id = "other",
	.title = "other",
	.splits = false,
	.matches = matches,
};

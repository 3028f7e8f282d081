/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_PCI_DETAIL_H
#define FACTS_PCI_DETAIL_H

#include "base/root.h"
#include "formats/pci-config.h"
#include "model/pci.h"

/*
 * What doctor wants to know of a function beyond what a list shows, from its folder in sysfs.
 * d->detail is there once the first of the two has run; both fail only without memory.
 */

/* What the configuration space said. */
int pci_detail_take_config(struct pci_dev *d, const struct pci_config *c);

/* What the other files say. */
int pci_detail_read(const struct root *root, const struct dir *dir, struct pci_dev *d);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KINDS_KIND_H
#define KINDS_KIND_H

#include <stdbool.h>

#include "model/pci.h"

/* What we know about a kind of PCI function. Pure: it looks at the model only. */
struct kind {
	const char *id;    /* as in JSON and in host.yaml */
	const char *title; /* as in tables */
	bool splits;       /* functions of this kind are shown even without SR-IOV */
	bool (*matches)(const struct pci_dev *d);
};

/* All rows; the last one matches everything. Ends with NULL. */
extern const struct kind *const kinds[];

/* Never NULL. */
const struct kind *kind_of(const struct pci_dev *d);

#endif

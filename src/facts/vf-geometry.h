/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_VF_GEOMETRY_H
#define FACTS_VF_GEOMETRY_H

#include "base/root.h"
#include "model/pci.h"

/*
 * Where a PF's VFs are, whether they are there or not, by the rule of the capability: routing ID =
 * that of the PF + offset + number * stride (PCI Express 9.3.3.9, 9.3.3.10). 0: unknown, or no VFs.
 */
struct vf_geometry {
	int offset, stride;
};

void vf_geometry_read(const struct root *root, const struct pci_dev *pf, struct vf_geometry *ret);

/* The number of the PF's VF that is at this address; -1: none of its can be. */
int vf_geometry_index(const struct vf_geometry *g, const struct pci_dev *pf, struct pci_addr addr);

#endif

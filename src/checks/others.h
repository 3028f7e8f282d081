/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_OTHERS_H
#define CHECKS_OTHERS_H

#include <stdbool.h>

#include "checks/check.h"
#include "model/host.h"

/*
 * Other functions of the host that matter to one. Each gives the next one behind prev (NULL: the
 * first), and NULL at the end.
 */
const struct pci_dev *others_vf(
	const struct host *host, const struct pci_dev *pf, const struct pci_dev *prev);

/* Of the same slot; VFs are left out. */
const struct pci_dev *others_sibling(
	const struct host *host, const struct pci_dev *d, const struct pci_dev *prev);

/* Of the same IOMMU group. */
const struct pci_dev *others_group(
	const struct host *host, const struct pci_dev *d, const struct pci_dev *prev);

/* vfio-pci or a variant of it: their names are spelled vfio-pci, xe-vfio-pci, mlx5_vfio_pci. */
bool others_vfio(const char *driver);

/* Where vfio-pci is told to take devices of this one's ID. */
struct others_ids {
	enum tri told;
	const struct kernel_param *param; /* of the command line; or NULL */
	const struct kernel_conf *line;   /* of modprobe.d and such; or NULL */
};

struct others_ids others_vfio_ids(const struct kernel *k, const struct pci_dev *d);

/* How a function, a VF or not, is moved to vfio-pci by its address, as a fix. */
void others_fix_vfio(struct judge *j, const struct pci_dev *d);

#endif

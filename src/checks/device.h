/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_DEVICE_H
#define CHECKS_DEVICE_H

#include <stdbool.h>

#include "checks/check.h"

/* What several device checks ask of a function. */

/* A physical function with SR-IOV, by its capability or by its sysfs files. */
bool device_splits(const struct pci_dev *d);

/* Its driver is vfio-pci or a variant of it. */
bool device_on_vfio(const struct pci_dev *d);

/* The VF of pf behind prev, or the first one for NULL; NULL: no more. */
const struct pci_dev *device_next_vf(
	const struct host *host, const struct pci_dev *pf, const struct pci_dev *prev);

/* NULL when it is not used so. */
const struct pci_use *device_use(const struct pci_dev *d, enum pci_use_kind kind);

/*
 * Network settings of the VFs of j->dev, or of j->dev alone when it is a VF: how many there
 * are, of how many all these enum vf_setting are known, and of how many is_bad is so.
 */
struct device_links {
	unsigned n, known, bad;
	const struct pci_dev *first_bad;
};

struct device_links device_links(
	const struct judge *j, unsigned settings, bool (*is_bad)(const struct vf_settings *));

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_HOST_H
#define MODEL_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/pci.h"
#include "model/tri.h"

struct iommu_group {
	int id;         /* not stable: freed numbers are given to new VFs */
	char type[20];  /* "DMA", "DMA-FQ", "identity", ...; "" unknown */
	size_t members; /* functions in it */
};

/* What a machine is: a snapshot that owns everything in it. */
struct host {
	struct pci_dev *pci; /* sorted by address */
	size_t n_pci;
	struct iommu_group *groups; /* sorted by number */
	size_t n_groups;
	enum tri iommu;        /* the kernel made IOMMU groups */
	enum tri holders_seen; /* who holds vfio devices could be looked at (root) */
	enum tri mounts_seen;
	bool brief; /* details were not looked at: groups, MACs, capabilities and such */
};

void host_done(struct host *host);

/* NULL when there is none. */
struct pci_dev *host_find_pci(const struct host *host, struct pci_addr addr);

/* NULL when there is none. */
struct iommu_group *host_find_group(const struct host *host, int id);

/* The PF of a VF, or NULL. */
struct pci_dev *host_find_pf(const struct host *host, const struct pci_dev *vf);

/* The n-th VF (virtfnN) of a PF, or NULL. */
struct pci_dev *host_find_vf(const struct host *host, const struct pci_dev *pf, int n);

/*
 * The function a user means: "00:02.0", "0000:00:02.0", a sysfs path, an interface
 * or a MAC. -ENOENT with a text that lists what there is.
 */
int host_resolve_pci(
	const struct host *host, const char *text, struct pci_dev **ret, struct err *err);

#endif

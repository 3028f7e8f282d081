/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_HOST_SRIOV_H
#define MODEL_HOST_SRIOV_H

#include "model/host.h"

/*
 * Whether the kernel would find room for n VFs of a PF: the tests of sriov_enable()
 * (drivers/pci/iov.c), before the write that they would fail. Each answer: YES it fits, NO
 * it does not, UNKNOWN something could not be read.
 */
struct sriov_room {
	/* The last VF's bus number is one that the bridge above passes on; else -ENOMEM. */
	enum tri bus;
	int last_bus;                 /* -1 unknown */
	int last_allowed;             /* of the bridge; -1 unknown */
	const struct pci_dev *bridge; /* NULL: on a root bus, or unknown */

	/* Each VF BAR has address space, which is for TotalVFs however few are asked for. */
	enum tri mmio;
	int bar; /* the first that has none; -1 none, or unknown */

	/* InitialVFs is TotalVFs; else -EIO. */
	enum tri initial;
	int initial_vfs, total_vfs; /* -1 unknown */
};

/* n from 1. Needs details. */
void host_sriov_room(
	const struct host *host, const struct pci_dev *pf, int n, struct sriov_room *ret);

#endif

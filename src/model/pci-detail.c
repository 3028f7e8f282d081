/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of a PCI function's details before anybody looked, and who frees them? They
 * are filled by facts/.
 */
#include "model/pci-detail.h"

#include <stdlib.h>

struct pci_detail *pci_detail_new(void)
{
	struct pci_detail *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	for (size_t i = 0; i < PCI_DETAIL_BARS; i++)
		d->vf_bar_wanted[i] = TRI_UNKNOWN;
	d->secondary = d->subordinate = -1;
	d->vf_offset = d->vf_stride = d->vf_device = d->initial_vfs = d->sriov_control = -1;
	d->acs_cap = d->connectors = -1;
	d->module_there = d->module_loaded = TRI_UNKNOWN;
	d->ari_supported = d->ari_enabled = TRI_UNKNOWN;
	d->ats = d->pri = d->pasid = TRI_UNKNOWN;
	d->no_soft_reset = d->d3cold_allowed = d->has_rom = TRI_UNKNOWN;
	d->sriov_admin = d->prelim_iov = d->header_bad = TRI_UNKNOWN;
	d->resources_seen = TRI_UNKNOWN;
	return d;
}

void pci_detail_free(struct pci_detail *d)
{
	if (!d)
		return;
	free(d);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there room for VFs: bus numbers, address space, and what the capability says of itself?
 */
#include "model/host-sriov.h"

static int rid(struct pci_addr a)
{
	return a.bus << 8 | a.slot << 3 | a.func;
}

/*
 * Offset and stride may change with NumVFs and ARI, so for a PF without VFs this is what it
 * says of itself now. A stride of 0 is right for one VF only.
 */
static void bus_room(const struct host *host, const struct pci_dev *pf, int n, struct sriov_room *r)
{
	const struct pci_detail *t = pf->detail;
	const struct pci_dev *bridge = host_parent(host, pf);

	r->bridge = bridge;
	if (bridge && bridge->detail)
		r->last_allowed = bridge->detail->subordinate;
	if (n < 1 || t->vf_offset <= 0 || t->vf_stride < 0 || (n > 1 && t->vf_stride == 0))
		return;
	r->last_bus = (rid(pf->addr) + t->vf_offset + t->vf_stride * (n - 1)) >> 8;
	/* The PF's own bus is there in any case. */
	if (r->last_bus == pf->addr.bus)
		r->bus = TRI_YES;
	else if (r->last_bus > 0xff)
		r->bus = TRI_NO;
	else if (r->last_allowed >= 0)
		r->bus = r->last_bus <= r->last_allowed ? TRI_YES : TRI_NO;
}

static void mmio_room(const struct pci_dev *pf, struct sriov_room *r)
{
	const struct pci_detail *t = pf->detail;
	bool unknown = false, any = false;

	if (t->resources_seen != TRI_YES)
		return;
	for (int i = 0; i < PCI_DETAIL_BARS; i++) {
		if (t->vf_bars[i].size > 0) {
			any = true;
			continue;
		}
		if (t->vf_bar_wanted[i] == TRI_YES && r->bar < 0)
			r->bar = i;
		unknown = unknown || t->vf_bar_wanted[i] == TRI_UNKNOWN;
	}
	if (r->bar >= 0)
		r->mmio = TRI_NO;
	else if (any && !unknown)
		r->mmio = TRI_YES;
}

void host_sriov_room(
	const struct host *host, const struct pci_dev *pf, int n, struct sriov_room *ret)
{
	*ret = (struct sriov_room) {
		.bus = TRI_UNKNOWN,
		.last_bus = -1,
		.last_allowed = -1,
		.mmio = TRI_UNKNOWN,
		.bar = -1,
		.initial = TRI_UNKNOWN,
		.initial_vfs = -1,
		.total_vfs = -1,
	};
	if (!pf->detail)
		return;
	bus_room(host, pf, n, ret);
	mmio_room(pf, ret);
	ret->initial_vfs = pf->detail->initial_vfs;
	ret->total_vfs = pf->sriov.hw_total;
	if (ret->initial_vfs >= 0 && ret->total_vfs >= 0)
		ret->initial = ret->initial_vfs == ret->total_vfs ? TRI_YES : TRI_NO;
}

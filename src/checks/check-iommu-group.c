/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can this function, or its VFs, be given away without its neighbours? And who makes its
 * group so large? Whether the neighbours are free now is vfio-group's.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#include <string.h>

#define GROUPS "/sys/kernel/iommu_groups"

static bool same_slot(const struct pci_dev *a, const struct pci_dev *b)
{
	return a->addr.domain == b->addr.domain && a->addr.bus == b->addr.bus &&
	       a->addr.slot == b->addr.slot;
}

/* The first function of the group on another card, and how many; bridges need no giving. */
static const struct pci_dev *stranger(
	const struct host *host, const struct pci_dev *d, size_t *ret_n)
{
	const struct pci_dev *first = NULL;

	*ret_n = 0;
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *o = &host->pci[i];

		if (o->iommu_group != d->iommu_group || o->bridge || same_slot(o, d))
			continue;
		if (!first)
			first = o;
		(*ret_n)++;
	}
	return first;
}

/* What became of its VFs: TRI_YES, they share its group. Unknown: there are none yet. */
static enum tri vfs_share(const struct host *host, const struct pci_dev *pf)
{
	enum tri share = TRI_UNKNOWN;

	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *vf = &host->pci[i];

		if (!vf->is_vf || pci_addr_compare(vf->physfn, pf->addr) != 0 ||
			vf->iommu_group < 0)
			continue;
		if (vf->iommu_group == pf->iommu_group)
			return TRI_YES;
		share = TRI_NO;
	}
	return share;
}

/*
 * VFs join the group of the first bridge above them that lacks ACS (pci_device_group()): when
 * a bridge above is in the PF's group, they come into the same one.
 */
static bool bridge_shares(const struct host *host, const struct pci_dev *pf)
{
	const struct pci_dev *b = host_parent(host, pf);

	for (int depth = 0; b && depth < 32; depth++, b = host_parent(host, b))
		if (b->iommu_group == pf->iommu_group)
			return true;
	return false;
}

/* Who is to blame, and what may help. */
static void why(struct judge *j)
{
	bool sure;
	const struct pci_dev *breaker = host_acs_breaker(j->host, j->dev, &sure);

	judge_seen_printf(j, GROUPS, "group %d has %zu functions", j->dev->iommu_group,
		host_find_group(j->host, j->dev->iommu_group)->members);
	if (breaker)
		judge_seen_printf(j, "configuration space", "%s %s", breaker->name,
			sure ? "does not isolate (ACS)" : "may not isolate (ACS)");
	else if (!sure && j->host->is_root != TRI_YES)
		judge_seen(j, "configuration space", "only root sees which bridge lacks ACS");
	fix_say(j, "put the card into another slot, best one of the processor's own");
	fix_firmware(j, FIX_FIRMWARE_ACS);
}

static void judge_vfs(struct judge *j)
{
	enum tri share = vfs_share(j->host, j->dev);
	bool vfio = strncmp(j->dev->driver, "vfio", 4) == 0;

	if (share == TRI_NO || (share == TRI_UNKNOWN && !bridge_shares(j->host, j->dev))) {
		judge_ok(j, "VFs %s IOMMU groups of their own", share == TRI_NO ? "have" : "get");
		return;
	}
	if (vfio)
		judge_warning(j,
			"VFs %s into the IOMMU group of the function that makes them: they go "
			"to one guest only",
			share == TRI_YES ? "came" : "come");
	else
		judge_blocks(j,
			"VFs %s into the IOMMU group of the function that makes them, which "
			"the host holds",
			share == TRI_YES ? "came" : "come");
	why(j);
}

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev, *other;
	const struct iommu_group *g = host_find_group(j->host, d->iommu_group);
	size_t n;

	if (d->iommu_group < 0 && j->host->iommu != TRI_UNKNOWN)
		return;
	if (!g || g->members == 0) {
		judge_unknown(j, "who is in this function's IOMMU group is not known");
		return;
	}
	if (g->members == 1) {
		judge_ok(j, "this function is alone in IOMMU group %d", g->id);
		return;
	}
	if (j->modes == USE_MODE_SRIOV && !d->is_vf) {
		judge_vfs(j);
		return;
	}
	other = stranger(j->host, d, &n);
	if (!other) {
		judge_ok(j, "IOMMU group %d holds this card only", g->id);
		return;
	}
	judge_warning(j, "IOMMU group %d is shared with %s%s", g->id, other->name,
		n > 1 ? " and others" : "");
	why(j);
}

const struct check check_iommu_group = {
	.id = "iommu-group",
	.group = "iommu",
	.title = "The function can be given away without its neighbours",
	.why = "A guest gets a group or nothing: what is in it can reach each other past the "
	       "IOMMU. A "
	       "bridge above without Access Control Services (ACS) puts all that is below into one "
	       "group, new VFs too.",
	.source = "devices.md 5.2",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "iommu-on iommu-device",
	.judge = judge,
};

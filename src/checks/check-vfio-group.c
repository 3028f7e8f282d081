/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May the device's IOMMU group be given to a guest now? Nobody else in it may be held by a
 * driver of the host.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

/* vfio_dev_driver_allowed() and driver_managed_dma: these, bridges, or none. */
static bool harmless(const struct pci_dev *d)
{
	return d->bridge || !d->driver[0] || others_vfio(d->driver) ||
	       str_eq(d->driver, "pci-stub") || str_eq(d->driver, "pcieport");
}

static bool same_slot(const struct pci_dev *a, const struct pci_dev *b)
{
	return a->addr.domain == b->addr.domain && a->addr.bus == b->addr.bus &&
	       a->addr.slot == b->addr.slot;
}

struct group_others {
	size_t n, held;
	const struct pci_dev *sibling, *stranger; /* held by a host driver */
};

static struct group_others look(const struct host *host, const struct pci_dev *d)
{
	struct group_others g = { 0 };

	for (const struct pci_dev *o = others_group(host, d, NULL); o;
		o = others_group(host, d, o)) {
		g.n++;
		if (harmless(o))
			continue;
		g.held++;
		if (same_slot(o, d))
			g.sibling = g.sibling ? g.sibling : o;
		else
			g.stranger = g.stranger ? g.stranger : o;
	}
	return g;
}

static void held(struct judge *j, const struct pci_dev *d, const struct group_others *g)
{
	const struct pci_dev *o = g->stranger ? g->stranger : g->sibling;

	if (g->stranger)
		judge_blocks(j, "%s, which %s of the host holds, is in the IOMMU group of %s",
			o->name, o->driver, d->name);
	else
		judge_warning(j, "%s of the same card, which %s holds, must be given away with it",
			o->name, o->driver);
	judge_seen_printf(j, "/sys/kernel/iommu_groups", "%d: %zu others, %zu held by host drivers",
		d->iommu_group, g->n, g->held);
	fix_say(j, "give %s to the guest too, or at least to vfio-pci:", o->name);
	others_fix_vfio(j, o);
	if (g->stranger)
		fix_say(j, "or put the card into another slot");
}

/* What is given away: the device, or its VFs. */
static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (j->modes == USE_MODE_SRIOV && !d->is_vf) {
		d = others_vf(j->host, j->dev, NULL);
		if (!d)
			return;
	}
	struct group_others g = look(j->host, d);

	if (d->iommu_group < 0 && j->host->iommu != TRI_NO)
		judge_unknown(j, "the IOMMU group of %s is not known", d->name);
	else if (d->iommu_group >= 0 && g.held)
		held(j, d, &g);
	else if (d->iommu_group >= 0)
		judge_ok(j, "nobody else in IOMMU group %d is held by the host", d->iommu_group);
}

const struct check check_vfio_group = {
	.id = "vfio-group",
	.group = "vfio",
	.title = "The IOMMU group can be given to a guest",
	.why = "The members of a group can reach each other's memory behind the IOMMU's back. VFIO "
	       "says \"group is not viable\" while the host uses one of them.",
	.source = "devices.md 5.2; diagnoses.md 3 row 28",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "iommu-on iommu-device iommu-group",
	.judge = judge,
};

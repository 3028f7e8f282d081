/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who makes an IOMMU group larger than one function? The rule of pci_device_group()
 * (drivers/iommu/iommu.c) and pci_acs_enabled() (drivers/pci/pci.c), on what was read. Of the
 * kernel's table of exceptions (drivers/pci/quirks.c) only Intel's rule for all integrated
 * endpoints is here; for the rest the kernel's own groups are believed.
 */
#include "model/host.h"

#include "base/mem.h"

#define ACS_EGRESS 0x20 /* EC: not in the capability is not the same as on */
#define ACS_WANTED 0x1d /* SV, RR, CR, UF: REQ_ACS_FLAGS */

#define DEPTH_MAX 32 /* a damaged tree may have a bridge above itself */

/* PCI_EXP_TYPE_* of linux/pci_regs.h. */
enum type {
	TYPE_ROOT_PORT = 4,
	TYPE_DOWNSTREAM = 6,
	TYPE_PCI_BRIDGE = 7,
	TYPE_PCIE_BRIDGE = 8,
	TYPE_INTEGRATED = 9,
	TYPE_EVENT_COLLECTOR = 10,
};

/* Vendors with rows in pci_dev_acs_enabled[] as of kernel 6.12. */
static const uint16_t excepted[] = {
	0x0014,
	0x1002,
	0x1022,
	0x10e8,
	0x14e4,
	0x177d,
	0x17cb,
	0x1924,
	0x1957,
	0x1c36,
	0x1d17,
	0x1dbf,
	0x1def,
	0x8086,
	0x8088,
};

static bool may_be_excepted(const struct pci_dev *d)
{
	for (size_t i = 0; i < ARRAY_SIZE(excepted); i++)
		if (d->vendor == excepted[i])
			return true;
	return false;
}

/*
 * The kernel's flag: the header's bit of function 0, and any other function by being there
 * (drivers/pci/probe.c, pci_scan_slot()). VFs never have it.
 */
static bool multifunction(const struct pci_dev *d)
{
	return !d->is_vf && (d->multifunction || d->addr.func > 0);
}

static enum tri flags_enabled(const struct pci_dev *d)
{
	int wanted = ACS_WANTED;

	if (d->acs < 0)
		return TRI_NO;
	/* What the capability does not list is built in that way. */
	if (d->detail && d->detail->acs_cap >= 0)
		wanted &= d->detail->acs_cap | ACS_EGRESS;
	else if ((d->acs & wanted) != wanted)
		return TRI_UNKNOWN;
	return (d->acs & wanted) == wanted ? TRI_YES : TRI_NO;
}

static enum tri acs_enabled(const struct pci_dev *d)
{
	/* It has no siblings, and no bits of its own. */
	if (d->is_vf)
		return TRI_YES;
	if (d->config != TRI_YES)
		return TRI_UNKNOWN;
	if (!d->pcie)
		return TRI_NO;
	/* pci_quirk_rciep_acs(), kernel 5.8. */
	if (d->pcie_type == TYPE_INTEGRATED && d->vendor == 0x8086)
		return TRI_YES;
	switch (d->pcie_type) {
	case TYPE_PCI_BRIDGE:
	case TYPE_PCIE_BRIDGE:
	case TYPE_EVENT_COLLECTOR:
		return TRI_NO;
	case TYPE_ROOT_PORT:
	case TYPE_DOWNSTREAM:
		return flags_enabled(d);
	default:
		return multifunction(d) ? flags_enabled(d) : TRI_YES;
	}
}

/* The kernel's answer: both are in a group, and it is the same one. */
static enum tri together(const struct pci_dev *a, const struct pci_dev *b)
{
	if (a->iommu_group < 0 || b->iommu_group < 0)
		return TRI_UNKNOWN;
	return a->iommu_group == b->iommu_group ? TRI_YES : TRI_NO;
}

static bool same_slot(const struct pci_dev *a, const struct pci_dev *b)
{
	return a != b && a->addr.domain == b->addr.domain && a->addr.bus == b->addr.bus &&
	       a->addr.slot == b->addr.slot;
}

/* Whether another function of the slot can reach d: neither has ACS. */
static enum tri sibling_reaches(const struct host *host, const struct pci_dev *d)
{
	enum tri found = TRI_NO;

	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *s = &host->pci[i];
		enum tri enabled;

		if (!same_slot(d, s) || s->is_vf || together(d, s) == TRI_NO)
			continue;
		enabled = acs_enabled(s);
		if (enabled == TRI_NO && multifunction(s))
			return TRI_YES;
		if (enabled == TRI_UNKNOWN)
			found = TRI_UNKNOWN;
	}
	return found;
}

/* Whether d itself is why it shares its group. */
static enum tri breaks_itself(const struct host *host, const struct pci_dev *d)
{
	enum tri enabled = acs_enabled(d);

	if (enabled == TRI_YES || (d->config == TRI_YES && !multifunction(d)))
		return TRI_NO;
	return enabled == TRI_NO ? sibling_reaches(host, d) : TRI_UNKNOWN;
}

/* Whether this bridge is why d shares its group. */
static enum tri breaks(const struct pci_dev *d, const struct pci_dev *bridge)
{
	enum tri enabled = acs_enabled(bridge);

	if (enabled == TRI_YES || together(d, bridge) == TRI_NO)
		return TRI_NO;
	return enabled == TRI_NO ? TRI_YES : TRI_UNKNOWN;
}

const struct pci_dev *host_acs_breaker(
	const struct host *host, const struct pci_dev *d, bool *ret_sure)
{
	const struct iommu_group *group = host_find_group(host, d->iommu_group);
	const struct pci_dev *found = NULL;
	bool sure = true;
	unsigned depth = 0;

	*ret_sure = true;
	/* The kernel says that nobody does, whatever the registers are. */
	if (group && group->members == 1)
		return NULL;
	for (const struct pci_dev *b = host_parent(host, d); b && !found;
		b = host_parent(host, b)) {
		enum tri t = depth++ < DEPTH_MAX ? breaks(d, b) : TRI_UNKNOWN;

		sure = sure && t != TRI_UNKNOWN;
		if (depth > DEPTH_MAX)
			break;
		if (t == TRI_YES)
			found = b;
	}
	if (!found) {
		enum tri t = breaks_itself(host, d);

		sure = sure && t != TRI_UNKNOWN;
		found = t == TRI_YES ? d : NULL;
	}
	/* Without groups to compare with, an exception cannot be ruled out. */
	if (found && !group && may_be_excepted(found))
		sure = false;
	/* A shared group that nobody explains: an alias, or an exception. */
	if (!found && group)
		sure = false;
	*ret_sure = sure;
	return found;
}

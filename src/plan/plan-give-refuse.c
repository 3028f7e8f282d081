/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When must a whole device not be given away? When it is no endpoint, when somebody uses it, and
 * when the host would be left without a screen, its disks or its network.
 */
#include "plan/plan-give-refuse.h"

#include <errno.h>
#include <string.h>

static int refuse_driver(const char *driver, struct err *err)
{
	size_t n = strlen(driver);

	if (n > 0 && n < 39 && strstr(driver, "vfio") && driver[0] != '-' &&
		strspn(driver,
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == n)
		return 0;
	return err_set(err, EINVAL,
		"'%.40s' is no driver for guests; give vfio-pci or a variant of it, such as "
		"mlx5_vfio_pci",
		driver);
}

int plan_give_refuse_kind(const struct give *g, struct err *err)
{
	const struct pci_dev *d = g->dev;

	if (d->is_vf)
		return err_set(err, EINVAL,
			"%s is a VF, and no whole device; virtfn vf bind %s vfio-pci", d->name,
			d->name);
	if (d->class >> 16 == 0x06 || d->bridge)
		return err_set(err, EINVAL,
			"%s is a bridge: it stays with the host; name a device behind it", d->name);
	if (d->iommu_group < 0)
		return err_set(err, EOPNOTSUPP,
			"%s cannot be given away: it is in no IOMMU group, so the IOMMU is off or "
			"does not have it; virtfn doctor %s says why",
			d->name, d->name);
	return g->wish->driver ? refuse_driver(g->wish->driver, err) : 0;
}

/* Its text, for one use; NULL: that use does no harm, or is allowed. */
static int refuse_use(
	const struct give *g, const struct pci_dev *d, const struct pci_use *use, struct err *err)
{
	switch (use->kind) {
	case PCI_USE_NETDEV_UP:
		return 0;
	case PCI_USE_NETDEV_ADDR:
		return err_set(err, EBUSY,
			"cannot give %s: the interface %s has addresses; take them off and set it "
			"down",
			d->name, use->what);
	case PCI_USE_MOUNT:
		return err_set(err, EBUSY, "cannot give %s: %s%s", d->name,
			str_eq(use->what, "/") ? "the host's own root file system is on it"
					       : use->what,
			str_eq(use->what, "/") ? "" : " is mounted from it; unmount it first");
	case PCI_USE_BOOT_DISPLAY:
		if (g->wish->headless)
			return 0;
		return err_set(err, EBUSY,
			"cannot give %s: it is this host's %s; choose another primary display in "
			"the firmware, or give --headless if you reach the host otherwise",
			d->name, use->what);
	case PCI_USE_GUEST:
	case PCI_USE_PROCESS:
		return plan_give_refuse_held(d, "give", err);
	}
	return 0;
}

int plan_give_refuse_held(const struct pci_dev *d, const char *what, struct err *err)
{
	for (size_t i = 0; i < d->n_uses; i++) {
		if (d->uses[i].kind == PCI_USE_GUEST)
			return err_set(err, EBUSY,
				"cannot %s %s: the guest %s holds it; stop that guest first", what,
				d->name, d->uses[i].what);
		if (d->uses[i].kind == PCI_USE_PROCESS)
			return err_set(err, EBUSY,
				"cannot %s %s: %s holds it; end that process first", what, d->name,
				d->uses[i].what);
	}
	return 0;
}

static int refuse_vfs(const struct pci_dev *d, struct err *err)
{
	if (d->sriov.num <= 0)
		return 0;
	return err_set(err, EBUSY,
		"cannot give %s: it has %d VFs, which would go with it; virtfn vf destroy %s",
		d->name, d->sriov.num, d->name);
}

/* Every other card of this host with an interface may still be one without a cable. */
static int refuse_last_network(const struct give *g, const struct pci_dev *d, struct err *err)
{
	if (!d->netdev[0])
		return 0;
	if (d->netdev_master[0])
		return err_set(err, EBUSY,
			"cannot give %s: the interface %s is a port of %s; take it out first "
			"(ip link set %s nomaster)",
			d->name, d->netdev, d->netdev_master, d->netdev);
	for (size_t i = 0; i < g->host->n_pci; i++) {
		const struct pci_dev *o = &g->host->pci[i];
		bool ours = false;

		for (size_t k = 0; k < g->set->n; k++)
			ours = ours || g->set->v[k] == o;
		if (!ours && !o->is_vf && o->netdev[0])
			return 0;
	}
	if (g->wish->headless)
		return 0;
	return err_set(err, EBUSY,
		"cannot give %s: %s is this host's only network card; give --headless if you reach "
		"the host otherwise",
		d->name, d->netdev);
}

static int refuse_unseen(const struct give *g, const struct pci_dev *d, struct err *err)
{
	/* Storage, and what storage may hang off. */
	if (g->host->mounts_seen == TRI_YES || (d->class >> 16 != 0x01 && d->class >> 8 != 0x0c03))
		return 0;
	return err_set(
		err, EIO, "cannot give %s: which disks are in use could not be looked at", d->name);
}

static int refuse_openers(const struct give *g, struct err *err)
{
	const struct openers *o = &g->seen->openers;
	const struct opener *first = openers_first(o);
	char text[OPENER_TEXT];
	size_t others = 0;
	bool manager = str_eq(g->seen->manager, "active");

	for (size_t i = 0; i < o->n; i++)
		first = o->v[i].pid == 0 ? &o->v[i] : first;
	/* A desktop's programs end with it; the kernel's own use of a disk does not. */
	if (!first || (g->wish->stop_manager && manager && first->pid != 0))
		return 0;
	for (size_t i = 0; i < o->n; i++)
		others += !o->v[i].yields && o->v[i].pid != first->pid;
	opener_text(first, text);
	if (first->pid == 0)
		return err_set(err, EBUSY, "cannot give %s: %s", g->dev->name, text);
	(void)err_set(err, EBUSY, "cannot give %s: %s%s; end %s first", g->dev->name, text,
		others ? ", and others have more of it" : "", others ? "them" : "it");
	return manager ? err_hint(err, "--stop-display-manager ends the desktop") : -EBUSY;
}

int plan_give_refuse_use(const struct give *g, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < g->set->n && r == 0; i++) {
		const struct pci_dev *d = g->set->v[i];

		r = refuse_vfs(d, err);
		for (size_t k = 0; k < d->n_uses && r == 0; k++)
			r = refuse_use(g, d, &d->uses[k], err);
		if (r == 0)
			r = refuse_unseen(g, d, err);
		if (r == 0)
			r = refuse_last_network(g, d, err);
	}
	return r < 0 ? r : refuse_openers(g, err);
}

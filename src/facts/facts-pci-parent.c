/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which bridge is above each function? The kernel's own path says so. Trees that somebody
 * flattened have no such path: there it is the bridge whose bus numbers are closest around
 * the function's.
 */
#include "facts/facts.h"

#include <string.h>

#include "base/mem.h"

#define DEVICES "sys/bus/pci/devices"

/* ".../0000:00:1c.0/0000:01:00.0": the part before the last; a root bus is none. */
static bool parent_in_path(char *path, struct pci_addr *ret)
{
	char *last = strrchr(path, '/'), *above;

	if (!last)
		return false;
	*last = '\0';
	above = strrchr(path, '/');
	return pci_addr_parse(above ? above + 1 : path, ret) == 0;
}

static void set_parent(const struct host *host, struct pci_dev *d, struct pci_addr addr)
{
	const struct pci_dev *above = host_find_pci(host, addr);

	d->has_parent = above && above != d;
	if (d->has_parent)
		d->parent = addr;
}

/* A bus inside another has a higher number, so the last bridge that fits is the closest. */
static void find_around(const struct host *host, struct pci_dev *d, int bus)
{
	const struct pci_dev *found = NULL;

	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *b = &host->pci[i];

		if (!b->bridge || !b->detail || b == d || b->addr.domain != d->addr.domain)
			continue;
		if (b->detail->secondary <= b->addr.bus || bus < b->detail->secondary ||
			bus > b->detail->subordinate)
			continue;
		if (!found || b->detail->secondary > found->detail->secondary)
			found = b;
	}
	if (found)
		set_parent(host, d, found->addr);
}

static int read_parents(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct err ignored;
	char target[1024];

	(void)err;
	if (!(scope & FACTS_HOST) || root_dir(root, &dir, &ignored, DEVICES) < 0)
		return 0;
	for (size_t i = 0; i < host->n_pci; i++) {
		struct pci_dev *d = &host->pci[i];
		struct pci_addr addr;

		if (dir_link_target(&dir, d->name, target, sizeof(target)) < 0)
			/* A VF may be on a bus of its own: what is above its PF counts. */
			find_around(host, d, d->is_vf ? d->physfn.bus : d->addr.bus);
		else if (parent_in_path(target, &addr))
			set_parent(host, d, addr);
	}
	return 0;
}

const struct facts facts_pci_parent = {
	.id = "pci-parent",
	.read = read_parents,
};

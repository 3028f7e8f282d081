/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What do several device checks ask of a function? No verdicts here.
 */
#include "checks/device.h"

#include <string.h>

bool device_splits(const struct pci_dev *d)
{
	return !d->is_vf && (d->sriov.present == TRI_YES || d->sriov.total >= 0);
}

bool device_on_vfio(const struct pci_dev *d)
{
	return strstr(d->driver, "vfio") != NULL;
}

const struct pci_dev *device_next_vf(
	const struct host *host, const struct pci_dev *pf, const struct pci_dev *prev)
{
	size_t i = prev ? (size_t)(prev - host->pci) + 1 : 0;

	for (; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d->is_vf && pci_addr_compare(d->physfn, pf->addr) == 0)
			return d;
	}
	return NULL;
}

const struct pci_use *device_use(const struct pci_dev *d, enum pci_use_kind kind)
{
	for (size_t i = 0; i < d->n_uses; i++)
		if (d->uses[i].kind == kind)
			return &d->uses[i];
	return NULL;
}

static void count(struct device_links *links, const struct pci_dev *vf, unsigned settings,
	bool (*is_bad)(const struct vf_settings *))
{
	links->n++;
	if ((vf->link.set & settings) != settings)
		return;
	links->known++;
	if (!is_bad(&vf->link))
		return;
	links->bad++;
	if (!links->first_bad)
		links->first_bad = vf;
}

struct device_links device_links(
	const struct judge *j, unsigned settings, bool (*is_bad)(const struct vf_settings *))
{
	struct device_links links = { 0 };

	if (j->dev->is_vf)
		count(&links, j->dev, settings, is_bad);
	for (const struct pci_dev *vf = device_next_vf(j->host, j->dev, NULL); vf;
		vf = device_next_vf(j->host, j->dev, vf))
		count(&links, vf, settings, is_bad);
	return links;
}

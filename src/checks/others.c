/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which other functions belong to one: its VFs, its slot, its IOMMU group?
 */
#include "checks/others.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "checks/fix.h"

static const struct pci_dev *begin(const struct host *host, const struct pci_dev *prev)
{
	return prev ? prev + 1 : host->pci;
}

const struct pci_dev *others_vf(
	const struct host *host, const struct pci_dev *pf, const struct pci_dev *prev)
{
	for (const struct pci_dev *d = begin(host, prev); d && d < host->pci + host->n_pci; d++)
		if (d->is_vf && pci_addr_compare(d->physfn, pf->addr) == 0)
			return d;
	return NULL;
}

const struct pci_dev *others_sibling(
	const struct host *host, const struct pci_dev *d, const struct pci_dev *prev)
{
	for (const struct pci_dev *s = begin(host, prev); s && s < host->pci + host->n_pci; s++)
		if (!s->is_vf && s->addr.domain == d->addr.domain && s->addr.bus == d->addr.bus &&
			s->addr.slot == d->addr.slot && s->addr.func != d->addr.func)
			return s;
	return NULL;
}

const struct pci_dev *others_group(
	const struct host *host, const struct pci_dev *d, const struct pci_dev *prev)
{
	for (const struct pci_dev *s = begin(host, prev); s && s < host->pci + host->n_pci; s++)
		if (d->iommu_group >= 0 && s->iommu_group == d->iommu_group &&
			pci_addr_compare(s->addr, d->addr) != 0)
			return s;
	return NULL;
}

bool others_vfio(const char *driver)
{
	return strstr(driver, "vfio") != NULL;
}

/* Whether "10de:2204,10de:1aef:ffffffff:..." has this vendor and device. */
static bool has_id(const char *list, const struct pci_dev *d)
{
	char id[12];

	(void)snprintf(id, sizeof(id), "%04x:%04x", d->vendor, d->device);
	for (const char *p = strcasestr(list, id); p; p = strcasestr(p + 1, id))
		if ((p == list || strchr(",= \t\"", p[-1])) && (!p[9] || strchr(",: \t\"\n", p[9])))
			return true;
	return false;
}

struct others_ids others_vfio_ids(const struct kernel *k, const struct pci_dev *d)
{
	struct others_ids ids = { .told = TRI_NO };

	ids.param = kernel_param(k, "vfio_pci.ids");
	if (ids.param && (!ids.param->value || !has_id(ids.param->value, d)))
		ids.param = NULL;
	for (size_t i = 0; i < k->n_conf && !ids.line; i++) {
		const struct kernel_conf *c = &k->conf[i];
		bool sets = c->kind == KERNEL_CONF_OPTIONS || c->kind == KERNEL_CONF_LOAD;

		if (sets && str_eq(c->module, "vfio_pci") && c->text && strstr(c->text, "ids=") &&
			has_id(c->text, d))
			ids.line = c;
	}
	if (ids.param || ids.line)
		ids.told = TRI_YES;
	else if (!k->cmdline || k->conf_seen != TRI_YES)
		ids.told = TRI_UNKNOWN;
	return ids;
}

void others_fix_vfio(struct judge *j, const struct pci_dev *d)
{
	if (d->is_vf) {
		fix_say(j, "sudo virtfn vf bind %s vfio-pci", d->name);
		return;
	}
	fix_say(j, "echo vfio-pci | sudo tee /sys/bus/pci/devices/%s/driver_override", d->name);
	if (d->driver[0])
		fix_say(j, "echo %s | sudo tee /sys/bus/pci/drivers/%s/unbind", d->name, d->driver);
	fix_say(j, "echo %s | sudo tee /sys/bus/pci/drivers_probe", d->name);
}

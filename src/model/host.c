/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finding things in a snapshot. Filling it is facts/ work.
 */
#include "model/host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"

void host_done(struct host *host)
{
	for (size_t i = 0; i < host->n_pci; i++)
		pci_dev_done(&host->pci[i]);
	free(host->pci);
	free(host->groups);
	for (size_t i = 0; i < host->n_mdevs; i++)
		mdev_done(&host->mdevs[i]);
	free(host->mdevs);
	for (size_t i = 0; i < host->n_writers; i++) {
		free(host->writers[i].file);
		free(host->writers[i].what);
	}
	free(host->writers);
	free(host->os_name);
	machine_done(&host->machine);
	kernel_done(&host->kernel);
	cpu_done(&host->cpu);
	stack_done(&host->stack);
	session_done(&host->session);
	*host = (struct host) { 0 };
}

void host_init(struct host *host)
{
	*host = (struct host) {
		.iommu = TRI_UNKNOWN,
		.holders_seen = TRI_UNKNOWN,
		.mounts_seen = TRI_UNKNOWN,
		.is_root = TRI_UNKNOWN,
		.writers_seen = TRI_UNKNOWN,
	};
	machine_init(&host->machine);
	kernel_init(&host->kernel);
	cpu_init(&host->cpu);
	memory_init(&host->memory);
	stack_init(&host->stack);
	session_init(&host->session);
}

static int compare(const void *key, const void *member)
{
	return pci_addr_compare(
		*(const struct pci_addr *)key, ((const struct pci_dev *)member)->addr);
}

struct pci_dev *host_find_pci(const struct host *host, struct pci_addr addr)
{
	if (host->n_pci == 0)
		return NULL;
	return bsearch(&addr, host->pci, host->n_pci, sizeof(*host->pci), compare);
}

struct pci_dev *host_parent(const struct host *host, const struct pci_dev *d)
{
	return d->has_parent ? host_find_pci(host, d->parent) : NULL;
}

static int compare_group(const void *key, const void *member)
{
	return *(const int *)key - ((const struct iommu_group *)member)->id;
}

struct iommu_group *host_find_group(const struct host *host, int id)
{
	if (host->n_groups == 0)
		return NULL;
	return bsearch(&id, host->groups, host->n_groups, sizeof(*host->groups), compare_group);
}

struct pci_dev *host_find_pf(const struct host *host, const struct pci_dev *vf)
{
	return vf->is_vf ? host_find_pci(host, vf->physfn) : NULL;
}

struct mdev *host_find_mdev(const struct host *host, const char *uuid)
{
	for (size_t i = 0; i < host->n_mdevs; i++)
		if (str_eq(host->mdevs[i].uuid, uuid))
			return &host->mdevs[i];
	return NULL;
}

struct pci_dev *host_find_vf(const struct host *host, const struct pci_dev *pf, int n)
{
	for (size_t i = 0; i < host->n_pci; i++) {
		struct pci_dev *d = &host->pci[i];

		if (d->is_vf && d->vf_index == n && pci_addr_compare(d->physfn, pf->addr) == 0)
			return d;
	}
	return NULL;
}

/* The last address in a path such as /sys/bus/pci/devices/0000:00:02.0/net. */
static int addr_in_path(const char *path, struct pci_addr *ret)
{
	int r = -EINVAL;

	while (*path) {
		size_t n = strcspn(path, "/");
		char part[PCI_ADDR_TEXT];

		if (n > 0 && n < sizeof(part)) {
			memcpy(part, path, n);
			part[n] = '\0';
			if (pci_addr_parse(part, ret) == 0)
				r = 0;
		}
		path += n + (path[n] == '/');
	}
	return r;
}

/* Functions worth naming in an error: those that can be split or that are interfaces. */
static int no_such_device(const struct host *host, const char *text, struct err *err)
{
	struct str_buf b = { 0 };
	size_t n = 0;

	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d->is_vf || (d->sriov.total < 0 && !d->netdev[0]))
			continue;
		if (n++ < 8)
			str_buf_printf(&b, "%s%s%s%s%s", n > 1 ? ", " : "", d->name,
				d->netdev[0] ? " (" : "", d->netdev, d->netdev[0] ? ")" : "");
	}
	if (n == 0)
		(void)err_set(err, ENOENT, "there is no device '%s'; see virtfn list --all", text);
	else
		(void)err_set(err, ENOENT, "there is no device '%s'; there are: %s%s", text,
			b.text ? b.text : "", n > 8 ? ", ... (see virtfn list)" : "");
	str_buf_done(&b);
	return -ENOENT;
}

int host_resolve_pci(
	const struct host *host, const char *text, struct pci_dev **ret, struct err *err)
{
	struct pci_dev *found = NULL;
	struct pci_addr addr;

	if (pci_addr_parse(text, &addr) == 0)
		found = host_find_pci(host, addr);
	else if (strchr(text, '/') && addr_in_path(text, &addr) == 0)
		found = host_find_pci(host, addr);
	for (size_t i = 0; i < host->n_pci && !found && text[0]; i++)
		if (str_eq(host->pci[i].netdev, text) || strcasecmp(host->pci[i].mac, text) == 0)
			found = &host->pci[i];
	if (!found)
		return no_such_device(host, text, err);
	*ret = found;
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which slices by GVT-g does a GPU offer, which are there, and which does mdevctl make at boot?
 * Asked of GPUs only. Who holds one is facts-holders.c's.
 */
#include "facts/facts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/look.h"

#define TYPES "mdev_supported_types"

/* "low_gm_size: 128MB\nhigh_gm_size: 512MB\nfence: 4\nresolution: 1920x1200\nweight: 4" */
static void read_description(const struct dir *dir, struct pci_mdev_type *t)
{
	char path[128], text[256], *at;

	(void)snprintf(path, sizeof(path), TYPES "/%s/description", t->id);
	if (dir_read(dir, path, text, sizeof(text)) <= 0)
		return;
	at = strstr(text, "low_gm_size: ");
	if (!at || sscanf(at, "low_gm_size: %6uMB", &t->low) != 1)
		t->low = 0;
	at = strstr(text, "high_gm_size: ");
	if (!at || sscanf(at, "high_gm_size: %6uMB", &t->high) != 1)
		t->high = 0;
	at = strstr(text, "resolution: ");
	if (!at || sscanf(at, "resolution: %15[0-9x]", t->resolution) != 1)
		t->resolution[0] = '\0';
}

static struct mdev *add_mdev(struct host *host, const struct pci_dev *d, const char *name)
{
	char uuid[MDEV_UUID];
	struct mdev *m;

	if (mdev_uuid_parse(name, uuid) < 0)
		return NULL;
	m = host_find_mdev(host, uuid);
	if (m && pci_addr_compare(m->parent, d->addr) == 0)
		return m;
	m = mem_append(&host->mdevs, &host->n_mdevs, sizeof(*m));
	if (m) {
		memcpy(m->uuid, uuid, sizeof(uuid));
		m->parent = d->addr;
		m->group = -1;
	}
	return m;
}

static void read_group(const struct root *root, struct mdev *m)
{
	_cleanup_free_ char *name = NULL;
	struct err ignored;
	unsigned n;

	if (root_link_name(root, &name, &ignored, "sys/bus/mdev/devices/%s/iommu_group", m->uuid) ==
			0 &&
		str_to_uint(name, 1 << 30, &n) == 0)
		m->group = (int)n;
}

/* Names that are no UUIDs are none of ours. */
static void read_instances(const struct root *root, const struct dir *dir, struct host *host,
	const struct pci_dev *d, const char *type)
{
	_cleanup_(names_done) struct names names = { 0 };
	char path[128];

	(void)snprintf(path, sizeof(path), TYPES "/%s/devices", type);
	if (dir_list(dir, path, &names) < 0)
		return;
	for (size_t i = 0; i < names.n; i++) {
		struct mdev *m = add_mdev(host, d, names.v[i]);

		if (!m)
			continue;
		m->there = true;
		(void)snprintf(m->type, sizeof(m->type), "%s", type);
		read_group(root, m);
	}
}

static int read_types(
	const struct root *root, const struct dir *dir, struct host *host, struct pci_dev *d)
{
	_cleanup_(names_done) struct names names = { 0 };
	int r = dir_list(dir, TYPES, &names);

	d->mdev = r < 0 ? look_failed(r) : TRI_YES;
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	for (size_t i = 0; i < names.n; i++) {
		struct pci_mdev_type *type;
		char path[128], text[16];
		unsigned n;

		/* A name that does not fit would be another type's. */
		if (strlen(names.v[i]) >= sizeof(type->id))
			continue;
		type = mem_append(&d->mdev_types, &d->n_mdev_types, sizeof(*type));
		if (!type)
			return -ENOMEM;
		(void)snprintf(type->id, sizeof(type->id), "%s", names.v[i]);
		(void)snprintf(path, sizeof(path), TYPES "/%s/available_instances", type->id);
		type->available = dir_read(dir, path, text, sizeof(text)) > 0 &&
						  str_to_uint(text, 1 << 20, &n) == 0
					  ? (int)n
					  : -1;
		read_description(dir, type);
		read_instances(root, dir, host, d, type->id);
	}
	return 0;
}

/* BAR 2 is the third line of "resource": first and last address, flags. */
static void read_aperture(const struct dir *dir, struct pci_dev *d)
{
	char text[1024], *line = text;
	uint64_t first, last;

	if (dir_read(dir, "resource", text, sizeof(text)) <= 0)
		return;
	for (int i = 0; i < 2 && line; i++) {
		line = strchr(line, '\n');
		line = line ? line + 1 : NULL;
	}
	if (line && sscanf(line, "0x%16" SCNx64 " 0x%16" SCNx64, &first, &last) == 2 &&
		last > first)
		d->aperture = last - first + 1;
}

static int read_definitions(const struct root *root, struct host *host, const struct pci_dev *d)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	int r = root_list(root, &names, &ignored, "etc/mdevctl.d/%s", d->name);

	for (size_t i = 0; i < names.n && r >= 0; i++) {
		_cleanup_(root_file_done) struct root_file file = { 0 };
		char path[96];
		struct mdev *m;

		/* mdevctl knows its files by the UUID as the kernel writes it. */
		(void)snprintf(path, sizeof(path), MDEV_DEFINITION, d->name, names.v[i]);
		if (root_read_bytes(root, 65536, &file, &ignored, path) < 0)
			continue;
		m = add_mdev(host, d, names.v[i]);
		if (!m || m->definition || !str_eq(m->uuid, names.v[i]))
			continue;
		m->definition = TAKE_PTR(file.text);
		m->definition_size = file.size;
	}
	return r == -ENOMEM ? r : 0;
}

static int read_mdev(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	(void)scope;
	for (size_t i = 0; i < host->n_pci; i++) {
		_cleanup_(dir_done) struct dir dir = { .fd = -1 };
		struct pci_dev *d = &host->pci[i];
		struct err ignored;
		int r;

		if (d->is_vf || !pci_dev_is_gpu(d))
			continue;
		d->mdev = TRI_UNKNOWN;
		if (root_dir(root, &dir, &ignored, "sys/bus/pci/devices/%s", d->name) < 0)
			continue;
		r = read_types(root, &dir, host, d);
		if (r == 0)
			r = read_definitions(root, host, d);
		if (r < 0)
			return err_oom(err);
		if (d->mdev == TRI_YES)
			read_aperture(&dir, d);
	}
	return 0;
}

const struct facts facts_mdev = {
	.id = "mdev",
	.read = read_mdev,
};

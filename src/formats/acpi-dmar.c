/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does the firmware say of Intel's IOMMUs? Which PCI functions the scopes mean
 * needs the bridges' bus numbers and is worked out in facts/. AMD's is acpi-ivrs.c.
 */
#include "formats/acpi-dmar.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define FIXED_SIZE 48
#define SCOPE_SIZE 6

/* The readers below return 0, -ENOMEM, or -EINVAL for a structure that is too short. */

static int read_scope(struct acpi_dmar *d, struct bytes b)
{
	struct acpi_dmar_scope *s = mem_append(&d->scopes, &d->n_scopes, sizeof(*s));

	if (!s)
		return -ENOMEM;
	*s = (struct acpi_dmar_scope) {
		.type = bytes_get_u8(b, 0),
		.flags = bytes_get_u8(b, 2),
		.id = bytes_get_u8(b, 4),
		.bus = bytes_get_u8(b, 5),
		.first_hop = d->n_hops,
	};
	for (size_t off = SCOPE_SIZE; off < b.size; off += 2) {
		struct acpi_dmar_hop *hop = mem_append(&d->hops, &d->n_hops, sizeof(*hop));

		if (!hop)
			return -ENOMEM;
		*hop = (struct acpi_dmar_hop) { bytes_get_u8(b, off), bytes_get_u8(b, off + 1) };
		s->n_hops++;
	}
	return 0;
}

static int read_scopes(
	struct acpi_dmar *d, struct bytes b, size_t off, struct acpi_dmar_scopes *ret)
{
	struct acpi_dmar_scopes scopes = { .first = d->n_scopes };
	int r;

	while (off < b.size) {
		uint8_t len = bytes_get_u8(b, off + 1);

		/* A path is pairs of bytes. */
		if (len < SCOPE_SIZE || len % 2 != 0 || !bytes_has(b, off, len)) {
			scopes.cut = true;
			break;
		}
		r = read_scope(d, bytes_slice(b, off, len));
		if (r < 0)
			return r;
		off += len;
	}
	scopes.n = d->n_scopes - scopes.first;
	*ret = scopes;
	return 0;
}

static int read_unit(struct acpi_dmar *d, struct bytes b)
{
	struct acpi_dmar_unit *u;

	if (b.size < 16)
		return -EINVAL;
	u = mem_append(&d->units, &d->n_units, sizeof(*u));
	if (!u)
		return -ENOMEM;
	u->flags = bytes_get_u8(b, 4);
	u->size = bytes_get_u8(b, 5) & 0xf;
	u->segment = bytes_get_u16(b, 6);
	u->base = bytes_get_u64(b, 8);
	return read_scopes(d, b, 16, &u->scopes);
}

static int read_reserved(struct acpi_dmar *d, struct bytes b)
{
	struct acpi_dmar_reserved *m;

	if (b.size < 24)
		return -EINVAL;
	m = mem_append(&d->reserved, &d->n_reserved, sizeof(*m));
	if (!m)
		return -ENOMEM;
	m->segment = bytes_get_u16(b, 6);
	m->base = bytes_get_u64(b, 8);
	m->limit = bytes_get_u64(b, 16);
	return read_scopes(d, b, 24, &m->scopes);
}

static int read_group(
	struct acpi_dmar *d, struct bytes b, struct acpi_dmar_group **groups, size_t *n)
{
	struct acpi_dmar_group *g;

	if (b.size < 8)
		return -EINVAL;
	g = mem_append(groups, n, sizeof(*g));
	if (!g)
		return -ENOMEM;
	g->flags = bytes_get_u8(b, 4);
	g->segment = bytes_get_u16(b, 6);
	return read_scopes(d, b, 8, &g->scopes);
}

static int read_affinity(struct acpi_dmar *d, struct bytes b)
{
	struct acpi_dmar_affinity *a;

	if (b.size < 20)
		return -EINVAL;
	a = mem_append(&d->affinities, &d->n_affinities, sizeof(*a));
	if (!a)
		return -ENOMEM;
	a->base = bytes_get_u64(b, 8);
	a->proximity = bytes_get_u32(b, 16);
	return 0;
}

static int read_name(struct acpi_dmar *d, struct bytes b)
{
	struct acpi_dmar_name *name;
	char *path;

	/* Without its 0 the name is not all there. */
	if (b.size < 9 || !memchr(b.data + 8, 0, b.size - 8))
		return -EINVAL;
	path = strdup((const char *)b.data + 8);
	name = path ? mem_append(&d->names, &d->n_names, sizeof(*name)) : NULL;
	if (!name) {
		free(path);
		return -ENOMEM;
	}
	*name = (struct acpi_dmar_name) { .device = bytes_get_u8(b, 7), .path = path };
	return 0;
}

static int read_structure(void *arg, struct bytes b)
{
	struct acpi_dmar *d = arg;

	switch (bytes_get_u16(b, 0)) {
	case 0:
		return read_unit(d, b);
	case 1:
		return read_reserved(d, b);
	case 2:
		return read_group(d, b, &d->ports, &d->n_ports);
	case 3:
		return read_affinity(d, b);
	case 4:
		return read_name(d, b);
	case 5:
		return read_group(d, b, &d->caches, &d->n_caches);
	case 6:
		return read_group(d, b, &d->sidps, &d->n_sidps);
	default:
		d->n_unknown++;
		return 0;
	}
}

int acpi_dmar_parse(struct bytes b, struct acpi_dmar *ret, struct err *err)
{
	struct acpi_dmar d = { 0 };
	struct acpi_walk walk = { 0 };
	int r;

	r = acpi_table_read(&b, "DMAR", FIXED_SIZE, &d.table, err);
	if (r < 0)
		return r;
	d.cut = d.table.cut;
	/* The table says one less. */
	d.address_width = (uint16_t)(bytes_get_u8(b, 36) + 1);
	d.flags = bytes_get_u8(b, 37);
	r = acpi_table_each(b, FIXED_SIZE, read_structure, &d, &walk);
	d.cut |= walk.cut;
	d.n_bad = walk.n_bad;
	if (r < 0) {
		acpi_dmar_done(&d);
		return err_oom(err);
	}
	*ret = d;
	return 0;
}

void acpi_dmar_done(struct acpi_dmar *d)
{
	for (size_t i = 0; i < d->n_names; i++)
		free(d->names[i].path);
	free(d->units);
	free(d->reserved);
	free(d->ports);
	free(d->affinities);
	free(d->names);
	free(d->caches);
	free(d->sidps);
	free(d->scopes);
	free(d->hops);
	*d = (struct acpi_dmar) { 0 };
}

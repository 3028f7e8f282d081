/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a DMAR: what is decoded lies inside, each scope belongs to one
 * structure, and less is never more.
 */
#include "fuzz.h"

#include <string.h>

#include "formats/acpi-dmar.h"

static size_t n_structures(const struct acpi_dmar *d)
{
	return d->n_units + d->n_reserved + d->n_ports + d->n_affinities + d->n_names +
	       d->n_caches + d->n_sidps + d->n_unknown + d->n_bad;
}

/* How many scopes they are, after a look at whether they are there. */
static size_t check_scopes(const struct acpi_dmar *d, const struct acpi_dmar_scopes *s)
{
	FUZZ_CHECK(s->first <= d->n_scopes && s->n <= d->n_scopes - s->first);
	return s->n;
}

static size_t check_groups(const struct acpi_dmar *d, const struct acpi_dmar_group *g, size_t n)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += check_scopes(d, &g[i].scopes);
	return sum;
}

static void check_table(const struct acpi_dmar *d, size_t size)
{
	size_t n_scopes = 0, n_hops = 0, left;

	FUZZ_CHECK(size >= 48 && d->table.length >= 48);
	FUZZ_CHECK(d->table.cut == (d->table.length > size));
	FUZZ_CHECK(!d->table.cut || (d->cut && !d->table.checksum_ok));
	FUZZ_CHECK(d->address_width >= 1 && d->address_width <= 256);
	left = (d->table.cut ? size : d->table.length) - 48;
	FUZZ_CHECK(4 * n_structures(d) + 6 * d->n_scopes + 2 * d->n_hops <= 2 * left);
	for (size_t i = 0; i < d->n_units; i++) {
		FUZZ_CHECK(d->units[i].size <= 15);
		n_scopes += check_scopes(d, &d->units[i].scopes);
	}
	for (size_t i = 0; i < d->n_reserved; i++)
		n_scopes += check_scopes(d, &d->reserved[i].scopes);
	n_scopes += check_groups(d, d->ports, d->n_ports);
	n_scopes += check_groups(d, d->caches, d->n_caches);
	n_scopes += check_groups(d, d->sidps, d->n_sidps);
	FUZZ_CHECK(n_scopes == d->n_scopes);
	for (size_t i = 0; i < d->n_scopes; i++) {
		FUZZ_CHECK(d->scopes[i].first_hop == n_hops && d->scopes[i].n_hops <= 124);
		n_hops += d->scopes[i].n_hops;
	}
	FUZZ_CHECK(n_hops == d->n_hops);
	for (size_t i = 0; i < d->n_names; i++)
		FUZZ_CHECK(strlen(d->names[i].path) < left);
}

static void check_less_is_not_more(const struct acpi_dmar *less, const struct acpi_dmar *all)
{
	FUZZ_CHECK(less->flags == all->flags && less->table.length == all->table.length);
	FUZZ_CHECK(less->n_units <= all->n_units && less->n_reserved <= all->n_reserved);
	FUZZ_CHECK(less->n_scopes <= all->n_scopes && less->n_hops <= all->n_hops);
	FUZZ_CHECK(n_structures(less) <= n_structures(all));
	for (size_t i = 0; i < less->n_units; i++)
		FUZZ_CHECK(less->units[i].base == all->units[i].base &&
			   less->units[i].scopes.n == all->units[i].scopes.n);
	for (size_t i = 0; i < less->n_reserved; i++)
		FUZZ_CHECK(less->reserved[i].limit == all->reserved[i].limit);
	for (size_t i = 0; i < less->n_hops; i++)
		FUZZ_CHECK(less->hops[i].device == all->hops[i].device);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Where to cut is chosen by the input too: a byte of the name of its maker. */
	size_t cut = size > 10 ? data[10] * size / 256 : 0;
	struct acpi_dmar all = { 0 }, less = { 0 };
	struct err err = { 0 };
	int r = acpi_dmar_parse(bytes_of(data, size), &all, &err);
	uint8_t *part;

	FUZZ_CHECK(r == 0 ? err.code == 0 : err.code == -r);
	if (r < 0)
		return 0;
	check_table(&all, size);
	/* On its own, so that a read behind it is seen. */
	part = malloc(cut ? cut : 1);
	if (!part)
		abort();
	memcpy(part, data, cut);
	if (acpi_dmar_parse(bytes_of(part, cut), &less, &err) == 0) {
		check_table(&less, cut);
		check_less_is_not_more(&less, &all);
	}
	free(part);
	acpi_dmar_done(&less);
	acpi_dmar_done(&all);
	FUZZ_CHECK(!all.units && !all.scopes);
	return 0;
}

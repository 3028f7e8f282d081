/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as an IVRS: what is decoded lies inside, each entry belongs to one unit,
 * and less is never more.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "formats/acpi-ivrs.h"

static size_t n_blocks(const struct acpi_ivrs *v)
{
	return v->n_units + v->n_memory + v->n_unknown + v->n_bad;
}

static void check_entries(const struct acpi_ivrs *v)
{
	size_t n = 0, hids = 0;

	for (size_t i = 0; i < v->n_units; i++) {
		const struct acpi_ivrs_unit *u = &v->units[i];

		FUZZ_CHECK(u->type == 0x10 || u->type == 0x11 || u->type == 0x40);
		FUZZ_CHECK(u->type != 0x10 || (u->efr == 0 && u->efr2 == 0));
		FUZZ_CHECK(u->first_entry == n && u->n_entries <= v->n_entries - n);
		n += u->n_entries;
	}
	FUZZ_CHECK(n == v->n_entries);
	for (size_t i = 0; i < n; i++) {
		const struct acpi_ivrs_entry *e = &v->entries[i];

		FUZZ_CHECK(e->type != 0 && e->type != 0x40);
		if (e->type == ACPI_IVRS_HID)
			FUZZ_CHECK(e->hid == hids++);
	}
	FUZZ_CHECK(hids == v->n_hids);
	for (size_t i = 0; i < hids; i++) {
		FUZZ_CHECK(strlen(v->hids[i].hid) <= 8 && strlen(v->hids[i].cid) <= 8);
		FUZZ_CHECK((v->hids[i].uid_type == 2) == (v->hids[i].text != NULL));
		FUZZ_CHECK(!v->hids[i].text || strlen(v->hids[i].text) <= 255);
		FUZZ_CHECK(v->hids[i].uid_type == 1 || v->hids[i].number == 0);
	}
}

static void check_table(const struct acpi_ivrs *v, size_t size)
{
	uint8_t type = acpi_ivrs_type(v);
	bool found = v->n_units == 0 && type == 0;
	size_t left;

	FUZZ_CHECK(size >= 48 && v->table.length >= 48);
	FUZZ_CHECK(v->table.cut == (v->table.length > size));
	FUZZ_CHECK(!v->table.cut || (v->cut && !v->table.checksum_ok));
	left = (v->table.cut ? size : v->table.length) - 48;
	FUZZ_CHECK(4 * n_blocks(v) <= left && 24 * v->n_units + 32 * v->n_memory <= left);
	FUZZ_CHECK(4 * (v->n_entries + v->n_unknown_entries) + 18 * v->n_hids <= left);
	for (size_t i = 0; i < v->n_units; i++)
		found = found || v->units[i].type == type;
	FUZZ_CHECK(found);
	check_entries(v);
}

static void check_less_is_not_more(const struct acpi_ivrs *less, const struct acpi_ivrs *all)
{
	FUZZ_CHECK(less->info == all->info && less->table.length == all->table.length);
	FUZZ_CHECK(less->n_units <= all->n_units && less->n_memory <= all->n_memory);
	FUZZ_CHECK(less->n_entries <= all->n_entries && n_blocks(less) <= n_blocks(all));
	for (size_t i = 0; i < less->n_units; i++)
		FUZZ_CHECK(less->units[i].base == all->units[i].base &&
			   less->units[i].n_entries == all->units[i].n_entries);
	for (size_t i = 0; i < less->n_memory; i++)
		FUZZ_CHECK(less->memory[i].length == all->memory[i].length);
	for (size_t i = 0; i < less->n_entries; i++)
		FUZZ_CHECK(less->entries[i].source == all->entries[i].source);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Where to cut is chosen by the input too: a byte of the name of its maker. */
	size_t cut = size > 10 ? data[10] * size / 256 : 0;
	struct acpi_ivrs all = { 0 }, less = { 0 };
	struct err err = { 0 };
	int r = acpi_ivrs_parse(bytes_of(data, size), &all, &err);
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
	if (acpi_ivrs_parse(bytes_of(part, cut), &less, &err) == 0) {
		check_table(&less, cut);
		check_less_is_not_more(&less, &all);
	}
	free(part);
	acpi_ivrs_done(&less);
	acpi_ivrs_done(&all);
	FUZZ_CHECK(!all.units && !all.entries);
	return 0;
}

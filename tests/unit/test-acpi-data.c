/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do we read real machines' DMAR and IVRS tables, all of each? They are not ours to
 * publish: $VIRTFN_TEST_DATA names the folder, without it this is skipped.
 */
#include <glob.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "formats/acpi-dmar.h"
#include "formats/acpi-ivrs.h"
#include "lib/tests.h"

static const char *data;

static size_t read_file(const char *path, uint8_t *b, size_t max)
{
	FILE *f = fopen(path, "r");
	size_t n;

	assert_non_null(f);
	n = fread(b, 1, max, f);
	assert_true(n > 0 && n < max);
	(void)fclose(f);
	return n;
}

static void for_each_file(const char *pattern, size_t at_least, void (*check)(const char *path))
{
	char *where = str_printf("%s/%s", data, pattern);
	glob_t g;

	assert_non_null(where);
	assert_int_equal(glob(where, 0, NULL, &g), 0);
	assert_true(g.gl_pathc >= at_least);
	for (size_t i = 0; i < g.gl_pathc; i++)
		check(g.gl_pathv[i]);
	globfree(&g);
	free(where);
}

static void check_scopes(const struct acpi_dmar *d, const struct acpi_dmar_scopes *s)
{
	assert_false(s->cut);
	for (size_t i = s->first; i < s->first + s->n; i++) {
		const struct acpi_dmar_scope *scope = &d->scopes[i];

		assert_in_range(scope->type, ACPI_DMAR_SCOPE_ENDPOINT, ACPI_DMAR_SCOPE_NAMESPACE);
		assert_in_range(scope->n_hops, 1, 4);
		for (size_t hop = 0; hop < scope->n_hops; hop++) {
			assert_in_range(d->hops[scope->first_hop + hop].device, 0, 31);
			assert_in_range(d->hops[scope->first_hop + hop].function, 0, 7);
		}
	}
}

static void check_dmar(const char *path)
{
	uint8_t b[4096];
	struct acpi_dmar d;
	struct err err = { 0 };

	(void)printf("%s\n", path);
	assert_ok(acpi_dmar_parse(bytes_of(b, read_file(path, b, sizeof(b))), &d, &err), err);
	assert_true(d.table.checksum_ok && !d.table.cut && !d.cut);
	assert_int_equal(d.n_bad, 0);
	assert_int_equal(d.n_unknown, 0);
	assert_in_range(d.address_width, 36, 52);
	assert_true(d.n_units > 0);
	for (size_t i = 0; i < d.n_units; i++) {
		assert_true(d.units[i].base % 4096 == 0);
		check_scopes(&d, &d.units[i].scopes);
	}
	for (size_t i = 0; i < d.n_reserved; i++)
		check_scopes(&d, &d.reserved[i].scopes);
	for (size_t i = 0; i < d.n_ports; i++)
		check_scopes(&d, &d.ports[i].scopes);
	for (size_t i = 0; i < d.n_caches; i++)
		check_scopes(&d, &d.caches[i].scopes);
	acpi_dmar_done(&d);
}

static void check_ivrs(const char *path)
{
	uint8_t b[4096];
	struct acpi_ivrs v;
	struct err err = { 0 };

	(void)printf("%s\n", path);
	assert_ok(acpi_ivrs_parse(bytes_of(b, read_file(path, b, sizeof(b))), &v, &err), err);
	assert_true(v.table.checksum_ok && !v.table.cut && !v.cut);
	assert_int_equal(v.n_bad, 0);
	assert_int_equal(v.n_unknown_entries, 0);
	assert_in_range(v.n_unknown, 0, 1);
	assert_true(v.n_units > 0 && acpi_ivrs_type(&v) >= 0x10);
	for (size_t i = 0; i < v.n_units; i++) {
		assert_false(v.units[i].cut);
		assert_true(v.units[i].base != 0 && v.units[i].n_entries > 0);
	}
	for (size_t i = 0; i < v.n_memory; i++)
		assert_true(v.memory[i].length > 0);
	acpi_ivrs_done(&v);
}

static void test_dmar(void **state)
{
	(void)state;
	for_each_file("acpi-dmar/*.aml", 55, check_dmar);
}

static void test_ivrs(void **state)
{
	(void)state;
	for_each_file("acpi-ivrs/*.aml", 19, check_ivrs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dmar),
		cmocka_unit_test(test_ivrs),
	};

	data = getenv("VIRTFN_TEST_DATA");
	if (!data || access(data, R_OK) < 0)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

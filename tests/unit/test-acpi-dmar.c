/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a DMAR say what is in it, and what of it is missing? Real tables are in
 * test-acpi-data.c, more hostile ones in fuzz/fuzz-acpi-dmar.c.
 */
#include "formats/acpi-dmar.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/acpi-image.h"
#include "lib/tests.h"

static void start(struct acpi_image *t)
{
	memset(t, 0, sizeof(*t));
	acpi_image_text(t, "DMAR\0\0\0\0\1\0VIRTFNTESTTEST", 24);
	acpi_image_put(t, 7, 4);
	acpi_image_put(t, 0, 8);
	acpi_image_put(t, 38, 1);
	acpi_image_put(t, 5, 1);
	acpi_image_put(t, 0, 10);
	acpi_image_seal(t);
}

/* type, length, flags and size (or reserved), segment */
static void put_head(
	struct acpi_image *t, unsigned type, unsigned len, unsigned flags, unsigned segment)
{
	acpi_image_put(t, type, 2);
	acpi_image_put(t, len, 2);
	acpi_image_put(t, flags, 2);
	acpi_image_put(t, segment, 2);
}

static void put_unit(struct acpi_image *t)
{
	put_head(t, 0, 16 + 8 + 10, 0x0301, 2);
	acpi_image_put(t, 0xfed91000, 8);
	acpi_image_text(t, "\3\10\0\0\2\360\36\7", 8);
	acpi_image_text(t, "\1\12\1\0\0\0\34\4\37\1", 10);
}

static void put_every_type(struct acpi_image *t)
{
	put_unit(t);
	put_head(t, 1, 24 + 8, 0, 0);
	acpi_image_put(t, 0x7b800000, 8);
	acpi_image_put(t, 0x7fffffff, 8);
	acpi_image_text(t, "\1\10\0\0\0\0\2\0", 8);
	put_head(t, 2, 8 + 8, 1, 3);
	acpi_image_text(t, "\2\10\0\0\0\0\1\0", 8);
	put_head(t, 3, 20, 0, 0);
	acpi_image_put(t, 0xfed91000, 8);
	acpi_image_put(t, 9, 4);
	acpi_image_put(t, 4, 2);
	acpi_image_put(t, 8 + 7, 2);
	acpi_image_put(t, 0x05000000, 4);
	acpi_image_text(t, "\\_SB.X", 7);
	put_head(t, 5, 8, 1, 4);
	put_head(t, 6, 8 + 8, 0, 5);
	acpi_image_text(t, "\1\10\1\0\0\0\2\0", 8);
	acpi_image_seal(t);
}

static void parse(struct acpi_image *t, struct acpi_dmar *d)
{
	struct err err = { 0 };

	assert_ok(acpi_dmar_parse(bytes_of(t->b, t->size), d, &err), err);
}

static void test_header(void **state)
{
	struct acpi_dmar d;
	struct acpi_image t;

	(void)state;
	start(&t);
	parse(&t, &d);
	assert_int_equal(d.table.length, 48);
	assert_int_equal(d.table.revision, 1);
	assert_int_equal(d.table.oem_revision, 7);
	assert_string_equal(d.table.oem_id, "VIRTFN");
	assert_string_equal(d.table.oem_table_id, "TESTTEST");
	assert_true(d.table.checksum_ok && !d.table.cut && !d.cut);
	assert_int_equal(d.address_width, 39);
	assert_int_equal(d.flags, ACPI_DMAR_INTR_REMAP | ACPI_DMAR_DMA_OPT_IN);
	assert_int_equal(d.n_units + d.n_scopes + d.n_unknown + d.n_bad, 0);
	acpi_dmar_done(&d);
	acpi_dmar_done(&d);
}

static void test_unit(void **state)
{
	struct acpi_dmar d;
	struct acpi_image t;

	(void)state;
	start(&t);
	put_unit(&t);
	acpi_image_seal(&t);
	parse(&t, &d);
	assert_int_equal(d.n_units, 1);
	assert_int_equal(d.units[0].flags, ACPI_DMAR_INCLUDE_ALL);
	assert_int_equal(d.units[0].size, 3);
	assert_int_equal(d.units[0].segment, 2);
	assert_true(d.units[0].base == 0xfed91000);
	assert_int_equal(d.units[0].scopes.n, 2);
	assert_false(d.units[0].scopes.cut);
	assert_int_equal(d.scopes[0].type, ACPI_DMAR_SCOPE_IOAPIC);
	assert_int_equal(d.scopes[0].id, 2);
	assert_int_equal(d.scopes[0].bus, 0xf0);
	assert_int_equal(d.scopes[0].n_hops, 1);
	assert_int_equal(d.hops[0].device, 30);
	assert_int_equal(d.hops[0].function, 7);
	assert_int_equal(d.scopes[1].type, ACPI_DMAR_SCOPE_ENDPOINT);
	assert_int_equal(d.scopes[1].flags, 1);
	assert_int_equal(d.scopes[1].first_hop, 1);
	assert_int_equal(d.scopes[1].n_hops, 2);
	assert_int_equal(d.hops[2].device, 31);
	acpi_dmar_done(&d);
}

static void test_every_type(void **state)
{
	struct acpi_dmar d;
	struct acpi_image t;

	(void)state;
	start(&t);
	put_every_type(&t);
	parse(&t, &d);
	assert_true(d.table.checksum_ok && !d.cut);
	assert_int_equal(d.n_reserved, 1);
	assert_true(d.reserved[0].base == 0x7b800000 && d.reserved[0].limit == 0x7fffffff);
	assert_int_equal(d.scopes[d.reserved[0].scopes.first].type, ACPI_DMAR_SCOPE_ENDPOINT);
	assert_int_equal(d.n_ports, 1);
	assert_int_equal(d.ports[0].flags, ACPI_DMAR_ALL_PORTS);
	assert_int_equal(d.ports[0].segment, 3);
	assert_int_equal(d.n_affinities, 1);
	assert_int_equal(d.affinities[0].proximity, 9);
	assert_int_equal(d.n_names, 1);
	assert_int_equal(d.names[0].device, 5);
	assert_string_equal(d.names[0].path, "\\_SB.X");
	assert_int_equal(d.n_caches, 1);
	assert_int_equal(d.caches[0].flags, ACPI_DMAR_ATC_REQUIRED);
	assert_int_equal(d.caches[0].scopes.n, 0);
	assert_int_equal(d.n_sidps, 1);
	assert_int_equal(d.sidps[0].segment, 5);
	assert_int_equal(d.n_scopes, 5);
	assert_int_equal(d.n_unknown + d.n_bad, 0);
	acpi_dmar_done(&d);
}

static void test_skipped(void **state)
{
	struct acpi_dmar d;
	struct acpi_image t;

	(void)state;
	start(&t);
	put_head(&t, 7, 12, 0, 0);
	acpi_image_put(&t, 0, 4);
	for (unsigned type = 0; type < 7; type++)
		acpi_image_put(&t, 4u << 16 | type, 4);
	put_head(&t, 4, 12, 0, 0); /* a name without its end */
	acpi_image_text(&t, "name", 4);
	put_unit(&t);
	acpi_image_seal(&t);
	parse(&t, &d);
	assert_int_equal(d.n_unknown, 1);
	assert_int_equal(d.n_bad, 8);
	assert_int_equal(d.n_units, 1);
	assert_false(d.cut);
	acpi_dmar_done(&d);
}

static void test_broken(void **state)
{
	static const uint8_t lengths[] = { 0, 3, 200 }, scopes[] = { 4, 9, 12 };
	struct acpi_dmar d;
	struct acpi_image t;

	(void)state;
	for (size_t i = 0; i < sizeof(lengths); i++) {
		start(&t);
		put_unit(&t);
		put_head(&t, 0, lengths[i], 0, 0);
		put_unit(&t);
		acpi_image_seal(&t);
		parse(&t, &d);
		assert_true(d.cut && !d.table.cut && d.table.checksum_ok);
		assert_int_equal(d.n_units, 1);
		acpi_dmar_done(&d);
	}
	/* Scopes: too short, odd, longer than their structure; one that is good stays. */
	for (size_t i = 0; i < 3; i++) {
		start(&t);
		put_unit(&t);
		t.b[48 + 16 + 8 + 1] = scopes[i];
		acpi_image_seal(&t);
		parse(&t, &d);
		assert_true(d.units[0].scopes.cut && !d.cut);
		assert_int_equal(d.units[0].scopes.n, 1);
		acpi_dmar_done(&d);
	}
}

static void test_errors(void **state)
{
	struct acpi_dmar d;
	struct err err = { 0 };
	struct acpi_image t;

	(void)state;
	start(&t);
	assert_int_equal(acpi_dmar_parse(bytes_of(NULL, 0), &d, &err), -EINVAL);
	assert_int_equal(acpi_dmar_parse(bytes_of(t.b, 47), &d, &err), -EINVAL);
	assert_contains(err.text, "47");
	t.b[4] = 47;
	assert_int_equal(acpi_dmar_parse(bytes_of(t.b, 48), &d, &err), -EINVAL);
	t.b[4] = 48;
	t.b[0] = 'd';
	assert_int_equal(acpi_dmar_parse(bytes_of(t.b, 48), &d, &err), -EINVAL);
	assert_contains(err.text, "not an ACPI table DMAR");
}

/* What is found may only grow with the bytes that are there, and a cut is said. */
static void test_every_length(void **state)
{
	struct acpi_dmar d, all;
	struct acpi_image t;

	(void)state;
	start(&t);
	put_every_type(&t);
	parse(&t, &all);
	for (size_t n = 48; n < t.size; n++) {
		uint8_t *exact = malloc(n);
		struct err err = { 0 };

		assert_non_null(exact);
		memcpy(exact, t.b, n);
		assert_ok(acpi_dmar_parse(bytes_of(exact, n), &d, &err), err);
		free(exact);
		assert_true(d.cut && d.table.cut && !d.table.checksum_ok);
		assert_int_equal(d.n_units, n >= 48 + 34);
		assert_true(d.n_scopes <= all.n_scopes && d.n_hops <= all.n_hops);
		assert_int_equal(d.n_sidps, 0);
		acpi_dmar_done(&d);
	}
	acpi_dmar_done(&all);
	/* More than the table is none of it. */
	t.size += 20;
	parse(&t, &d);
	assert_true(!d.cut && d.table.checksum_ok && d.n_sidps == 1);
	acpi_dmar_done(&d);
	t.b[60] ^= 1;
	parse(&t, &d);
	assert_true(!d.cut && !d.table.checksum_ok);
	acpi_dmar_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_unit),
		cmocka_unit_test(test_every_type),
		cmocka_unit_test(test_skipped),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_every_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

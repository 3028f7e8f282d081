/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does an IVRS say what is in it, and what of it is missing? Real tables are in
 * test-acpi-data.c, more hostile ones in fuzz/fuzz-acpi-ivrs.c.
 */
#include "formats/acpi-ivrs.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/acpi-image.h"
#include "lib/tests.h"

static void start(struct acpi_image *t)
{
	memset(t, 0, sizeof(*t));
	acpi_image_text(t, "IVRS\0\0\0\0\2\0VIRTFNTESTTEST", 24);
	acpi_image_put(t, 0, 12);
	acpi_image_put(t, 0x203043, 4);
	acpi_image_put(t, 0, 8);
	acpi_image_seal(t);
}

static void put_unit(
	struct acpi_image *t, unsigned type, unsigned device, const char *entries, size_t len)
{
	acpi_image_put(t, type, 1);
	acpi_image_put(t, 0xb0, 1);
	acpi_image_put(t, (type == 0x10 ? 24 : 40) + len, 2);
	acpi_image_put(t, device, 2);
	acpi_image_put(t, 0x40, 2);
	acpi_image_put(t, 0xfd200000, 8);
	acpi_image_put(t, 1, 2);
	acpi_image_put(t, 0x0203, 2);
	acpi_image_put(t, 0x80048f6e, 4);
	if (type != 0x10) {
		acpi_image_put(t, 0x246577efa2254afa, 8);
		acpi_image_put(t, 0x10, 8);
	}
	acpi_image_text(t, entries, len);
	acpi_image_seal(t);
}

static void put_memory(struct acpi_image *t, unsigned type)
{
	acpi_image_put(t, type, 1);
	acpi_image_put(t, ACPI_IVRS_EXCLUSION, 1);
	acpi_image_put(t, 32, 2);
	acpi_image_put(t, 0x60, 2);
	acpi_image_put(t, 0x67, 2);
	acpi_image_put(t, 3, 8);
	acpi_image_put(t, 0x75e00000, 8);
	acpi_image_put(t, 0x20000, 8);
	acpi_image_seal(t);
}

static void parse(struct acpi_image *t, struct acpi_ivrs *v)
{
	struct err err = { 0 };

	assert_ok(acpi_ivrs_parse(bytes_of(t->b, t->size), v, &err), err);
}

#define RANGE   "\3\10\0\0\4\376\377\0"
#define ALIAS   "\103\1\377\7\0\245\2\0"
#define SPECIAL "\110\0\0\327\41\240\0\1"
#define EXT     "\106\20\0\0\0\0\0\200"

static void test_header(void **state)
{
	struct acpi_ivrs v;
	struct acpi_image t;

	(void)state;
	start(&t);
	parse(&t, &v);
	assert_int_equal(v.info, 0x203043);
	assert_true(v.info & ACPI_IVRS_EFR_SUPPORTED && v.info & ACPI_IVRS_DMA_GUARD);
	assert_string_equal(v.table.oem_id, "VIRTFN");
	assert_true(v.table.checksum_ok && !v.cut);
	assert_int_equal(acpi_ivrs_type(&v), 0);
	acpi_ivrs_done(&v);
	acpi_ivrs_done(&v);
}

static void test_units(void **state)
{
	struct acpi_ivrs v;
	struct acpi_image t;

	(void)state;
	start(&t);
	put_unit(&t, 0x10, 2, RANGE, 8);
	put_unit(&t, 0x11, 2, RANGE, 8);
	put_unit(&t, 0x10, 0x4002, "", 0);
	parse(&t, &v);
	assert_int_equal(v.n_units, 3);
	assert_int_equal(v.units[0].flags, ACPI_IVRS_IOTLB | ACPI_IVRS_COHERENT | ACPI_IVRS_PPR);
	assert_int_equal(v.units[0].device, 2);
	assert_int_equal(v.units[0].capability, 0x40);
	assert_int_equal(v.units[0].segment, 1);
	assert_int_equal(v.units[0].info, 0x0203);
	assert_true(v.units[0].base == 0xfd200000 && v.units[0].features == 0x80048f6e);
	assert_true(v.units[0].efr == 0 && v.units[1].efr == 0x246577efa2254afa);
	assert_true(v.units[1].efr2 == 0x10);
	assert_int_equal(v.units[1].first_entry, 2);
	assert_int_equal(v.units[1].n_entries, 2);
	assert_int_equal(v.units[2].n_entries, 0);
	/* The third is another IOMMU. */
	assert_int_equal(acpi_ivrs_type(&v), 0x11);
	acpi_ivrs_done(&v);
}

static void test_entries(void **state)
{
	static const char entries[] =
		RANGE "\0\0\0\0" ALIAS "\100\0\0\0\0\0\0\0" SPECIAL EXT "\5\0\0\0";
	struct acpi_ivrs v;
	struct acpi_image t;

	(void)state;
	start(&t);
	put_unit(&t, 0x10, 2, entries, sizeof(entries) - 1);
	parse(&t, &v);
	assert_int_equal(v.n_entries, 5);
	assert_int_equal(v.n_unknown_entries, 1);
	assert_int_equal(v.entries[0].type, ACPI_IVRS_RANGE_START);
	assert_int_equal(v.entries[0].device, 8);
	assert_int_equal(v.entries[1].device, 0xfffe);
	assert_int_equal(v.entries[2].type, ACPI_IVRS_ALIAS_START);
	assert_int_equal(v.entries[2].device, 0xff01);
	assert_int_equal(v.entries[2].settings, 7);
	assert_int_equal(v.entries[2].source, 0x2a5);
	assert_int_equal(v.entries[3].special, ACPI_IVRS_SPECIAL_IOAPIC);
	assert_int_equal(v.entries[3].handle, 0x21);
	assert_int_equal(v.entries[3].source, 0xa0);
	assert_int_equal(v.entries[3].settings, 0xd7);
	assert_true(v.entries[4].extended == 0x80000000);
	assert_false(v.units[0].cut);
	acpi_ivrs_done(&v);
}

static void test_hids(void **state)
{
	static const char entries[] = "\360\245\0\100TEST0020CID\0\0\0\0\0\2\11\\_SB.FUR0"
				      "\360\140\0\100TEST0201\0\0\0\0\0\0\0\0\1\2\3\1"
				      "\360\141\0\100TEST0202\0\0\0\0\0\0\0\0\0\0"
				      "\360\142\0\100TEST0203\0\0\0\0\0\0\0\0\1\11"
				      "123456789";
	struct acpi_ivrs v;
	struct acpi_image t;

	(void)state;
	start(&t);
	put_unit(&t, 0x40, 2, entries, sizeof(entries) - 1);
	parse(&t, &v);
	assert_int_equal(v.n_hids, 4);
	assert_int_equal(v.entries[0].device, 0xa5);
	assert_int_equal(v.entries[3].hid, 3);
	assert_string_equal(v.hids[0].hid, "TEST0020");
	assert_string_equal(v.hids[0].cid, "CID");
	assert_string_equal(v.hids[0].text, "\\_SB.FUR0");
	assert_int_equal(v.hids[1].uid_type, 1);
	assert_true(v.hids[1].number == 0x103);
	assert_null(v.hids[1].text);
	assert_int_equal(v.hids[2].uid_type, 0);
	assert_int_equal(v.hids[3].uid_type, ACPI_IVRS_UID_BAD);
	assert_false(v.units[0].cut);
	acpi_ivrs_done(&v);
}

static void test_memory(void **state)
{
	struct acpi_ivrs v;
	struct acpi_image t;

	(void)state;
	start(&t);
	put_memory(&t, 0x22);
	put_memory(&t, 0x51);
	put_memory(&t, 0x20);
	parse(&t, &v);
	assert_int_equal(v.n_memory, 2);
	assert_int_equal(v.n_unknown, 1);
	assert_int_equal(v.memory[0].type, 0x22);
	assert_int_equal(v.memory[0].flags, ACPI_IVRS_EXCLUSION);
	assert_int_equal(v.memory[0].device, 0x60);
	assert_int_equal(v.memory[0].last_device, 0x67);
	assert_int_equal(v.memory[0].segment, 3);
	assert_true(v.memory[0].start == 0x75e00000 && v.memory[0].length == 0x20000);
	assert_int_equal(v.memory[1].type, 0x20);
	acpi_ivrs_done(&v);
}

static void test_broken(void **state)
{
	static const char *const ends[] = { "\220\0\0\0", "\103\0\0\0",
		"\360\0\0\0TEST0000\0\0\0\0\0\0\0\0\2\12X" };
	static const size_t sizes[] = { 4, 4, 23 };
	struct acpi_ivrs v;
	struct acpi_image t;

	(void)state;
	/* Entries of unknown size, and cut ones: those in front stay. */
	for (size_t i = 0; i < 3; i++) {
		char entries[64] = RANGE;

		memcpy(entries + 8, ends[i], sizes[i]);
		start(&t);
		put_unit(&t, 0x10, 2, entries, 8 + sizes[i]);
		put_memory(&t, 0x20);
		parse(&t, &v);
		assert_true(v.units[0].cut && !v.cut);
		assert_int_equal(v.units[0].n_entries, 2);
		assert_int_equal(v.n_memory, 1);
		acpi_ivrs_done(&v);
	}
	start(&t);
	acpi_image_text(&t, "\x10\0\4\0\x11\0\x18\0", 8);
	acpi_image_put(&t, 0, 20);
	acpi_image_text(&t, "\x20\0\4\0\x10\0\0\0\x10\0\x18\0", 12);
	acpi_image_seal(&t);
	parse(&t, &v);
	assert_int_equal(v.n_bad, 3);
	assert_true(v.cut && !v.table.cut);
	assert_int_equal(v.n_units, 0);
	acpi_ivrs_done(&v);
}

static void test_errors(void **state)
{
	struct acpi_ivrs v;
	struct err err = { 0 };
	struct acpi_image t;

	(void)state;
	start(&t);
	assert_int_equal(acpi_ivrs_parse(bytes_of(NULL, 0), &v, &err), -EINVAL);
	assert_int_equal(acpi_ivrs_parse(bytes_of(t.b, 47), &v, &err), -EINVAL);
	t.b[4] = 40;
	assert_int_equal(acpi_ivrs_parse(bytes_of(t.b, 48), &v, &err), -EINVAL);
	assert_contains(err.text, "IVRS says it has 40 bytes");
	memcpy(t.b, "DMAR", 4);
	assert_int_equal(acpi_ivrs_parse(bytes_of(t.b, 48), &v, &err), -EINVAL);
}

/* What is found may only grow with the bytes that are there, and a cut is said. */
static void test_every_length(void **state)
{
	struct acpi_ivrs v;
	struct acpi_image t;

	(void)state;
	start(&t);
	put_unit(&t, 0x10, 2, RANGE ALIAS, 16);
	put_unit(&t, 0x40, 2, RANGE SPECIAL, 16);
	put_memory(&t, 0x21);
	for (size_t n = 48; n <= t.size; n++) {
		uint8_t *exact = malloc(n);
		struct err err = { 0 };

		assert_non_null(exact);
		memcpy(exact, t.b, n);
		assert_ok(acpi_ivrs_parse(bytes_of(exact, n), &v, &err), err);
		free(exact);
		assert_int_equal(v.cut, n < t.size);
		assert_int_equal(v.table.checksum_ok, n == t.size);
		assert_int_equal(v.n_units, (n >= 48 + 40) + (n >= 48 + 40 + 56));
		assert_int_equal(v.n_entries, 3 * v.n_units);
		assert_int_equal(v.n_memory, n == t.size);
		acpi_ivrs_done(&v);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_hids),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_every_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

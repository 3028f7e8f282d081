/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are the ROMs of a VFCT found, and is a broken one seen as such? The tables are those of
 * fuzz/make-corpus-rom.py.
 */
#include "formats/acpi-vfct.h"

#include <errno.h>

#include "base/mem.h"
#include "lib/seed.h"
#include "lib/tests.h"

static int parse(const char *name, struct acpi_vfct *v)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("acpi-vfct", name);
	struct err err = { 0 };
	int r = acpi_vfct_parse(bytes_of(f.text, f.size), v, &err);

	assert_int_equal(err.code, -r);
	return r;
}

static void finds_images(void **state)
{
	struct acpi_vfct v;

	(void)state;
	assert_int_equal(parse("two", &v), 0);
	assert_int_equal(v.n_images, 2);
	assert_false(v.cut);
	assert_true(v.table.checksum_ok);
	assert_int_equal(v.images[0].bus, 3);
	assert_int_equal(v.images[0].rom.size, 3072);
	assert_int_equal(v.images[1].bus, 0x0e);
	assert_int_equal(v.images[1].vendor, 0x1002);
	assert_int_equal(v.images[1].device_id, 0x164e);
	assert_int_equal(v.images[1].subvendor, 0x1043);
	assert_int_equal(v.images[1].rom.size, 1024);
}

static void passes_over_gaps(void **state)
{
	struct acpi_vfct v;

	(void)state;
	assert_int_equal(parse("empty", &v), 0);
	assert_int_equal(v.n_images, 0);
	assert_false(v.cut);
	assert_int_equal(parse("empty-image", &v), 0);
	assert_int_equal(v.n_images, 1);
	assert_int_equal(parse("gap", &v), 0);
	assert_int_equal(v.n_images, 1);
	assert_int_equal(parse("many", &v), 0);
	assert_int_equal(v.n_images, ACPI_VFCT_IMAGES);
	assert_true(v.cut);
}

static void sees_broken_ones(void **state)
{
	static const char *const cut[] = { "bad-offset", "bad-length", "bad-cut" };
	struct acpi_vfct v;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cut); i++) {
		assert_int_equal(parse(cut[i], &v), 0);
		assert_true(v.cut);
		assert_int_equal(v.n_images, 0);
	}
	assert_int_equal(parse("bad-offset-header", &v), -EINVAL);
	assert_int_equal(parse("bad-short", &v), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_images),
		cmocka_unit_test(passes_over_gaps),
		cmocka_unit_test(sees_broken_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are AMI's and Dell's containers read as they are made, and never beyond their end? What is
 * in them is looked at in test-efi-open.c.
 */
#include "formats/efi-vendor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lib/seed.h"
#include "lib/tests.h"

static void test_pfat(void **state)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("efi-vendor", "pfat");
	_cleanup_(root_file_done) struct root_file s = seed_read("efi-vendor", "pfat-signed");
	_cleanup_free_ void *own = NULL, *other = NULL;
	struct bytes plain, with;
	size_t end = 0;

	(void)state;
	assert_int_equal(efi_pfat_join(bytes_of(f.text, f.size), SIZE_MAX, &plain, &end), 0);
	own = (void *)(uintptr_t)plain.data;
	assert_int_equal(end, f.size);
	assert_int_equal(efi_pfat_join(bytes_of(s.text, s.size), SIZE_MAX, &with, &end), 0);
	other = (void *)(uintptr_t)with.data;
	/* Signatures between the blocks are none of the contents. */
	assert_int_equal(plain.size, with.size);
	assert_memory_equal(plain.data, with.data, with.size);
	assert_int_equal(
		efi_pfat_join(bytes_of(f.text, f.size), plain.size - 1, &with, &end), -EFBIG);
	assert_int_equal(efi_pfat_join(bytes_of(f.text, 60), SIZE_MAX, &with, &end), -EINVAL);
}

static void test_pfs(void **state)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("efi-vendor", "pfs-program");
	struct bytes b = bytes_of(f.text, f.size);
	struct efi_pfs_part part;
	size_t off = 0;

	(void)state;
	assert_true(efi_pfs_next(b, &off, &part));
	assert_true(part.sound && !part.firmware);
	assert_true(efi_pfs_next(b, &off, &part));
	assert_true(part.sound && part.firmware);
	assert_int_equal(part.stream.data[0], 0x78);
	assert_false(efi_pfs_next(b, &off, &part));
	f.text[part.stream.data - b.data - 1] ^= 1;
	off = 0;
	assert_true(efi_pfs_next(b, &off, &part) && efi_pfs_next(b, &off, &part));
	assert_true(
		!part.sound && part.stream.size == (size_t)(b.data + b.size - part.stream.data));
}

static void test_entries(void **state)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("efi-vendor", "pfs");
	struct bytes b = bytes_of(f.text, f.size), entry;
	bool broken = true;
	size_t off = 0;

	(void)state;
	assert_true(efi_pfs_entry(b, &off, &entry, &broken));
	assert_memory_equal(entry.data, "Flash it", 8);
	assert_true(efi_pfs_entry(b, &off, &entry, &broken));
	assert_false(efi_pfs_entry(b, &off, &entry, &broken));
	assert_false(broken);
	/* Cut anywhere: an entry less, and it is told, but where only the footer is gone. */
	for (size_t size = 16; size < f.size - 16; size++) {
		_cleanup_free_ char *copy = malloc(size);

		assert_non_null(copy);
		memcpy(copy, f.text, size);
		off = 0;
		while (efi_pfs_entry(bytes_of(copy, size), &off, &entry, &broken))
			assert_true(off <= size);
		assert_true(broken || off + 16 == size);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pfat),
		cmocka_unit_test(test_pfs),
		cmocka_unit_test(test_entries),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a download is: capsules, Intel's descriptor, containers.
 */
#include "formats/efi-image.h"

#include "base/mem.h"
#include "lib/seed.h"
#include "lib/tests.h"

static struct efi_image detect(const char *name)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("efi-image", name);
	struct efi_image image;

	efi_image_detect(bytes_of(f.text, f.size), &image);
	return image;
}

static void test_descriptor(void **state)
{
	struct efi_image i = detect("descriptor");

	(void)state;
	assert_true(i.descriptor);
	assert_int_equal(i.capsule, EFI_CAPSULE_NONE);
	assert_string_equal(efi_region_name(1), "BIOS");
	assert_true(i.regions[1].present && i.regions[1].outside);
	assert_int_equal(i.regions[1].offset, 0x400000);
	assert_int_equal(i.regions[1].size, 0x400000);
	assert_true(i.regions[2].present);
	assert_int_equal(i.regions[2].offset, 0x1000);
	assert_false(i.regions[3].present);
	assert_false(i.regions[4].present);
	assert_null(efi_region_name(EFI_REGIONS));
}

static void test_capsules(void **state)
{
	struct efi_image i = detect("aptio");

	(void)state;
	assert_int_equal(i.capsule, EFI_CAPSULE_APTIO_SIGNED);
	assert_int_equal(i.body, 0x40);
	assert_true(i.descriptor);
	i = detect("efi");
	assert_int_equal(i.capsule, EFI_CAPSULE_EFI);
	assert_int_equal(i.body, 0x1c);
	assert_true(i.descriptor);
	i = detect("unknown");
	assert_int_equal(i.capsule, EFI_CAPSULE_UNKNOWN);
	assert_int_equal(i.body, 0x1c);
	i = detect("header-outside");
	assert_int_equal(i.capsule, EFI_CAPSULE_EFI);
	assert_int_equal(i.body, 0);
	assert_false(i.descriptor);
}

static void test_containers(void **state)
{
	struct efi_image i;

	(void)state;
	assert_int_equal(detect("zip").container, EFI_CONTAINER_ZIP);
	assert_int_equal(detect("7z").container, EFI_CONTAINER_7Z);
	assert_int_equal(detect("pfat").container, EFI_CONTAINER_PFAT);
	assert_int_equal(detect("program").container, EFI_CONTAINER_PROGRAM);
	efi_image_detect(bytes_of(NULL, 0), &i);
	assert_int_equal(i.container, EFI_CONTAINER_NONE);
	assert_int_equal(i.capsule, EFI_CAPSULE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_descriptor),
		cmocka_unit_test(test_capsules),
		cmocka_unit_test(test_containers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which machine and how long is a program, and is it a display driver? The programs are made
 * by fuzz/make-corpus-efi.py; real ones are in tests/cli/rom-data.sh.
 */
#include "formats/efi-pe.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "formats/efi-gop.h"
#include "lib/seed.h"
#include "lib/tests.h"

static struct bytes bytes_in(const struct root_file *f)
{
	return bytes_of(f->text, f->size);
}

static void test_pe(void **state)
{
	_cleanup_(root_file_done) struct root_file x64 = seed_read("efi-pe", "gop");
	_cleanup_(root_file_done) struct root_file app = seed_read("efi-pe", "application");
	_cleanup_(root_file_done) struct root_file cut = seed_read("efi-pe", "cut");
	_cleanup_(root_file_done) struct root_file many = seed_read("efi-pe", "many-sections");
	struct efi_pe pe;

	(void)state;
	assert_int_equal(efi_pe_parse(bytes_in(&x64), &pe), 0);
	assert_false(pe.te || pe.cut);
	assert_int_equal(pe.machine, EFI_MACHINE_X64);
	assert_int_equal(pe.subsystem, EFI_SUBSYSTEM_BOOT_DRIVER);
	assert_int_equal(pe.size, x64.size);
	assert_string_equal(efi_pe_machine_text(pe.machine), "x64");
	assert_int_equal(efi_pe_parse(bytes_in(&app), &pe), 0);
	assert_int_equal(pe.subsystem, EFI_SUBSYSTEM_APPLICATION);
	assert_int_equal(efi_pe_parse(bytes_in(&cut), &pe), 0);
	assert_true(pe.cut && pe.size == x64.size);
	assert_int_equal(efi_pe_parse(bytes_in(&many), &pe), -EINVAL);
	/* Without a whole header there is none. */
	for (size_t n = 0; n < 0x170; n++)
		assert_int_equal(efi_pe_parse(bytes_of(x64.text, n), &pe), -EINVAL);
	assert_null(efi_pe_machine_text(1));
	assert_null(efi_pe_subsystem_text(1));
}

static void test_te(void **state)
{
	_cleanup_(root_file_done) struct root_file te = seed_read("efi-pe", "te");
	struct efi_pe pe;

	(void)state;
	assert_int_equal(efi_pe_parse(bytes_in(&te), &pe), 0);
	assert_true(pe.te);
	assert_int_equal(pe.machine, EFI_MACHINE_X64);
	assert_int_equal(efi_pe_parse(bytes_of(te.text, 39), &pe), -EINVAL);
}

/* A header that points anywhere. */
static void test_wild(void **state)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("efi-pe", "gop");
	static const uint32_t offsets[] = { 0, 63, 0x7fffffff, 0xffffffff, 0xfffffff0 };
	struct efi_pe pe;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(offsets); i++) {
		memcpy(f.text + 0x3c, &offsets[i], 4);
		assert_int_equal(efi_pe_parse(bytes_in(&f), &pe), -EINVAL);
	}
}

static void test_gop(void **state)
{
	static const uint16_t ids[] = { 0xa780, 0xa781, 0x4680, 0x4682 };
	_cleanup_(root_file_done) struct root_file f = seed_read("efi-pe", "gop");
	_cleanup_(root_file_done) struct root_file other = seed_read("efi-pe", "other");
	_cleanup_(root_file_done) struct root_file ia32 = seed_read("efi-pe", "gop-ia32");
	_cleanup_(root_file_done) struct root_file app = seed_read("efi-pe", "application");
	struct efi_gop gop;
	char *name;

	(void)state;
	assert_true(efi_gop_is(bytes_in(&f), &gop));
	assert_true(gop.intel);
	assert_string_equal(gop.build, "1077");
	assert_int_equal(gop.n_ids, ARRAY_SIZE(ids));
	assert_memory_equal(gop.ids, ids, sizeof(ids));
	assert_true(efi_gop_is(bytes_in(&ia32), &gop));
	assert_int_equal(gop.pe.machine, EFI_MACHINE_IA32);
	assert_true(efi_gop_is(bytes_in(&other), &gop));
	assert_false(gop.intel);
	assert_false(efi_gop_is(bytes_in(&app), &gop));
	assert_false(efi_gop_is(bytes_of(f.text, f.size - 1), &gop));
	/* Setup pages have a blank behind the name. */
	name = memmem(f.text, f.size, "r\0\0\0", 4);
	assert_non_null(name);
	name[2] = ' ';
	assert_true(efi_gop_is(bytes_in(&f), &gop));
	assert_false(gop.intel);
}

static void test_search(void **state)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("efi-pe", "hidden");
	struct efi_gop gop;
	size_t off = 0;

	(void)state;
	assert_false(efi_gop_is(bytes_in(&f), &gop));
	assert_true(efi_gop_search(bytes_in(&f), &off, &gop));
	assert_int_equal(off, 40);
	assert_string_equal(gop.build, "1077");
	off++;
	assert_false(efi_gop_search(bytes_in(&f), &off, &gop));
}

static void test_tables(void **state)
{
	static const uint8_t known[32] = { 0x63, 0xf0, 0xa9, 0x4f, 0xbd, 0x7c, 0x2a, 0xaf };
	static const uint8_t unknown[32] = { 0x63, 0xf0, 0xa9, 0x4f, 0xbd, 0x7c, 0x2a, 0xae };

	(void)state;
	assert_string_equal(efi_gop_version(known), "8.0.1038");
	assert_null(efi_gop_version(unknown));
	assert_string_equal(efi_gop_platform(0x0402), "Haswell");
	assert_string_equal(efi_gop_platform(0xa7ad), "Raptor Lake-P");
	assert_string_equal(efi_gop_platform(0x46d2), "Alder Lake-N");
	assert_null(efi_gop_platform(0));
	assert_null(efi_gop_platform(0x0403));
	assert_null(efi_gop_platform(0xffff));
}

static void test_vbt(void **state)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("efi-pe", "vbt");
	_cleanup_(root_file_done) struct root_file cut = seed_read("efi-pe", "vbt-cut");
	struct efi_vbt vbt;

	(void)state;
	assert_true(efi_vbt_is(bytes_in(&f), &vbt));
	assert_string_equal(vbt.platform, "VIRTFN");
	assert_int_equal(vbt.version, 221);
	assert_int_equal(vbt.size, f.size);
	assert_true(vbt.checksum_ok);
	f.text[0x20] ^= 1;
	assert_true(efi_vbt_is(bytes_in(&f), &vbt));
	assert_false(vbt.checksum_ok);
	assert_true(efi_vbt_is(bytes_in(&cut), &vbt));
	assert_false(vbt.checksum_ok);
	assert_int_equal(vbt.version, 0);
	assert_false(efi_vbt_is(bytes_of(f.text, 0x2f), &vbt));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pe),
		cmocka_unit_test(test_te),
		cmocka_unit_test(test_wild),
		cmocka_unit_test(test_gop),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_tables),
		cmocka_unit_test(test_vbt),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

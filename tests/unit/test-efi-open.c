/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are archives opened, each in the other, with all limits kept, and is what cannot be opened
 * told? The archives are made by fuzz/make-corpus-archive.py.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/ext-archive.h"
#include "ext/ext-zlib.h"
#include "formats/efi-scan.h"
#include "lib/seed.h"
#include "lib/tests.h"

static int unpack(
	void *arg, enum efi_packing packing, struct bytes in, size_t max, struct bytes *ret)
{
	struct err err;
	size_t size;
	char *text;
	int r;

	(void)arg;
	if (packing != EFI_PACKING_ZLIB)
		return -ENOTSUP;
	r = ext_zlib_gunzip(in, max, &text, &size, &err);
	if (r == 0)
		*ret = bytes_of(text, size);
	return r;
}

static int open_archive(void *arg, struct bytes b, size_t max, const struct efi_sink *sink)
{
	const struct archive_limits limits = { .file = max, .entries = 1000 };
	const struct archive_sink to = { .arg = sink->arg, .member = sink->member };

	(void)arg;
	return ext_archive_each(b, &limits, &to);
}

static const struct efi_scan_wish usual = { .unpack = unpack, .open = open_archive };

struct expected {
	const char *folder, *name;
	enum efi_container container;
	size_t n_intel, n_members;
	const char *member; /* that has the driver; NULL: it is in none */
	bool broken;
};

static const struct expected expected[] = {
	{ "archive", "zip", EFI_CONTAINER_ZIP, 1, 2, "BIOS.CAP", false },
	{ "archive", "zip-stored", EFI_CONTAINER_ZIP, 1, 2, "BIOS.CAP", false },
	{ "archive", "7z", EFI_CONTAINER_7Z, 1, 1, "BIOS.CAP", false },
	{ "archive", "7z-lzma", EFI_CONTAINER_7Z, 1, 1, "BIOS.CAP", false },
	{ "archive", "cab", EFI_CONTAINER_CAB, 1, 2, "BIOS.CAP", false },
	{ "archive", "rar", EFI_CONTAINER_RAR, 1, 2, "BIOS.CAP", false },
	{ "archive", "iso", EFI_CONTAINER_ISO, 1, 1, "BIOS.CAP", false },
	{ "archive", "tar", EFI_CONTAINER_TAR, 1, 1, "BIOS.CAP", false },
	{ "archive", "gzip", EFI_CONTAINER_GZIP, 1, 1, "data", false },
	{ "archive", "xz", EFI_CONTAINER_XZ, 1, 1, "data", false },
	{ "archive", "bzip2", EFI_CONTAINER_BZIP2, 1, 1, "data", false },
	{ "archive", "nested", EFI_CONTAINER_ZIP, 1, 4, "BIOS.CAP", false },
	{ "archive", "two-images", EFI_CONTAINER_ZIP, 1, 2, "A.CAP", false },
	{ "archive", "program-zip", EFI_CONTAINER_PROGRAM, 1, 2, "BIOS.CAP", false },
	{ "archive", "program-cab", EFI_CONTAINER_PROGRAM, 1, 2, "BIOS.CAP", false },
	{ "archive", "program-rar", EFI_CONTAINER_PROGRAM, 1, 2, "BIOS.CAP", false },
	{ "archive", "program-7z", EFI_CONTAINER_PROGRAM, 1, 1, "BIOS.CAP", false },
	{ "archive", "program-7z-far", EFI_CONTAINER_PROGRAM, 1, 1, "BIOS.CAP", false },
	{ "archive", "program-turned", EFI_CONTAINER_PROGRAM, 1, 1, "BIOS.CAP", false },
	{ "archive", "program-image", EFI_CONTAINER_PROGRAM, 1, 0, NULL, false },
	{ "archive", "bad-locked-zip", EFI_CONTAINER_ZIP, 0, 2, NULL, true },
	{ "archive", "bad-locked-7z", EFI_CONTAINER_7Z, 0, 1, NULL, true },
	{ "archive", "bad-nothing", EFI_CONTAINER_ZIP, 0, 0, NULL, true },
	{ "archive", "bad-cut-zip", EFI_CONTAINER_ZIP, 0, 1, NULL, true },
	{ "archive", "bad-zip-claims-more", EFI_CONTAINER_ZIP, 0, 2, NULL, true },
	{ "archive", "bad-zip-claims-less", EFI_CONTAINER_ZIP, 0, 2, NULL, true },
	{ "archive", "bad-7z-dictionary", EFI_CONTAINER_7Z, 0, 1, NULL, true },
	{ "archive", "bad-7z-header", EFI_CONTAINER_7Z, 0, 0, NULL, true },
	{ "archive", "bad-cab-folder", EFI_CONTAINER_CAB, 1, 1, NULL, true },
	{ "archive", "bad-rar-cut", EFI_CONTAINER_RAR, 0, 1, NULL, true },
	{ "archive", "bad-gzip-layers", EFI_CONTAINER_GZIP, 0, 0, NULL, true },
	{ "archive", "bad-deep", EFI_CONTAINER_ZIP, 0, 4, NULL, true },
	{ "archive", "bad-bomb", EFI_CONTAINER_ZIP, 0, 2, NULL, true },
	{ "efi-vendor", "pfat", EFI_CONTAINER_PFAT, 1, 1, "BIOS Guard blocks", false },
	{ "efi-vendor", "pfat-signed", EFI_CONTAINER_PFAT, 1, 1, "BIOS Guard blocks", false },
	{ "efi-vendor", "pfat-signed-3072", EFI_CONTAINER_PFAT, 1, 1, "BIOS Guard blocks", false },
	{ "efi-vendor", "pfat-tail", EFI_CONTAINER_PFAT, 1, 2, "behind the blocks", false },
	{ "efi-vendor", "pfs", EFI_CONTAINER_PFS, 1, 2, "entry 2", false },
	{ "efi-vendor", "pfs-program", EFI_CONTAINER_PROGRAM, 1, 4, "entry 2", false },
	{ "efi-vendor", "pfs-wrong-sum", EFI_CONTAINER_PROGRAM, 1, 3, "entry 2", false },
	{ "efi-vendor", "pfs-blocks", EFI_CONTAINER_PFS, 0, 1, NULL, true },
	{ "efi-vendor", "iflash", EFI_CONTAINER_IFLASH, 1, 0, NULL, false },
	{ "efi-vendor", "inno", EFI_CONTAINER_INNO, 0, 0, NULL, false },
	{ "efi-vendor", "bad-pfat-cut", EFI_CONTAINER_PFAT, 0, 2, NULL, true },
	{ "efi-vendor", "bad-pfat-table", EFI_CONTAINER_PFAT, 0, 0, NULL, true },
	{ "efi-vendor", "bad-pfs-size", EFI_CONTAINER_PFS, 0, 1, NULL, true },
	{ "efi-vendor", "bad-pfs-stream", EFI_CONTAINER_PROGRAM, 0, 1, NULL, true },
};

static void scan_seed(
	const char *folder, const char *name, const struct efi_limits *limits, struct efi_scan *ret)
{
	_cleanup_(root_file_done) struct root_file f = seed_read(folder, name);

	assert_int_equal(efi_scan(bytes_of(f.text, f.size), &usual, limits, ret), 0);
}

/* The member that an item is in. */
static const struct efi_item *member_of(const struct efi_scan *scan, uint32_t id)
{
	while (id && scan->items[id - 1].node.kind != EFI_MEMBER)
		id = scan->items[id - 1].node.parent;
	return id ? &scan->items[id - 1] : NULL;
}

static void test_seeds(void **state)
{
	_cleanup_(root_file_done) struct root_file driver = seed_read("efi-pe", "gop");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		const struct expected *e = &expected[i];
		_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };
		const struct efi_item *in;
		size_t n = 0;

		(void)printf("%s\n", e->name);
		scan_seed(e->folder, e->name, &efi_limits, &scan);
		assert_int_equal(scan.image.container, e->container);
		assert_int_equal(scan.n_members, e->n_members);
		assert_int_equal(scan.broken > 0, e->broken);
		assert_false(scan.limited);
		for (size_t k = 0; k < scan.n_drivers; k++)
			n += scan.drivers[k].why == EFI_DRIVER_INTEL;
		assert_int_equal(n, e->n_intel);
		if (n == 0)
			continue;
		assert_int_equal(scan.drivers[0].gop.pe.size, driver.size);
		assert_memory_equal(scan.drivers[0].data, driver.text, driver.size);
		in = member_of(&scan, scan.drivers[0].node);
		assert_string_equal(in ? in->name : "", e->member ? e->member : "");
	}
}

static void test_locked(void **state)
{
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };

	(void)state;
	scan_seed("archive", "bad-locked-zip", &efi_limits, &scan);
	assert_true(scan.members[0].locked && scan.members[1].locked);
	assert_contains(scan.troubles[0].text, "password");
}

/* Names are only shown: they lead nowhere, and what would be none in a terminal is "?". */
static void test_names(void **state)
{
	_cleanup_(efi_scan_done) struct efi_scan slip = { 0 };

	(void)state;
	scan_seed("archive", "bad-zip-slip", &efi_limits, &slip);
	/* The link is none of its files. */
	assert_int_equal(slip.n_members, 2);
	assert_string_equal(
		slip.items[slip.members[0].node - 1].name, "../../../../tmp/virtfn-slip");
	assert_int_equal(slip.items[slip.members[0].node - 1].depth, 1);
}

static void test_limits(void **state)
{
	struct efi_limits few = efi_limits, flat = efi_limits, small = efi_limits,
			  little = efi_limits;
	_cleanup_(efi_scan_done) struct efi_scan one = { 0 }, two = { 0 }, three = { 0 },
						 four = { 0 };

	(void)state;
	few.members = 1;
	scan_seed("archive", "zip", &few, &one);
	assert_true(one.limited && one.n_members == 1);
	flat.archives = 1;
	scan_seed("archive", "nested", &flat, &two);
	assert_true(!two.limited && two.n_members == 1 && two.n_drivers == 0);
	assert_contains(two.troubles[0].text, "too deep");
	small.stream = 1000;
	scan_seed("archive", "zip", &small, &three);
	assert_true(!three.limited && three.n_members == 2 && three.n_drivers == 0);
	assert_contains(three.troubles[0].text, "larger");
	little.total = 3010;
	scan_seed("archive", "zip", &little, &four);
	assert_true(four.limited && four.n_drivers == 1);
	assert_contains(four.troubles[0].text, "more is packed");
}

static void test_no_library(void **state)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("archive", "zip");
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };
	const struct efi_scan_wish wish = { .unpack = unpack };

	(void)state;
	assert_int_equal(efi_scan(bytes_of(f.text, f.size), &wish, &efi_limits, &scan), 0);
	assert_contains(scan.troubles[0].text, "libarchive");
}

/* Cut at each byte, and with each byte turned over: an end, and no report of a sanitizer. */
static void test_damaged(void **state)
{
	static const struct {
		const char *folder, *name;
	} rows[] = { { "archive", "7z-lzma" }, { "archive", "two-images" }, { "archive", "nested" },
		{ "efi-vendor", "pfs-program" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(root_file_done) struct root_file f =
			seed_read(rows[i].folder, rows[i].name);

		for (size_t at = 0; at < f.size; at += 3) {
			_cleanup_(efi_scan_done) struct efi_scan cut = { 0 }, turned = { 0 };

			assert_int_equal(
				efi_scan(bytes_of(f.text, at), &usual, &efi_limits, &cut), 0);
			f.text[at] = (char)~f.text[at];
			assert_int_equal(
				efi_scan(bytes_of(f.text, f.size), &usual, &efi_limits, &turned),
				0);
			f.text[at] = (char)~f.text[at];
		}
	}
}

static void test_wire(void **state)
{
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 }, back = { 0 };
	_cleanup_(str_buf_done) struct str_buf b = { 0 };

	(void)state;
	scan_seed("archive", "nested", &efi_limits, &scan);
	efi_scan_write(&scan, &b);
	assert_int_equal(efi_scan_read(bytes_of(b.text, b.len), &back), 0);
	assert_int_equal(back.n_members, scan.n_members);
	for (size_t i = 0; i < scan.n_members; i++) {
		assert_int_equal(back.members[i].node, scan.members[i].node);
		assert_int_equal(back.members[i].image.container, scan.members[i].image.container);
	}
	for (size_t i = 0; i < scan.n_items; i++)
		assert_int_equal(back.items[i].depth, scan.items[i].depth);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_locked),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_no_library),
		cmocka_unit_test(test_damaged),
		cmocka_unit_test(test_wire),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

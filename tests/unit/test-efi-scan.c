/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the walk find what is in a firmware image, tell what is broken, and end? The images
 * are made by fuzz/make-corpus-efi.py; some are built here.
 */
#include "formats/efi-scan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/ext-brotli.h"
#include "ext/ext-lzma.h"
#include "ext/ext-zlib.h"
#include "lib/seed.h"
#include "lib/tests.h"

static int unpack(
	void *arg, enum efi_packing packing, struct bytes in, size_t max, struct bytes *ret)
{
	bool x86 = packing == EFI_PACKING_LZMA_X86;
	struct err err;
	size_t size;
	char *text;
	int r;

	(void)arg;
	if (x86 || packing == EFI_PACKING_LZMA)
		return ext_lzma_unpack(in, x86, max, ret, &err);
	if (packing == EFI_PACKING_BROTLI)
		return ext_brotli_unpack(in, max, ret, &err);
	r = ext_zlib_gunzip(in, max, &text, &size, &err);
	if (r == 0)
		*ret = bytes_of(text, size);
	return r;
}

static const struct efi_scan_wish usual = { .unpack = unpack };

static void scan_seed(const char *name, const struct efi_scan_wish *wish, struct efi_scan *ret)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("efi-volume", name);

	assert_int_equal(efi_scan(bytes_of(f.text, f.size), wish, &efi_limits, ret), 0);
}

struct expected {
	const char *name;
	size_t n_intel;
	uint32_t copies; /* of the first */
	bool troubled, broken;
};

/* In all of these the driver is there, whatever is around it. */
static const struct expected expected[] = {
	{ "plain", 1, 1, false, false },
	{ "two-volumes", 1, 1, false, false },
	{ "twice", 1, 2, false, false },
	{ "lzma", 1, 1, false, false },
	{ "lzma-x86", 1, 1, false, false },
	{ "lzma-several", 1, 1, true, true },
	{ "lzma-legacy", 1, 1, false, false },
	{ "tiano", 1, 1, false, false },
	{ "standard-efi", 1, 1, false, false },
	{ "stored", 1, 1, false, false },
	{ "crc32", 1, 1, false, false },
	{ "zlib", 1, 1, false, false },
	{ "gzip", 1, 1, false, false },
	{ "brotli", 1, 1, false, false },
	{ "signed-rsa", 1, 1, false, false },
	{ "signed-counted", 1, 1, false, false },
	{ "signed-certificate", 1, 1, false, false },
	{ "unaligned", 1, 1, false, false },
	{ "lenovo-large", 1, 1, false, false },
	{ "first-revision", 1, 1, false, false },
	{ "unknown-section", 1, 1, false, false },
	{ "behind-free-space", 1, 1, false, false },
	{ "in-padding", 1, 1, false, false },
	{ "unknown-guid", 1, 1, false, false },
	{ "disposable", 1, 1, false, false },
	{ "large-file", 1, 1, false, false },
	{ "subtype", 1, 1, false, false },
	{ "rom-in-raw", 1, 1, false, false },
	{ "rom-packed", 1, 1, false, false },
	{ "capsule", 1, 1, false, false },
	{ "program", 1, 1, false, false },
	{ "two-drivers", 2, 1, false, false },
	{ "two-machines", 2, 1, false, false },
	{ "other-driver", 0, 0, false, false },
	{ "bad-checksum", 1, 1, true, false },
	{ "bad-crc32", 1, 1, true, false },
	{ "bad-zero-length", 1, 1, true, false },
	{ "bad-length", 1, 1, true, true },
	{ "bad-ext-header", 1, 1, true, true },
	{ "bad-file-size", 1, 1, true, true },
	{ "bad-file-too-long", 1, 1, true, true },
	{ "bad-section-size", 1, 1, true, true },
	{ "bad-cut", 1, 1, true, true },
	{ "bad-header-length", 1, 1, true, true },
	{ "bad-guided", 0, 0, true, true },
	{ "bad-lzma-short", 0, 0, true, true },
	{ "bad-lzma-huge", 0, 0, true, true },
	{ "bad-lzma-cut", 0, 0, true, true },
	{ "bad-tiano", 0, 0, true, true },
	{ "bad-deep", 0, 0, true, true },
};

static size_t count_intel(const struct efi_scan *scan)
{
	size_t n = 0;

	for (size_t i = 0; i < scan->n_drivers; i++)
		n += scan->drivers[i].why == EFI_DRIVER_INTEL;
	return n;
}

static void test_seeds(void **state)
{
	_cleanup_(root_file_done) struct root_file driver = seed_read("efi-pe", "gop");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(expected); i++) {
		const struct expected *e = &expected[i];
		_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };

		(void)printf("%s\n", e->name);
		scan_seed(e->name, &usual, &scan);
		assert_int_equal(count_intel(&scan), e->n_intel);
		assert_int_equal(scan.all_troubles > 0, e->troubled);
		assert_int_equal(scan.broken > 0, e->broken);
		assert_false(scan.limited);
		if (e->n_intel == 0)
			continue;
		assert_int_equal(scan.drivers[0].copies, e->copies);
		/* By its place, and not by searching; but where the volume itself is lost. */
		assert_int_equal(
			scan.drivers[0].node == 0, strcmp(e->name, "bad-header-length") == 0);
		assert_int_equal(scan.drivers[0].gop.pe.size, driver.size);
		assert_memory_equal(scan.drivers[0].data, driver.text, driver.size);
	}
}

static const struct efi_item *find(const struct efi_scan *scan, const char *name)
{
	for (size_t i = 0; i < scan->n_items; i++)
		if (strcmp(scan->items[i].name, name) == 0)
			return &scan->items[i];
	return NULL;
}

static void test_tree(void **state)
{
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };
	const struct efi_item *file;
	char text[EFI_GUID_TEXT];

	(void)state;
	scan_seed("plain", &usual, &scan);
	assert_int_equal(scan.items[0].node.kind, EFI_VOLUME);
	assert_int_equal(scan.items[0].node.offset, 0);
	efi_guid_format(&scan.items[0].node.guid, text);
	assert_string_equal(text, "11111111-2222-3333-4444-555555555555");
	file = find(&scan, "IntelGopDriver");
	assert_non_null(file);
	assert_string_equal(file->version, "17.0");
	assert_int_equal(file->node.kind, EFI_FILE);
	assert_int_equal(file->node.type, EFI_FILE_DRIVER);
	assert_int_equal(file->node.parent, 1);
	assert_non_null(find(&scan, "Setup"));
	assert_int_equal(scan.n_vbts, 1);
	assert_int_equal(scan.vbts[0].vbt.version, 221);
	assert_string_equal(
		scan.items[scan.items[scan.vbts[0].node - 1].node.parent - 1].name, "IntelGopVbt");
}

/* What is packed counts from the start of what was unpacked. */
static void test_packed(void **state)
{
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };
	const struct efi_item *file;

	(void)state;
	scan_seed("lzma", &usual, &scan);
	file = find(&scan, "IntelGopDriver");
	assert_non_null(file);
	assert_true(file->node.flags & EFI_FLAG_PACKED);
	assert_int_equal(file->node.offset, 4 + 0x48);
	assert_false(scan.items[0].node.flags & EFI_FLAG_PACKED);
}

static int no_unpack(
	void *arg, enum efi_packing packing, struct bytes in, size_t max, struct bytes *ret)
{
	(void)arg;
	(void)packing;
	(void)in;
	(void)max;
	(void)ret;
	return -ENOTSUP;
}

static void test_no_library(void **state)
{
	struct efi_scan_wish wish = { .unpack = no_unpack };
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };

	(void)state;
	scan_seed("lzma", &wish, &scan);
	assert_int_equal(scan.n_troubles, 1);
	assert_contains(scan.troubles[0].text, "library");
}

static void test_search(void **state)
{
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };

	(void)state;
	scan_seed("hidden", &usual, &scan);
	assert_int_equal(scan.n_drivers, 1);
	assert_int_equal(scan.drivers[0].node, 0);
	assert_int_equal(scan.drivers[0].why, EFI_DRIVER_INTEL);
	assert_int_equal(scan.drivers[0].offset, 120);
}

static void test_patterns(void **state)
{
	struct efi_scan_wish wish = { .unpack = unpack };
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };
	uint64_t hits = 0;

	(void)state;
	wish.patterns[0] = bytes_of("G\0O\0P\0 \0D\0", 10);
	wish.patterns[1] = bytes_of("BIOS_DATA", 9);
	scan_seed("plain", &wish, &scan);
	for (size_t i = 0; i < scan.n_items; i++)
		hits += scan.items[i].hits;
	assert_int_equal(hits, 3);
	assert_int_equal(scan.items[scan.vbts[0].node - 1].first_hit, 0x30);
}

static void test_guid(void **state)
{
	struct efi_scan_wish wish = { .unpack = unpack };
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };
	struct efi_guid guid;

	(void)state;
	assert_int_equal(efi_guid_parse("899407D7-99FE-43D8-9A21-79EC328CAC21", &guid), 0);
	wish.guid = &guid;
	scan_seed("plain", &wish, &scan);
	assert_int_equal(scan.n_drivers, 2);
	assert_int_equal(scan.drivers[0].why, EFI_DRIVER_INTEL);
	assert_int_equal(scan.drivers[1].why, EFI_DRIVER_WANTED);
}

static void test_limits(void **state)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("efi-volume", "lzma");
	struct efi_limits few = efi_limits, small = efi_limits, idle = efi_limits;
	struct bytes b = bytes_of(f.text, f.size);
	_cleanup_(efi_scan_done) struct efi_scan one = { 0 }, two = { 0 }, three = { 0 };

	(void)state;
	few.nodes = 4;
	assert_int_equal(efi_scan(b, &usual, &few, &one), 0);
	assert_true(one.limited && one.n_items == 4 && one.broken == 1);
	small.stream = 1000;
	assert_int_equal(efi_scan(b, &usual, &small, &two), 0);
	assert_false(two.limited);
	assert_contains(two.troubles[0].text, "more is packed");
	idle.work = 100;
	assert_int_equal(efi_scan(b, &usual, &idle, &three), 0);
	assert_true(three.limited);
}

/* 20 000 sections in each other, as in b42 of the hostile samples. */
static void test_nested(void **state)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("efi-volume", "disposable");
	const size_t n = 20000;
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };
	uint8_t *b = calloc(1, 0x60 + 4 * n);

	(void)state;
	assert_non_null(b);
	memcpy(b, f.text, 0x60);
	b[0x20] = 0;
	b[0x21] = 0;
	b[0x22] = 2;
	for (size_t i = 0; i < n; i++) {
		size_t left = 4 * (n - i);
		uint8_t *at = b + 0x60 + 4 * i;

		at[0] = (uint8_t)left;
		at[1] = (uint8_t)(left >> 8);
		at[2] = (uint8_t)(left >> 16);
		at[3] = EFI_SECTION_DISPOSABLE;
	}
	memset(b + 0x48 + 0x14, 0xff, 3);
	assert_int_equal(efi_scan(bytes_of(b, 0x60 + 4 * n), &usual, &efi_limits, &scan), 0);
	assert_true(scan.n_items <= efi_limits.nodes && scan.broken > 0);
	free(b);
}

static void test_nothing(void **state)
{
	static const uint8_t zeros[100];
	_cleanup_(efi_scan_done) struct efi_scan none = { 0 }, some = { 0 };

	(void)state;
	assert_int_equal(efi_scan(bytes_of(NULL, 0), &usual, &efi_limits, &none), 0);
	assert_int_equal(none.n_items + none.all_troubles, 0);
	assert_int_equal(efi_scan(bytes_of(zeros, 100), &usual, &efi_limits, &some), 0);
	assert_int_equal(some.n_items, 1);
	assert_int_equal(some.items[0].node.kind, EFI_DATA);
}

static void fake_sha256(struct bytes b, uint8_t ret[EFI_SHA256])
{
	memset(ret, (int)(b.size % 251), EFI_SHA256);
}

static void test_wire(void **state)
{
	struct efi_scan_wish wish = { .unpack = unpack, .sha256 = fake_sha256, .hash = true };
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 }, back = { 0 };
	struct str_buf b = { 0 }, again = { 0 };

	(void)state;
	scan_seed("capsule", &wish, &scan);
	efi_scan_write(&scan, &b);
	assert_int_equal(efi_scan_read(bytes_of(b.text, b.len), &back), 0);
	assert_int_equal(back.n_items, scan.n_items);
	assert_int_equal(back.n_drivers, 1);
	assert_int_equal(back.image.capsule, EFI_CAPSULE_APTIO);
	assert_string_equal(back.drivers[0].gop.build, "1077");
	assert_int_equal(back.drivers[0].sha256[0], scan.drivers[0].gop.pe.size % 251);
	assert_true(back.items[back.drivers[0].node - 1].hashed);
	efi_scan_write(&back, &again);
	assert_int_equal(again.len, b.len);
	assert_memory_equal(again.text, b.text, b.len);
	str_buf_done(&b);
	str_buf_done(&again);
}

/* No byte of it, and no length, may do harm; what is taken makes sense. */
static void test_wire_hostile(void **state)
{
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };
	struct str_buf b = { 0 };

	(void)state;
	scan_seed("plain", &usual, &scan);
	efi_scan_write(&scan, &b);
	for (size_t n = 0; n < b.len; n += n < 64 ? 1 : 41)
		assert_int_equal(
			efi_scan_read(bytes_of(b.text, n), &(struct efi_scan) { 0 }), -EINVAL);
	for (size_t i = 0; i < b.len; i++) {
		_cleanup_(efi_scan_done) struct efi_scan back = { 0 };
		char old = b.text[i];

		b.text[i] = (char)~old;
		if (efi_scan_read(bytes_of(b.text, b.len), &back) == 0)
			for (size_t k = 0; k < back.n_items; k++)
				assert_true(back.items[k].node.parent <= k);
		b.text[i] = old;
	}
	str_buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seeds),
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_packed),
		cmocka_unit_test(test_no_library),
		cmocka_unit_test(test_search),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_guid),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_nested),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_wire),
		cmocka_unit_test(test_wire_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * LZMA, zlib, Brotli and SHA-256, as firmware images have them. A library that is not there
 * skips its test.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/ext-brotli.h"
#include "ext/ext-lzma.h"
#include "ext/ext-nettle.h"
#include "ext/ext-zlib.h"
#include "lib/tests.h"

/* 24 times "virtfn ", as "lzma" makes it, with its size in the header. */
static const uint8_t lzma[] = { 0x5d, 0x00, 0x10, 0x00, 0x00, 0xa8, 0x00, 0x00, 0x00, 0x00, 0x00,
	0x00, 0x00, 0x00, 0x3b, 0x1a, 0x4a, 0xac, 0x20, 0xfb, 0xeb, 0x85, 0xdf, 0xbc, 0x92, 0x79,
	0xe3, 0xff, 0xff, 0xde, 0x21, 0x00, 0x00 };
static const uint8_t zlib_stream[] = { 0x78, 0x9c, 0x2b, 0xcb, 0x2c, 0x2a, 0x49, 0xcb, 0x53, 0x28,
	0x1b, 0xec, 0x14, 0x00, 0xab, 0xcf, 0x41, 0x59 };
static const uint8_t gzip[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x2b,
	0xcb, 0x2c, 0x2a, 0x49, 0xcb, 0x53, 0x28, 0x1b, 0xec, 0x14, 0x00, 0x4c, 0x6b, 0x12, 0xa6,
	0xa8, 0x00, 0x00, 0x00 };
/* "hello" as it is, in one block. */
static const uint8_t brotli[] = { 0x0b, 0x02, 0x80, 'h', 'e', 'l', 'l', 'o', 0x03, 'j', 'u', 'n',
	'k' };

#define SIZE (24 * 7)

static void check_text(const void *text, size_t size)
{
	assert_int_equal(size, SIZE);
	for (size_t i = 0; i < SIZE; i += 7)
		assert_memory_equal((const char *)text + i, "virtfn ", 7);
}

static void test_lzma(void **state)
{
	uint8_t copy[sizeof(lzma) + 8] = { 0 };
	struct bytes out;
	struct err err = { 0 };

	(void)state;
	if (ext_lzma_open(&err) < 0)
		skip();
	memcpy(copy, lzma, sizeof(lzma));
	assert_ok(ext_lzma_unpack(bytes_of(lzma, sizeof(lzma)), false, SIZE, &out, &err), err);
	check_text(out.data, out.size);
	free((void *)(uintptr_t)out.data);
	/* Something behind it, and a dictionary of 4 GiB. */
	memset(copy + 1, 0xff, 4);
	assert_ok(ext_lzma_unpack(bytes_of(copy, sizeof(copy)), false, SIZE, &out, &err), err);
	check_text(out.data, out.size);
	free((void *)(uintptr_t)out.data);
	assert_int_equal(
		ext_lzma_unpack(bytes_of(lzma, sizeof(lzma)), false, SIZE - 1, &out, &err), -EFBIG);
	for (size_t n = 0; n < sizeof(lzma) - 6; n++)
		assert_int_equal(
			ext_lzma_unpack(bytes_of(lzma, n), false, SIZE, &out, &err), -EINVAL);
	copy[0] = 225;
	assert_int_equal(
		ext_lzma_unpack(bytes_of(copy, sizeof(copy)), false, SIZE, &out, &err), -EINVAL);
	memset(copy + 5, 0xff, 8);
	copy[0] = 0x5d;
	assert_int_equal(
		ext_lzma_unpack(bytes_of(copy, sizeof(copy)), false, SIZE, &out, &err), -EFBIG);
}

static void check_zlib(const uint8_t *data, size_t size)
{
	struct err err = { 0 };
	size_t n;
	char *out;
	int r = ext_zlib_gunzip(bytes_of(data, size), SIZE, &out, &n, &err);

	if (r == -ENOTSUP)
		skip();
	assert_ok(r, err);
	check_text(out, n);
	free(out);
	assert_int_equal(ext_zlib_gunzip(bytes_of(data, size), SIZE - 1, &out, &n, &err), -EFBIG);
	assert_int_equal(ext_zlib_gunzip(bytes_of(data, size - 1), SIZE, &out, &n, &err), -EINVAL);
}

static void test_zlib(void **state)
{
	(void)state;
	check_zlib(zlib_stream, sizeof(zlib_stream));
	check_zlib(gzip, sizeof(gzip));
}

static void test_brotli(void **state)
{
	struct bytes out;
	struct err err = { 0 };

	(void)state;
	if (ext_brotli_open(&err) < 0)
		skip();
	assert_ok(ext_brotli_unpack(bytes_of(brotli, sizeof(brotli)), 5, &out, &err), err);
	assert_int_equal(out.size, 5);
	assert_memory_equal(out.data, "hello", 5);
	free((void *)(uintptr_t)out.data);
	assert_int_equal(
		ext_brotli_unpack(bytes_of(brotli, sizeof(brotli)), 4, &out, &err), -EFBIG);
	for (size_t n = 0; n < 9; n++)
		assert_int_equal(ext_brotli_unpack(bytes_of(brotli, n), 5, &out, &err), -EINVAL);
}

static void test_sha256(void **state)
{
	/* FIPS 180-4, of "abc" and of nothing. */
	static const uint8_t abc[] = { 0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea };
	static const uint8_t none[] = { 0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14 };
	uint8_t hash[32];
	struct err err = { 0 };

	(void)state;
	if (ext_nettle_open(&err) < 0)
		skip();
	ext_nettle_sha256(bytes_of("abc", 3), hash);
	assert_memory_equal(hash, abc, sizeof(abc));
	ext_nettle_sha256(bytes_of(NULL, 0), hash);
	assert_memory_equal(hash, none, sizeof(none));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lzma),
		cmocka_unit_test(test_zlib),
		cmocka_unit_test(test_brotli),
		cmocka_unit_test(test_sha256),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

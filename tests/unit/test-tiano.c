/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does EFI 1.1 and Tiano unpack, and does it refuse what would write or read outside? Real
 * streams are in tests/cli/rom-data.sh, hostile ones in fuzz/fuzz-tiano.c.
 */
#include "formats/tiano.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/tests.h"

#define PACKED_MAX 64

/* Bits, the first one highest, behind a header. */
struct packer {
	uint8_t b[PACKED_MAX];
	size_t n_bits;
};

static void put(struct packer *p, unsigned value, unsigned bits)
{
	while (bits-- > 0) {
		assert_true(p->n_bits / 8 + 8 < PACKED_MAX);
		p->b[8 + p->n_bits / 8] |= (uint8_t)((value >> bits & 1) << (7 - p->n_bits % 8));
		p->n_bits++;
	}
}

static struct bytes finish(struct packer *p, uint8_t unpacked)
{
	size_t n = (p->n_bits + 7) / 8;

	p->b[0] = (uint8_t)n;
	p->b[4] = unpacked;
	return bytes_of(p->b, 8 + n);
}

/* Codes: a is 0, b is 10, a match of 6 at this distance is 11. */
static void put_codes(struct packer *p, unsigned kind, unsigned symbols, unsigned distance)
{
	static const unsigned lengths[] = { 5, 5, 0, 3, 0, 3, 2, 3, 0, 2, 2, 3, 1, 3 };
	static const unsigned chars[] = { 260, 9, 2, 2, 97 - 20, 9, 3, 2, 0, 1, 2, 2, 160 - 20, 9,
		0, 1 };

	put(p, symbols, 16);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i += 2)
		put(p, lengths[i], lengths[i + 1]);
	for (size_t i = 0; i < sizeof(chars) / sizeof(chars[0]); i += 2)
		put(p, chars[i], chars[i + 1]);
	put(p, 0, kind);
	put(p, distance, kind);
}

static void check_kind(enum tiano_kind kind)
{
	struct packer p = { 0 };
	uint8_t out[14 + 1] = { 0 };
	struct bytes in;
	size_t size;

	put_codes(&p, kind, 4, 1);
	put(&p, 2 << 4 | 3 << 2 | 3, 7);
	in = finish(&p, 14);
	assert_int_equal(tiano_size(in, &size), 0);
	assert_int_equal(size, 14);
	assert_int_equal(tiano_unpack(in, kind, out, 14), 0);
	assert_string_equal((char *)out, "ababababababab");
	assert_int_equal(tiano_unpack(in, kind, out, 13), -EINVAL);
	/* More matches than room: the last one is cut. */
	p.b[4] = 9;
	memset(out, 0, sizeof(out));
	assert_int_equal(tiano_unpack(in, kind, out, 9), 0);
	assert_string_equal((char *)out, "ababababa");
}

static void test_unpack(void **state)
{
	(void)state;
	check_kind(TIANO_EFI);
	check_kind(TIANO_TIANO);
}

static void test_cut(void **state)
{
	struct packer p = { 0 };
	uint8_t out[14];
	struct bytes in;
	size_t size;

	(void)state;
	put_codes(&p, TIANO_TIANO, 4, 1);
	put(&p, 2 << 4 | 3 << 2 | 3, 7);
	in = finish(&p, 14);
	for (size_t n = 0; n < in.size; n++)
		assert_int_equal(
			tiano_unpack(bytes_slice(in, 0, n), TIANO_TIANO, out, 14), -EINVAL);
	/* The header may say so itself. */
	for (uint8_t n = 0; n + 8U < in.size; n++) {
		p.b[0] = n;
		assert_int_equal(tiano_unpack(in, TIANO_TIANO, out, 14), -EINVAL);
	}
	p.b[3] = 0xff;
	assert_int_equal(tiano_size(in, &size), -EINVAL);
	assert_int_equal(tiano_size(bytes_of(NULL, 0), &size), -EINVAL);
}

/* CVE-2017-5731 and its sisters. */
static void test_hostile(void **state)
{
	struct packer far = { 0 }, long_code = { 0 }, count = { 0 }, two = { 0 }, run = { 0 };
	uint8_t out[14];

	(void)state;
	/* A match that starts before the first byte. */
	put_codes(&far, TIANO_TIANO, 4, 12);
	put(&far, 2 << 4 | 3 << 2 | 3, 32);
	assert_int_equal(tiano_unpack(finish(&far, 14), TIANO_TIANO, out, 14), -EINVAL);
	/* A code of 17 bits. */
	put(&long_code, 1, 16);
	put(&long_code, 1, 5);
	put(&long_code, 0x7fffffff, 31);
	assert_int_equal(tiano_unpack(finish(&long_code, 14), TIANO_TIANO, out, 14), -EINVAL);
	/* More symbols than there are. */
	put(&count, 1, 16);
	put(&count, 20, 5);
	put(&count, 0, 32);
	assert_int_equal(tiano_unpack(finish(&count, 14), TIANO_TIANO, out, 14), -EINVAL);
	/* Three codes of one bit. */
	put(&two, 1, 16);
	put(&two, 3, 5);
	put(&two, 1 << 6 | 1 << 3 | 1, 9);
	put(&two, 0, 32);
	assert_int_equal(tiano_unpack(finish(&two, 14), TIANO_TIANO, out, 14), -EINVAL);
	/* A run of zeros beyond the last character. */
	put(&run, 1, 16);
	put(&run, 0, 5);
	put(&run, 2, 5);
	put(&run, 510, 9);
	put(&run, 0x1ff, 9);
	put(&run, 0, 32);
	assert_int_equal(tiano_unpack(finish(&run, 14), TIANO_TIANO, out, 14), -EINVAL);
}

/* Blocks whose codes have one symbol take no bits for it. */
static void test_single(void **state)
{
	struct packer p = { 0 };
	uint8_t out[6] = { 0 };

	(void)state;
	put(&p, 5, 16);
	put(&p, 0, 10);
	put(&p, 0, 9);
	put(&p, 'x', 9);
	put(&p, 0, 10);
	assert_int_equal(tiano_unpack(finish(&p, 5), TIANO_TIANO, out, 5), 0);
	assert_string_equal((char *)out, "xxxxx");
	p.b[4] = 6;
	assert_int_equal(tiano_unpack(finish(&p, 6), TIANO_TIANO, out, 6), -EINVAL);
}

/* Bytes of every statistic: even, skewed so that codes would be too long, one value, few. */
static void fill(uint8_t *b, size_t n, unsigned kind)
{
	uint32_t x = 12345;

	for (size_t i = 0; i < n; i++) {
		x = x * 1664525 + 1013904223;
		switch (kind) {
		case 0:
			b[i] = (uint8_t)(x >> 24);
			break;
		case 1:
			/* Half of them 0, a quarter 1, and so on. */
			b[i] = (uint8_t)(x ? __builtin_clz(x) : 32);
			break;
		case 2:
			b[i] = 7;
			break;
		default:
			b[i] = (uint8_t)(i % 9000 % 251);
		}
	}
}

static void pack_one(const uint8_t *plain, size_t n, enum tiano_kind kind, size_t most)
{
	uint8_t *packed = NULL, *back = malloc(n + 1);
	size_t size, said;

	assert_non_null(back);
	assert_int_equal(tiano_pack(bytes_of(plain, n), kind, &packed, &size), 0);
	assert_true(size <= most);
	assert_int_equal(tiano_size(bytes_of(packed, size), &said), 0);
	assert_int_equal(said, n);
	assert_int_equal(tiano_unpack(bytes_of(packed, size), kind, back, n), 0);
	assert_memory_equal(back, plain, n);
	free(packed);
	free(back);
}

static void packs(void **state)
{
	static const size_t sizes[] = { 1, 2, 3, 4, 255, 256, 257, 8192, 8193, 70000, 300000 };
	uint8_t *plain = malloc(300000);

	(void)state;
	assert_non_null(plain);
	for (unsigned kind = 0; kind < 4; kind++) {
		for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
			fill(plain, sizes[i], kind);
			pack_one(plain, sizes[i], TIANO_EFI, sizes[i] + sizes[i] / 64 + 400);
			pack_one(plain, sizes[i], TIANO_TIANO, sizes[i] + sizes[i] / 64 + 400);
		}
	}
	/* One value: matches of 256 bytes; the last one has a period of 9000. */
	fill(plain, 300000, 2);
	pack_one(plain, 300000, TIANO_EFI, 2000);
	fill(plain, 300000, 3);
	pack_one(plain, 300000, TIANO_TIANO, 6000);
	free(plain);
}

static void packs_nothing(void **state)
{
	uint8_t *packed = NULL, none;
	size_t size;

	(void)state;
	assert_int_equal(tiano_pack(bytes_of(NULL, 0), TIANO_EFI, &packed, &size), 0);
	assert_int_equal(tiano_unpack(bytes_of(packed, size), TIANO_EFI, &none, 0), 0);
	free(packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_unpack),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_single),
		cmocka_unit_test(packs),
		cmocka_unit_test(packs_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that are strict, distances that make good guesses, texts that grow.
 */
#include "base/str.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

static void test_numbers(void **state)
{
	static const struct {
		const char *text;
		unsigned max;
		int r;
		unsigned value;
	} rows[] = {
		{ "0", 10, 0, 0 },
		{ "10", 10, 0, 10 },
		{ "007", 10, 0, 7 },
		{ "0x1f", 255, 0, 31 },
		{ "0XfF", 255, 0, 255 },
		{ "11", 10, -ERANGE, 0 },
		{ "4294967295", UINT_MAX, 0, UINT_MAX },
		{ "4294967296", UINT_MAX, -ERANGE, 0 },
		{ "99999999999999999999999", UINT_MAX, -ERANGE, 0 },
		{ "", 10, -EINVAL, 0 },
		{ "-1", 10, -EINVAL, 0 },
		{ "+1", 10, -EINVAL, 0 },
		{ " 1", 10, -EINVAL, 0 },
		{ "1 ", 10, -EINVAL, 0 },
		{ "1\n", 10, -EINVAL, 0 },
		{ "1x", 10, -EINVAL, 0 },
		{ "a", 10, -EINVAL, 0 },
		{ "0x", 10, -EINVAL, 0 },
		{ "0x0x1", 10, -EINVAL, 0 },
		{ "0x-1", 10, -EINVAL, 0 },
		{ "1.0", 10, -EINVAL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		unsigned v = 12345;
		int r = str_to_uint(rows[i].text, rows[i].max, &v);

		if (r != rows[i].r || v != (r < 0 ? 12345 : rows[i].value))
			fail_msg("'%s' gave %d and %u", rows[i].text, r, v);
	}
}

static void test_base_name(void **state)
{
	static const char *const rows[][2] = {
		{ "/boot/vmlinuz", "vmlinuz" },
		{ "etc/dracut.conf.d/10-a.conf", "10-a.conf" },
		{ "/vmlinuz", "vmlinuz" },
		{ "vmlinuz", "vmlinuz" },
		{ "boot/", "" },
		{ "/", "" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(str_base_name(rows[i][0]), rows[i][1]);
}

static void test_has_word(void **state)
{
	static const struct {
		const char *words, *word;
		bool has;
	} rows[] = {
		{ "schedutil powersave userspace ", "powersave", true },
		{ "schedutil  powersave", "powersave", true },
		{ "powersave", "powersave", true },
		{ "powersave schedutil", "power", false },
		{ "powersave schedutil", "save", false },
		{ "powersaves", "powersave", false },
		{ "a b", "a b", false },
		{ "a  b", "", false },
		{ "", "a", false },
		{ "", "", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (str_has_word(rows[i].words, rows[i].word, strlen(rows[i].word)) != rows[i].has)
			fail_msg("'%s' in '%s'", rows[i].word, rows[i].words);
	/* A part of a longer text that no 0 ends. */
	assert_true(str_has_word("debian ubuntu", "debian-like", 6));
}

static void test_u64(void **state)
{
	uint64_t v = 1;

	(void)state;
	assert_int_equal(str_to_u64("ffffffffffffffff", 16, UINT64_MAX, &v), 0);
	assert_true(v == UINT64_MAX);
	assert_int_equal(str_to_u64("10000000000000000", 16, UINT64_MAX, &v), -ERANGE);
	/* The base is said already: a prefix is one too many. */
	assert_int_equal(str_to_u64("0x10", 16, UINT64_MAX, &v), -EINVAL);
	assert_int_equal(str_to_u64("12", 8, 10, &v), 0);
	assert_true(v == 10);
}

static void test_distance(void **state)
{
	char big[65];

	(void)state;
	assert_int_equal(str_distance("list", "list"), 0);
	assert_int_equal(str_distance("", "list"), 4);
	assert_int_equal(str_distance("list", ""), 4);
	assert_int_equal(str_distance("lsit", "list"), 1);
	assert_int_equal(str_distance("lst", "list"), 1);
	assert_int_equal(str_distance("lisst", "list"), 1);
	assert_int_equal(str_distance("lost", "list"), 1);
	assert_int_equal(str_distance("kitten", "sitting"), 3);
	assert_int_equal(str_distance("ab", "ba"), 1);
	memset(big, 'a', 64);
	big[64] = '\0';
	assert_int_equal(str_distance(big, "a"), UINT_MAX);
	assert_int_equal(str_distance("a", big), UINT_MAX);
	assert_int_equal(str_distance(big + 1, big + 1), 0);
}

static void test_similar(void **state)
{
	(void)state;
	assert_true(str_similar("lsit", "list"));
	assert_true(str_similar("stat", "status"));
	assert_true(str_similar("statsu", "status"));
	assert_true(str_similar("vf craete", "vf create"));
	assert_false(str_similar("l", "list"));
	assert_false(str_similar("frobnicate", "list"));
	assert_false(str_similar("", "list"));
}

static void test_strip(void **state)
{
	char a[] = " \t x y \n", b[] = "  ", c[] = "";

	(void)state;
	assert_string_equal(str_strip(a), "x y");
	assert_string_equal(str_strip(b), "");
	assert_string_equal(str_strip(c), "");
}

static void test_eq_and_printf(void **state)
{
	_cleanup_free_ char *text = str_printf("%d-%s", 4, "x");

	(void)state;
	assert_string_equal(text, "4-x");
	assert_true(str_eq("a", "a"));
	assert_true(str_eq(NULL, NULL));
	assert_false(str_eq("a", NULL));
	assert_false(str_eq(NULL, ""));
}

static void test_buf(void **state)
{
	struct str_buf b = { 0 };
	_cleanup_free_ char *text = NULL, *empty = NULL;

	(void)state;
	empty = str_buf_take(&b);
	assert_string_equal(empty, "");
	for (int i = 0; i < 1000; i++) {
		str_buf_add(&b, "ab");
		str_buf_add_n(&b, "cdef", 2);
		str_buf_printf(&b, "%d", i % 10);
	}
	assert_int_equal(b.len, 5000);
	assert_int_equal(strlen(b.text), 5000);
	text = str_buf_take(&b);
	assert_memory_equal(text, "abcd0abcd1", 10);
	assert_null(b.text);
	str_buf_done(&b);
}

/* Bytes that no 0 ends, and bytes with one in them. */
static void test_from_bytes(void **state)
{
	static const char bytes[] = { 'a', 'b', 'c' };
	_cleanup_free_ char *all = str_from_bytes(bytes, 3), *none = str_from_bytes(NULL, 0);
	_cleanup_free_ char *cut = str_from_bytes("ab\0c", 4);

	(void)state;
	assert_string_equal(all, "abc");
	assert_string_equal(none, "");
	assert_string_equal(cut, "ab");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from_bytes),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_u64),
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_similar),
		cmocka_unit_test(test_strip),
		cmocka_unit_test(test_base_name),
		cmocka_unit_test(test_has_word),
		cmocka_unit_test(test_eq_and_printf),
		cmocka_unit_test(test_buf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

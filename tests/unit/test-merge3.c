/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two changes at once: what goes together, what does not, and that nothing gets lost.
 */
#include "base/merge3.h"

#include <errno.h>
#include <string.h>

#include "lib/tests.h"

static const struct {
	const char *base, *mine, *theirs, *merged; /* merged NULL: they clash */
} rows[] = {
	{ "a\nb\nc\n", "a\nB\nc\n", "a\nb\nc\n", "a\nB\nc\n" },
	{ "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n" },
	/* Next to each other, as two settings are. */
	{ "a\nb\n", "A\nb\n", "a\nB\n", "A\nB\n" },
	/* Ours goes from the end, theirs was put behind it. */
	{ "a\nours\n", "a\nours\nmore\n", "a\n", "a\nmore\n" },
	{ "ours\na\n", "new\nours\na\n", "a\n", "new\na\n" },
	/* The same twice is once. */
	{ "a\nb\nc\n", "a\nX\nc\n", "a\nX\nc\n", "a\nX\nc\n" },
	{ "a\nb\nc\n", "a\nc\n", "a\nc\n", "a\nc\n" },
	/* One line, two answers. */
	{ "a\nb\nc\n", "a\nX\nc\n", "a\nY\nc\n", NULL },
	{ "a\nb\nc\n", "a\nc\n", "a\nY\nc\n", NULL },
	{ "a\nc\n", "a\nX\nc\n", "a\nY\nc\n", NULL },
	{ "a\nb\nc\nd\n", "a\nb\nnew\nc\nd\n", "a\nd\n", NULL },
	/* CRLF, no newline at the end, bytes of any kind. */
	{ "a\r\nb\r\n", "a\r\nB\r\n", "A\r\nb\r\n", "A\r\nB\r\n" },
	{ "a\nb", "A\nb", "a\nB", "A\nB" },
	{ "a\nours\n", "a\nours\nmore\n", "a", NULL },
	{ "\xff\n\x01\n", "\xfe\n\x01\n", "\xff\n\x02\n", "\xfe\n\x02\n" },
	{ "", "a\n", "", "a\n" },
	{ "a\n", "", "a\n", "" },
};

static struct diff_text text(const char *s)
{
	return (struct diff_text) { s, strlen(s) };
}

static void check(const char *base, const char *mine, const char *theirs, const char *merged)
{
	const struct merge3 m = { text(base), text(mine), text(theirs) };
	struct str_buf b = { 0 };
	struct err err = { 0 };
	int r = merge3(&m, &b, &err);

	if (!merged) {
		assert_int_equal(r, -EBUSY);
		assert_null(b.text);
		return;
	}
	assert_ok(r, err);
	assert_string_equal(b.text ? b.text : "", merged);
	str_buf_done(&b);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		check(rows[i].base, rows[i].mine, rows[i].theirs, rows[i].merged);
		/* Nobody comes first. */
		check(rows[i].base, rows[i].theirs, rows[i].mine, rows[i].merged);
	}
}

static void test_hunks(void **state)
{
	const struct diff_text old = text("a\nb\nc\nd\n"), now = text("a\nX\nY\nd\nz\n");
	struct diff_hunks h = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_ok(diff_hunks(&old, &now, &h, &err), err);
	assert_int_equal(h.n, 2);
	assert_int_equal(h.v[0].at, 2);
	assert_int_equal(h.v[0].size, 4);
	assert_int_equal(h.v[0].text.size, 4);
	assert_memory_equal(h.v[0].text.data, "X\nY\n", 4);
	assert_int_equal(h.v[1].at, 8);
	assert_int_equal(h.v[1].size, 0);
	assert_memory_equal(h.v[1].text.data, "z\n", 2);
	diff_hunks_done(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_hunks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

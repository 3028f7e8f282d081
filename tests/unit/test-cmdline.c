/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do we split a command line as the kernel does, and change nothing but what was asked?
 * Hostile lines are in fuzz/fuzz-cmdline.c.
 */
#include "formats/cmdline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

/* "[name|value]" for each argument, "[name]" without a value, init's in braces. */
static char *describe(const char *text)
{
	struct cmdline_iter it = { .text = text };
	struct str_buf b = { 0 };
	struct cmdline_arg a;

	while (cmdline_next(&it, &a)) {
		str_buf_printf(&b, "%c%.*s", a.kernel ? '[' : '{', (int)a.name.len, a.name.s);
		if (a.value.s)
			str_buf_printf(&b, "|%.*s", (int)a.value.len, a.value.s);
		str_buf_add(&b, a.kernel ? "]" : "}");
	}
	return str_buf_take(&b);
}

static void test_split(void **state)
{
	static const struct {
		const char *text, *expected;
	} rows[] = {
		{ "", "" },
		{ " \t\n\v\f\r", "" },
		{ "quiet  ro\n", "[quiet][ro]" },
		{ "a=1 a=2 b= c==", "[a|1][a|2][b|][c|=]" },
		{ "acpi_osi=\"Windows 2022\" x", "[acpi_osi|Windows 2022][x]" },
		{ "\"dyndbg=file a +p; file b +p\" x", "[dyndbg|file a +p; file b +p][x]" },
		{ "\"a b\" \"c\"d e\"f g\"h", "[a b][c\"d][e\"f g\"h]" },
		{ "a=b\"c d\"e f", "[a|b\"c d\"e][f]" },
		{ "a=\"b c", "[a|b c]" },
		{ "a=\"", "[a|]" },
		{ "\"", "[]" },
		{ "\"\" x", "[][x]" },
		{ "\"a=\" b", "[a|][b]" },
		{ "\"a=\"b\"\" c", "[a|b\"][c]" },
		{ "=a =b=c", "[=a][=b|c]" },
		{ "a -- b c=d", "[a]{--}{b}{c|d}" },
		{ "a \"--\" b", "[a]{--}{b}" },
		{ "a --= --x b", "[a][--|][--x][b]" },
		{ "a\xa0"
		  "b",
			"[a][b]" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *got = describe(rows[i].text);

		assert_string_equal(got, rows[i].expected);
	}
}

static void test_offsets(void **state)
{
	static const char text[] = "  \"a=b c\"  d=\"e\"";
	struct cmdline_iter it = { .text = text };
	struct cmdline_arg a;

	(void)state;
	assert_true(cmdline_next(&it, &a));
	assert_int_equal(a.off, 2);
	assert_int_equal(a.len, 7);
	assert_ptr_equal(a.name.s, text + 3);
	assert_ptr_equal(a.value.s, text + 5);
	assert_true(cmdline_next(&it, &a));
	assert_int_equal(a.off, 11);
	assert_int_equal(a.len, 5);
	assert_false(a.open);
	assert_false(cmdline_next(&it, &a));
	assert_false(cmdline_next(&it, &a));
}

static void test_get(void **state)
{
	static const char text[] = "vfio-pci.ids=1 quiet vfio_pci.ids=2 console -- vfio-pci.ids=3";
	struct cmdline_iter it = { .text = text };
	struct cmdline_span module, parameter;
	struct cmdline_arg a;
	size_t n = 0;

	(void)state;
	assert_true(cmdline_get(text, "vfio_pci-ids", &a) == false);
	assert_true(cmdline_get(text, "vfio_pci.ids", &a));
	assert_true(cmdline_span_is(a.value, "2"));
	while (cmdline_next_of(&it, "vfio-pci.ids", &a))
		n++;
	assert_int_equal(n, 2);
	assert_true(cmdline_split(a.name, &module, &parameter));
	assert_true(cmdline_name_is(module, "vfio-pci"));
	assert_true(cmdline_span_is(module, "vfio_pci"));
	assert_true(cmdline_span_is(parameter, "ids"));
	assert_true(cmdline_get(text, "console", &a));
	assert_null(a.value.s);
	assert_false(cmdline_split(a.name, &module, &parameter));
	assert_false(cmdline_span_is(a.value, ""));
	assert_false(cmdline_get(text, "Quiet", &a));
	assert_false(cmdline_get(text, "qui", &a));
}

static void test_items(void **state)
{
	struct cmdline_arg a;
	struct cmdline_span item;
	size_t n = 0;

	(void)state;
	assert_true(cmdline_get("pci=a,,bc,", "pci", &a));
	assert_true(cmdline_has_item(a.value, "a") && cmdline_has_item(a.value, "bc"));
	assert_true(cmdline_has_item(a.value, ""));
	assert_false(cmdline_has_item(a.value, "b"));
	while (cmdline_next_item(&a.value, &item))
		n++;
	assert_int_equal(n, 4);
	assert_true(cmdline_get("pci", "pci", &a));
	assert_false(cmdline_next_item(&a.value, &item));
	assert_true(cmdline_get("pci=", "pci", &a));
	assert_true(cmdline_next_item(&a.value, &item) && item.len == 0);
	assert_false(cmdline_next_item(&a.value, &item));
}

enum edit {
	ADD,
	REMOVE,
	REMOVE_ALL,
	SET,
	MERGE,
	UNMERGE
};

struct edit_row {
	enum edit edit;
	const char *text, *name, *value, *expected; /* NULL: -EINVAL */
};

static int run_edit(const struct edit_row *row, const char *text, char **ret, struct err *err)
{
	switch (row->edit) {
	case ADD:
		return cmdline_add(text, row->name, ret, err);
	case REMOVE:
		return cmdline_remove(text, row->name, ret, err);
	case REMOVE_ALL:
		return cmdline_remove_all(text, row->name, ret, err);
	case SET:
		return cmdline_set(text, row->name, row->value, ret, err);
	case MERGE:
		return cmdline_merge(text, row->name, row->value, ret, err);
	case UNMERGE:
		return cmdline_unmerge(text, row->name, row->value, ret, err);
	}
	return -ENOSYS;
}

static void check_edit(const struct edit_row *row)
{
	_cleanup_free_ char *once = NULL, *twice = NULL;
	struct err err = { 0 };
	int r = run_edit(row, row->text, &once, &err);

	if (!row->expected) {
		assert_int_equal(r, -EINVAL);
		assert_int_equal(err.code, EINVAL);
		assert_null(once);
		return;
	}
	assert_ok(r, err);
	assert_string_equal(once, row->expected);
	assert_int_equal(r, strcmp(once, row->text) != 0);
	assert_int_equal(run_edit(row, once, &twice, &err), 0);
	assert_string_equal(twice, once);
}

static void test_add(void **state)
{
	static const struct edit_row rows[] = {
		{ ADD, "", "a=1", NULL, "a=1" },
		{ ADD, "\n", "a=1", NULL, "a=1\n" },
		{ ADD, "  ro  quiet\n", "a=1", NULL, "  ro  quiet a=1\n" },
		{ ADD, "ro  -- x", "a", NULL, "ro a  -- x" },
		{ ADD, " -- a", "a", NULL, " a -- a" },
		{ ADD, "ro", "acpi_osi=\"Windows 2022\"", NULL, "ro acpi_osi=\"Windows 2022\"" },
		{ ADD, "a-b=\"1\" x", "a_b=1", NULL, "a-b=\"1\" x" },
		{ ADD, "a=1", "a=2", NULL, "a=1 a=2" },
		{ ADD, "a=", "a", NULL, "a= a" },
		{ ADD, "a=\"b", "c", NULL, NULL },
		{ ADD, "a -- b=\"c", "d", NULL, "a d -- b=\"c" },
		{ ADD, "a", "", NULL, NULL },
		{ ADD, "a", "b c", NULL, NULL },
		{ ADD, "a", " b", NULL, NULL },
		{ ADD, "a", "b=\"c", NULL, NULL },
		{ ADD, "a", "--", NULL, NULL },
		{ ADD, "a", "\"--\"", NULL, NULL },
		{ ADD, "a", "=b", NULL, NULL },
		{ ADD, "a", "b=\"c\nd\"", NULL, NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_edit(&rows[i]);
}

static void test_remove(void **state)
{
	static const struct edit_row rows[] = {
		{ REMOVE, "a", "a", NULL, "" },
		{ REMOVE, " a \n", "a", NULL, "  \n" },
		{ REMOVE, "a b  c\n", "b", NULL, "a  c\n" },
		{ REMOVE, "a b", "a", NULL, "b" },
		{ REMOVE, "a=1 a=2 x a=\"1\"", "a=1", NULL, "a=2 x" },
		{ REMOVE, "a a=", "a", NULL, "a=" },
		{ REMOVE, "a -- a", "a", NULL, "-- a" },
		{ REMOVE, "b", "a", NULL, "b" },
		{ REMOVE, "b", "a b", NULL, NULL },
		{ REMOVE_ALL, "a_b a-b=1 \"a_b=c d\" x  a-b", "a-b", NULL, "x " },
		{ REMOVE_ALL, "x a=\"1 2", "a", NULL, "x" },
		{ REMOVE_ALL, "a\ta b", "a", NULL, "b" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_edit(&rows[i]);
}

static void test_set(void **state)
{
	static const struct edit_row rows[] = {
		{ SET, "x a=1  y", "a", "2", "x a=2  y" },
		{ SET, "x", "a", "2", "x a=2" },
		{ SET, "x", "a", "2 3", "x a=\"2 3\"" },
		{ SET, "a-b=1 a_b=2 c", "a_b", "3", "a-b=1 a_b=3 c" },
		{ SET, "a-b=1", "a_b", "", "a-b=" },
		{ SET, "a=\"1 2\" x", "a", "3", "a=\"3\" x" },
		{ SET, "\"a=1 2\" x", "a", "3 4", "\"a=3 4\" x" },
		{ SET, "a x", "a", "1", "a=1 x" },
		{ SET, "a=1", "a", "1 2", "a=\"1 2\"" },
		{ SET, "a=\"1", "a", "2", "a=\"2\"" },
		{ SET, "a=1 -- a=2", "a", "3", "a=3 -- a=2" },
		{ SET, "a=1", "a", "b\"c", NULL },
		{ SET, "a=1", "a", "b\"c d\"", "a=b\"c d\"" },
		{ SET, "a=1", "a", "2\n", NULL },
		{ SET, "x", "a b", "1", "x \"a b=1\"" },
		{ SET, "x", "a=b", "1", NULL },
		{ SET, "x", "", "1", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_edit(&rows[i]);
}

static void test_merge(void **state)
{
	static const struct edit_row rows[] = {
		{ MERGE, "x", "pci", "a,b", "x pci=a,b" },
		{ MERGE, "pci=a x", "pci", "a,b", "pci=a,b x" },
		{ MERGE, "pci=\"a\" x", "pci", "b", "pci=\"a,b\" x" },
		{ MERGE, "\"pci=a\" x", "pci", "b", "\"pci=a,b\" x" },
		{ MERGE, "pci= x", "pci", "b", "pci= x pci=b" },
		{ MERGE, "v-p.ids=1 v_p.ids=2", "v_p.ids", "1", "v-p.ids=1 v_p.ids=2,1" },
		{ MERGE, "pci=\"a", "pci", "b", NULL },
		{ MERGE, "pci=a", "pci", "b,", NULL },
		{ MERGE, "pci=a", "pci", "b c", NULL },
		{ MERGE, "pci=a", "pci", "", NULL },
		{ MERGE, "x", "a=b", "c", NULL },
		{ UNMERGE, "pci=a,b,c x", "pci", "b", "pci=a,c x" },
		{ UNMERGE, "x pci=a  y", "pci", "a", "x  y" },
		{ UNMERGE, "pci=b,a pci=\"a,b\" z", "pci", "a", "pci=b pci=\"b\" z" },
		{ UNMERGE, "pci=a,b pci=b,a", "pci", "b,a", "" },
		{ UNMERGE, "pci=a, pci", "pci", "a", "pci= pci" },
		{ UNMERGE, "pci=a,\"b c\"", "pci", "a", NULL },
		{ UNMERGE, "pci=ab -- pci=a", "pci", "a", "pci=ab -- pci=a" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		check_edit(&rows[i]);
}

/* What issue 4 lives by: the way back is the same bytes. */
static void test_there_and_back(void **state)
{
	static const char *const texts[] = { "", "\n", "  ", "a", " a  b\t\n", "-- x", " -- x",
		"a --", "root=\"x y\"  \"z=1 2\" pci=q" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_free_ char *added = NULL, *removed = NULL, *merged = NULL, *back = NULL;
		struct err err = { 0 };

		assert_int_equal(cmdline_add(texts[i], "k=\"v w\"", &added, &err), 1);
		assert_int_equal(cmdline_remove(added, "k=\"v w\"", &removed, &err), 1);
		assert_string_equal(removed, texts[i]);
		assert_int_equal(cmdline_merge(texts[i], "pci", "r,s", &merged, &err), 1);
		assert_int_equal(cmdline_unmerge(merged, "pci", "s,r", &back, &err), 1);
		assert_string_equal(back, texts[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_offsets),
		cmocka_unit_test(test_get),
		cmocka_unit_test(test_items),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_remove),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

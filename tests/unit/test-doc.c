/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a document hold what was put into it, in the order it was put in?
 */
#include "base/doc.h"

#include "base/mem.h"
#include "lib/tests.h"

static const struct doc_column columns[] = { { "a", "A", "", 0 }, { 0 } };

static void test_values(void **state)
{
	_cleanup_(doc_freep) struct doc *doc = doc_new();

	(void)state;
	doc_str(doc, "s", "text");
	doc_printf(doc, "p", "%d.%d", 1, 2);
	doc_int(doc, "i", -9000000000LL);
	doc_bool(doc, "b", true);
	doc_unknown(doc, "u");
	assert_false(doc_failed(doc));
	assert_int_equal(doc_type(doc), DOC_MAP);
	assert_string_equal(doc_text(doc_get(doc, "s")), "text");
	assert_string_equal(doc_text(doc_get(doc, "p")), "1.2");
	assert_true(doc_number(doc_get(doc, "i")) == -9000000000LL);
	assert_int_equal(doc_number(doc_get(doc, "b")), 1);
	assert_int_equal(doc_type(doc_get(doc, "u")), DOC_UNKNOWN);
	assert_null(doc_get(doc, "x"));
	assert_null(doc_get(NULL, "x"));
	assert_null(doc_text(doc_get(doc, "i")));
	assert_int_equal(doc_number(doc_get(doc, "s")), 0);
}

static void test_order(void **state)
{
	static const char *const keys[] = { "s", "l", "m" };
	_cleanup_(doc_freep) struct doc *doc = doc_new();
	struct doc *list;
	size_t n = 0;

	(void)state;
	doc_str(doc, "s", "");
	list = doc_list(doc, "l");
	doc_add_str(list, "one");
	doc_add_str(list, "two");
	doc_int(doc_add_map(list), "three", 3);
	doc_str(doc_map(doc, "m"), "k", "v");
	for (const struct doc *d = doc_first(doc); d; d = doc_next(d))
		assert_string_equal(doc_key(d), keys[n++]);
	assert_int_equal(n, 3);
	assert_null(doc_key(doc_first(list)));
	assert_string_equal(doc_text(doc_next(doc_first(list))), "two");
	assert_null(doc_next(doc_next(doc_next(doc_first(list)))));
	assert_string_equal(doc_text(doc_get(doc_get(doc, "m"), "k")), "v");
}

static void test_table(void **state)
{
	_cleanup_(doc_freep) struct doc *doc = doc_new();
	struct doc *table = doc_table(doc, "t", columns, "below"), *row;

	(void)state;
	row = doc_row(table);
	doc_str(row, "a", "1");
	doc_str(doc_row(row), "a", "1.1");
	doc_str(doc_row(table), "a", "2");
	assert_ptr_equal(doc_columns(table), columns);
	assert_string_equal(doc_children_key(table), "below");
	assert_string_equal(doc_text(doc_get(doc_rows(table), "a")), "1");
	assert_string_equal(doc_text(doc_get(doc_rows(doc_rows(table)), "a")), "1.1");
	assert_string_equal(doc_text(doc_get(doc_next(doc_rows(table)), "a")), "2");
	assert_null(doc_rows(doc_next(doc_rows(table))));
}

static void test_sentences(void **state)
{
	_cleanup_(doc_freep) struct doc *doc = doc_new();

	(void)state;
	doc_note(doc, "n%d", 1);
	doc_say(doc, "s%d", 1);
	doc_note(doc, "n%d", 2);
	assert_string_equal(doc_text(doc_first(doc_get(doc, DOC_KEY_SAY))), "s1");
	assert_string_equal(doc_text(doc_next(doc_first(doc_get(doc, DOC_KEY_NOTE)))), "n2");
	assert_int_equal(doc_type(doc_get(doc, DOC_KEY_NOTE)), DOC_LIST);
}

/* A lost parent is NULL: everything that builds accepts it. */
static void test_lost(void **state)
{
	(void)state;
	doc_str(NULL, "k", "v");
	doc_printf(NULL, "k", "%d", 1);
	doc_int(NULL, "k", 1);
	doc_bool(NULL, "k", true);
	doc_unknown(NULL, "k");
	assert_null(doc_map(NULL, "k"));
	assert_null(doc_list(NULL, "k"));
	doc_add_str(NULL, "x");
	assert_null(doc_add_map(NULL));
	assert_null(doc_table(NULL, "k", columns, "c"));
	assert_null(doc_row(NULL));
	doc_say(NULL, "x");
	doc_note(NULL, "x");
	assert_true(doc_failed(NULL));
	doc_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

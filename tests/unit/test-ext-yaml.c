/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is YAML read with its places, and what is no such YAML refused with one?
 */
#include "ext/ext-yaml.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static int parse(const char *text, size_t size, struct conf_node *ret, struct conf_problems *p)
{
	struct yaml_source source = { "f", text, size };
	struct err err = { 0 };
	int r = ext_yaml_parse(&source, ret, p, &err);

	assert_ok(r, err);
	return r;
}

static void test_places(void **state)
{
	static const char text[] = "a: 1\nlist:\n  - x\n  - \"\"\nmap: { k: 'v w' }\n";
	_cleanup_(conf_node_done) struct conf_node top = { 0 };
	_cleanup_(conf_problems_done) struct conf_problems p = { 0 };

	(void)state;
	assert_int_equal(parse(text, strlen(text), &top, &p), 0);
	assert_int_equal(top.kind, CONF_MAP);
	assert_int_equal(top.n, 3);
	assert_string_equal(top.v[0].key, "a");
	assert_string_equal(top.v[0].text, "1");
	assert_int_equal(top.v[0].at.line, 1);
	assert_int_equal(top.v[0].at.column, 4);
	assert_int_equal(top.v[1].kind, CONF_LIST);
	assert_int_equal(top.v[1].n, 2);
	assert_int_equal(top.v[1].v[0].at.line, 3);
	assert_int_equal(top.v[1].v[0].at.column, 5);
	assert_false(top.v[1].v[0].quoted);
	assert_true(top.v[1].v[1].quoted);
	assert_string_equal(top.v[2].v[0].text, "v w");
	assert_int_equal(top.v[2].v[0].key_at.column, 8);
}

static void test_nothing(void **state)
{
	static const char *const texts[] = { "", "# only words\n", "---\n", "\r\n\r\n",
		"\xef\xbb\xbf" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(conf_node_done) struct conf_node top = { 0 };
		_cleanup_(conf_problems_done) struct conf_problems p = { 0 };

		assert_int_equal(parse(texts[i], strlen(texts[i]), &top, &p), 0);
		assert_int_equal(top.n, 0);
		assert_true(top.kind == CONF_MAP || !top.text[0]);
	}
}

static void refuses(const char *text, size_t size, const char *place, const char *why)
{
	_cleanup_(conf_node_done) struct conf_node top = { 0 };
	_cleanup_(conf_problems_done) struct conf_problems p = { 0 };
	_cleanup_free_ char *at = NULL;

	assert_int_equal(parse(text, size, &top, &p), 1);
	assert_int_equal(p.n, 1);
	at = conf_place_text(p.v[0].at);
	assert_string_equal(at, place);
	assert_contains(p.v[0].text, why);
	assert_null(top.v);
}

static void test_refused(void **state)
{
	static const struct {
		const char *text, *place, *why;
	} rows[] = {
		{ "a: [1\n", "f:2:1", "not YAML" },
		{ "a: 1\n b: 2\n", "f:2:3", "not YAML" },
		{ "\ta: 1\n", "f:1:1", "not YAML" },
		{ "a: \"x\n", "f:2:1", "not YAML" },
		{ "a: \xff\n", "f:1:4", "UTF-8" },
		{ "a: 1\nb: \x01\n", "f:2:4", "control characters" },
		{ "a: &x 1\n", "f:1:4", "anchors" },
		{ "a: *x\n", "f:1:4", "anchors" },
		{ "<<: *x\n", "f:1:5", "anchors" },
		{ "a: !!int 1\n", "f:1:4", "tags" },
		{ "!t a: 1\n", "f:1:1", "tags" },
		{ "[a]: 1\n", "f:1:1", "a key must be a word" },
		{ "? {a: 1}\n: 2\n", "f:1:3", "a key must be a word" },
		{ "a: 1\n---\nb: 2\n", "f:2:1", "one document" },
		{ "a: \"\\0\"\n", "f:1:4", "zero byte" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		refuses(rows[i].text, strlen(rows[i].text), rows[i].place, rows[i].why);
	refuses("a: \0\n", 5, "f:1:4", "control characters");
}

static char *many(const char *text, size_t n)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; i < n; i++)
		str_buf_add(&b, text);
	return str_buf_take(&b);
}

/* What could cost memory or time without end. */
static void test_bounds(void **state)
{
	_cleanup_free_ char *deep = many("[", 5000), *wide = many("- a\n", YAML_VALUES + 5),
			    *large = many("# a line of words\n", YAML_BYTES / 18 + 1),
			    *text = many("abcdefgh", YAML_TEXT / 8 + 1);

	(void)state;
	refuses(deep, strlen(deep), "f:1:13", "nested too deeply");
	refuses(wide, strlen(wide), "f:10000:3", "too many values");
	refuses(large, strlen(large), "f", "too large");
	refuses(text, strlen(text), "f:1:1", "too long");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

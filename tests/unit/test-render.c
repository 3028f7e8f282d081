/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the table and JSON show the same document, and all of it?
 */
#include "cli/render.h"

#include <errno.h>
#include <json-c/json.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static const struct doc_column columns[] = {
	{ "name", "NAME", "a name", DOC_COLUMN_TREE },
	{ "number", "NUMBER", "a number", DOC_COLUMN_RIGHT },
	{ "flag", "FLAG", "a flag", 0 },
	{ "list", "LIST", "a list", 0 },
	{ "dark", "DARK", "could not look", 0 },
	{ "void", "VOID", "does not apply", 0 },
	{ "more", "MORE", "only when asked for", DOC_COLUMN_EXTRA },
	{ 0 },
};

static void fill_row(struct doc *row, const char *name, int number)
{
	struct doc *list;

	doc_str(row, "name", name);
	doc_int(row, "number", number);
	doc_bool(row, "flag", number % 2);
	list = doc_list(row, "list");
	doc_printf(list, NULL, "%s-x", name);
	doc_printf(list, NULL, "%s-y", name);
	doc_unknown(row, "dark");
	doc_printf(row, "more", "extra-%d", number);
}

/* One of each type, and each of the three answers that are no value. */
static struct doc *everything(void)
{
	struct doc *doc = doc_new(), *table, *row, *map;

	doc_str(doc, "a_text", "t-text");
	doc_str(doc, "no_text", "");
	doc_int(doc, "an_int", -12345678901LL);
	doc_bool(doc, "yes_flag", true);
	doc_bool(doc, "no_flag", false);
	doc_unknown(doc, "not_seen");
	doc_add_str(doc_list(doc, "a_list"), "t-member");
	(void)doc_list(doc, "empty_list");
	map = doc_map(doc, "a_map");
	doc_str(map, "inner", "t-inner");
	doc_int(doc_map(map, "deeper"), "deep", 4711);
	table = doc_table(doc, "a_table", columns, "children");
	row = doc_row(table);
	fill_row(row, "t-first", 101);
	fill_row(doc_row(row), "t-below", 102);
	fill_row(doc_row(table), "t-second", 103);
	doc_note(doc, "t-noted");
	return doc;
}

struct shown {
	char *out, *notes;
	int r;
	struct err err;
};

static void shown_done(struct shown *s)
{
	free(s->out);
	free(s->notes);
}

static struct shown show_text(const struct doc *doc, struct render render)
{
	struct shown s = { 0 };
	size_t n;

	render.out = open_memstream(&s.out, &n);
	render.notes = open_memstream(&s.notes, &n);
	s.r = render_text(doc, &render, &s.err);
	(void)fclose(render.out);
	(void)fclose(render.notes);
	return s;
}

static struct shown show_json(const struct doc *doc)
{
	struct shown s = { 0 };
	size_t n;
	FILE *out = open_memstream(&s.out, &n);

	s.r = render_json(doc, out, &s.err);
	(void)fclose(out);
	return s;
}

/* Fails unless the JSON value is what the document holds, all the way down. */
static void same(const struct doc *d, struct json_object *o);

static void same_members(const struct doc *map, struct json_object *o, int extra)
{
	int n = extra;

	assert_true(json_object_is_type(o, json_type_object));
	for (const struct doc *m = doc_first(map); m; m = doc_next(m), n++) {
		struct json_object *v = NULL;

		assert_true(json_object_object_get_ex(o, doc_key(m), &v));
		same(m, v);
	}
	assert_int_equal(json_object_object_length(o), n);
}

static void same_rows(const struct doc *parent, const char *children, struct json_object *o)
{
	size_t n = 0;

	assert_true(json_object_is_type(o, json_type_array));
	for (const struct doc *row = doc_rows(parent); row; row = doc_next(row), n++) {
		struct json_object *r = json_object_array_get_idx(o, n), *c = NULL;

		same_members(row, r, doc_rows(row) != NULL);
		if (doc_rows(row)) {
			assert_true(json_object_object_get_ex(r, children, &c));
			same_rows(row, children, c);
		}
	}
	assert_int_equal(json_object_array_length(o), n);
}

static void same_list(const struct doc *list, struct json_object *o)
{
	size_t n = 0;

	assert_true(json_object_is_type(o, json_type_array));
	for (const struct doc *m = doc_first(list); m; m = doc_next(m))
		same(m, json_object_array_get_idx(o, n++));
	assert_int_equal(json_object_array_length(o), n);
}

static void same(const struct doc *d, struct json_object *o)
{
	switch (doc_type(d)) {
	case DOC_UNKNOWN:
		assert_null(o);
		break;
	case DOC_BOOL:
		assert_true(json_object_is_type(o, json_type_boolean));
		assert_int_equal(json_object_get_boolean(o), doc_number(d));
		break;
	case DOC_INT:
		assert_true(json_object_is_type(o, json_type_int));
		assert_true(json_object_get_int64(o) == doc_number(d));
		break;
	case DOC_STR:
		assert_true(json_object_is_type(o, json_type_string));
		assert_string_equal(json_object_get_string(o), doc_text(d));
		break;
	case DOC_LIST:
		same_list(d, o);
		break;
	case DOC_MAP:
		same_members(d, o, 0);
		break;
	case DOC_TABLE:
		same_rows(d, doc_children_key(d), o);
		break;
	}
}

static void test_json(void **state)
{
	_cleanup_(doc_freep) struct doc *doc = everything();
	_cleanup_(shown_done) struct shown s = show_json(doc);
	struct json_object *o = json_tokener_parse(s.out), *schema = NULL;

	(void)state;
	assert_int_equal(s.r, 0);
	assert_non_null(o);
	assert_true(json_object_object_get_ex(o, "schema", &schema));
	assert_int_equal(json_object_get_int(schema), RENDER_JSON_SCHEMA);
	assert_memory_equal(s.out, "{\n  \"schema\":", 13);
	assert_int_equal(s.out[strlen(s.out) - 1], '\n');
	same_members(doc, o, 1);
	json_object_put(o);
}

/* Every leaf of the document is a word of the text. */
static void leaves_are_in(const struct doc *d, const char *text)
{
	char number[32];

	for (; d; d = doc_next(d)) {
		if (doc_type(d) == DOC_STR)
			assert_contains(text, doc_text(d));
		(void)snprintf(number, sizeof(number), "%lld", doc_number(d));
		if (doc_type(d) == DOC_INT)
			assert_contains(text, number);
		leaves_are_in(doc_first(d), text);
		leaves_are_in(doc_rows(d), text);
	}
}

static void test_text_has_all(void **state)
{
	_cleanup_(doc_freep) struct doc *doc = everything();
	_cleanup_(shown_done) struct shown s =
		show_text(doc, (struct render) { .columns = "+more" });
	_cleanup_free_ char *both = str_printf("%s%s", s.out, s.notes);

	(void)state;
	assert_ok(s.r, s.err);
	leaves_are_in(doc_first(doc), both);
	assert_string_equal(s.notes, "note: t-noted\n");
	assert_lacks(s.out, "t-noted");
}

static void test_text(void **state)
{
	_cleanup_(doc_freep) struct doc *doc = everything();
	_cleanup_(shown_done) struct shown s = show_text(doc, (struct render) { 0 });

	(void)state;
	assert_string_equal(s.out, "a text: t-text\n"
				   "no text: -\n"
				   "an int: -12345678901\n"
				   "yes flag: yes\n"
				   "no flag: no\n"
				   "not seen: ?\n"
				   "a list: t-member\n"
				   "empty list: -\n"
				   "a map:\n"
				   "  inner: t-inner\n"
				   "  deeper:\n"
				   "    deep: 4711\n"
				   "NAME      NUMBER FLAG LIST                  DARK VOID\n"
				   "t-first      101 yes  t-first-x,t-first-y   ?    -\n"
				   "`-t-below    102 no   t-below-x,t-below-y   ?    -\n"
				   "t-second     103 yes  t-second-x,t-second-y ?    -\n");
}

/* What was said in sentences is not said again as values; tables stay. */
static void test_sentences(void **state)
{
	_cleanup_(doc_freep) struct doc *doc = everything();
	_cleanup_(shown_done) struct shown s = { 0 };

	(void)state;
	doc_say(doc, "It is %d.", 1);
	doc_say(doc, "It is done.");
	s = show_text(doc, (struct render) { .columns = "name" });
	assert_string_equal(s.out, "NAME\nt-first\n`-t-below\nt-second\nIt is 1.\nIt is done.\n");
}

static void test_columns(void **state)
{
	_cleanup_(doc_freep) struct doc *doc = doc_new();
	struct doc *table = doc_table(doc, "t", columns, "c");
	static const struct {
		const char *columns, *out;
	} rows[] = {
		{ "name", "NAME\nn1\n" },
		{ "NUMBER,name", "NUMBER NAME\n     1 n1\n" },
		{ "MORE", "MORE\nextra-1\n" },
		{ "name,name", "NAME NAME\nn1   n1\n" },
		{ "name,", "NAME\nn1\n" },
		{ "+", "NAME NUMBER FLAG LIST      DARK VOID\nn1        1 yes  n1-x,n1-y ?    "
		       "-\n" },
		{ "+more", "NAME NUMBER FLAG LIST      DARK VOID MORE\n"
			   "n1        1 yes  n1-x,n1-y ?    -    extra-1\n" },
	};

	(void)state;
	fill_row(doc_row(table), "n1", 1);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(shown_done) struct shown s =
			show_text(doc, (struct render) { .columns = rows[i].columns });

		assert_ok(s.r, s.err);
		assert_string_equal(s.out, rows[i].out);
	}
}

static void test_unknown_column(void **state)
{
	static const char *const rows[] = { "nmae", "name,x", "+x", ",", "", "name number" };
	_cleanup_(doc_freep) struct doc *doc = everything();

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_(shown_done) struct shown s =
			show_text(doc, (struct render) { .columns = rows[i] });

		if (s.r != -EINVAL)
			fail_msg("columns '%s' gave %d: %s", rows[i], s.r, s.out);
		assert_contains(
			s.err.text, "there are: NAME, NUMBER, FLAG, LIST, DARK, VOID, MORE");
		assert_lacks(s.out, "NAME ");
	}
}

static void test_looks(void **state)
{
	_cleanup_(doc_freep) struct doc *doc = doc_new();
	struct doc *table = doc_table(doc, "t", columns, "c");
	_cleanup_(shown_done) struct shown raw = { 0 }, bare = { 0 }, bold = { 0 }, none = { 0 };

	(void)state;
	none = show_text(doc, (struct render) { 0 });
	assert_string_equal(none.out, "");
	fill_row(doc_row(table), "n1", 1);
	doc_str(doc_row(table), "name", "a b");
	raw = show_text(doc, (struct render) { .raw = true, .columns = "name,number" });
	assert_string_equal(raw.out, "NAME NUMBER\nn1 1\na\\x20b -\n");
	bare = show_text(doc, (struct render) { .noheadings = true, .columns = "name,number" });
	/* How wide a column without its heading is differs between versions of libsmartcols. */
	assert_contains(bare.out, "n1 ");
	assert_contains(bare.out, "\na b ");
	assert_lacks(bare.out, "NAME");
	bold = show_text(doc, (struct render) { .color = true, .columns = "name" });
	assert_string_equal(bold.out, "\033[1mNAME\033[0m\nn1\na b\n");
}

/* Names come from devices and files: no control character of theirs gets out. */
static void test_hostile_text(void **state)
{
	static const char hostile[] = "a\033]0;title\007b\nc\rd\xff\xc3(e\xc2\x9bm\x7f";
	_cleanup_(doc_freep) struct doc *doc = doc_new();
	struct doc *table = doc_table(doc, "t", columns, "c");
	_cleanup_(shown_done) struct shown text, raw, json;
	struct json_object *o;

	(void)state;
	doc_str(doc, "line", hostile);
	doc_str(doc_row(table), "name", hostile);
	doc_say(doc, "said %s", hostile);
	doc_note(doc, "note %s", hostile);
	text = show_text(doc, (struct render) { 0 });
	raw = show_text(doc, (struct render) { .raw = true });
	for (const char *p = "\033\007\r\x7f\x9b"; *p; p++)
		if (strchr(text.out, *p) || strchr(raw.out, *p) || strchr(text.notes, *p))
			fail_msg("\\x%02x in %s%s%s", *p & 0xff, text.out, raw.out, text.notes);
	json = show_json(doc);
	for (const char *p = "\033\007\r"; *p; p++)
		assert_null(strchr(json.out, *p));
	for (const char *p = json.out; *p; p++)
		assert_false((unsigned char)*p == 0xff);
	o = json_tokener_parse(json.out);
	assert_non_null(o);
	json_object_put(o);
}

/* In UTF-8 letters stay, C1 controls do not. */
static void test_line(void **state)
{
	static const struct {
		const char *text, *c, *utf8;
	} rows[] = {
		{ "", "\n", "\n" },
		{ "a\tb", "a\tb\n", "a\tb\n" },
		{ "a\nb\x1b", "a\\x0ab\\x1b\n", "a\\x0ab\\x1b\n" },
		{ "\xc3\xa4", "\\xc3\\xa4\n", "\xc3\xa4\n" },
		{ "\xc2\x9b", "\\xc2\\x9b\n", "\\xc2\\x9b\n" },
		{ "\xc3(\xff", "\\xc3(\\xff\n", "\\xc3(\\xff\n" },
		{ "\xe2\x82", "\\xe2\\x82\n", "\\xe2\\x82\n" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_SIZE(rows); i++) {
		bool utf8 = i % 2;
		char *text = NULL;
		size_t n;
		FILE *out = open_memstream(&text, &n);

		assert_non_null(setlocale(LC_CTYPE, utf8 ? "C.UTF-8" : "C"));
		render_line(rows[i / 2].text, out);
		(void)fclose(out);
		assert_string_equal(text, utf8 ? rows[i / 2].utf8 : rows[i / 2].c);
		free(text);
	}
	(void)setlocale(LC_CTYPE, "C");
}

static void test_plain(void **state)
{
	struct err err = { 0 };
	char *text = NULL;
	size_t n;
	FILE *out = open_memstream(&text, &n);

	(void)state;
	assert_ok(render_plain("one", out, &err), err);
	assert_ok(render_plain("two\n", out, &err), err);
	assert_ok(render_plain("", out, &err), err);
	(void)fclose(out);
	assert_string_equal(text, "one\ntwo\n");
	free(text);
}

static void test_full(void **state)
{
	_cleanup_(doc_freep) struct doc *doc = everything();
	FILE *full = fopen("/dev/full", "w");
	struct render render = { .out = full };
	struct err err = { 0 };

	(void)state;
	assert_non_null(full);
	assert_int_equal(render_text(doc, &render, &err), -ENOSPC);
	assert_contains(err.text, "No space left");
	(void)fclose(full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_text_has_all),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_sentences),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_unknown_column),
		cmocka_unit_test(test_looks),
		cmocka_unit_test(test_hostile_text),
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_full),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a trial come back from its file as it was, and is a file refused that makes no sense?
 */
#include "cli/trial-file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define HEAD "{ \"format\": \"virtfn-trial-1\", "

static int get(const struct tree *tree, struct trial *ret, struct err *err)
{
	struct root root;
	int r;

	assert_ok(root_open(&root, tree->path, err), *err);
	r = trial_file_read(&root, TRIAL_FILE, ret, err);
	root_done(&root);
	return r;
}

static void fill(struct trial *t)
{
	struct err err = { 0 };

	t->id = str_printf("6af0");
	t->boot = str_printf("00000000-1111-2222-3333-444444444444");
	t->made = str_printf("2026-11-21 13:00:00 +0000");
	t->arguments = str_printf("a=\"b c\" \\ d=\xc3\xa4 \t -e");
	t->minutes = 7;
	t->outcome = str_printf("failed");
	t->reason = str_printf("line one\nline \"two\"");
	assert_ok(health_add(&t->health, &err, "ssh.service runs"), err);
	assert_ok(health_add(&t->health, &err, "0000:01:00.0 has the driver igb"), err);
}

static void test_there_and_back(void **state)
{
	const struct tree *tree = *state;
	_cleanup_(trial_done) struct trial t = { 0 }, back = { 0 };
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };

	fill(&t);
	assert_ok(trial_file_text(&t, &text, &err), err);
	tree_add(tree, TRIAL_FILE, text);
	assert_ok(get(tree, &back, &err), err);
	assert_string_equal(back.id, t.id);
	assert_string_equal(back.boot, t.boot);
	assert_string_equal(back.made, t.made);
	assert_string_equal(back.arguments, t.arguments);
	assert_int_equal(back.minutes, 7);
	assert_string_equal(back.outcome, "failed");
	assert_string_equal(back.reason, t.reason);
	assert_int_equal(back.health.n, 2);
	assert_null(health_missing(&t.health, &back.health));
}

/* One that is armed has no outcome yet, and is written so. */
static void test_armed(void **state)
{
	const struct tree *tree = *state;
	_cleanup_(trial_done) struct trial t = { .minutes = 1 }, back = { 0 };
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };

	t.id = str_printf("1");
	t.boot = str_printf("%s", "");
	t.made = str_printf("%s", "");
	t.arguments = str_printf("%s", "");
	assert_ok(trial_file_text(&t, &text, &err), err);
	tree_add(tree, TRIAL_FILE, text);
	assert_ok(get(tree, &back, &err), err);
	assert_string_equal(back.outcome, "");
	assert_string_equal(back.reason, "");
	assert_int_equal(back.minutes, 1);
	assert_int_equal(back.health.n, 0);
}

static void test_not_there(void **state)
{
	_cleanup_(trial_done) struct trial t = { 0 };
	struct err err = { 0 };

	assert_int_equal(get(*state, &t, &err), -ENOENT);
	assert_null(t.id);
}

static void test_no_sense(void **state)
{
	static const char *const texts[] = {
		"",
		"no JSON",
		"[]",
		"null",
		"\"text\"",
		"{}",
		"{ \"format\": \"virtfn-trial-2\", \"id\": \"1\" }",
		"{ \"format\": 1, \"id\": \"1\" }",
		HEAD "\"id\": \"1\" ",
		HEAD "\"id\": \"1\" } more",
		HEAD "\"boot\": \"x\" }",
		HEAD "\"id\": \"\" }",
		HEAD "\"id\": [\"1\"] }",
		HEAD "\"id\": \"1 init=/bin/sh\" }",
		HEAD "\"id\": \"../1\" }",
	};
	const struct tree *tree = *state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(trial_done) struct trial t = { 0 };
		struct err err = { 0 };

		tree_add(tree, TRIAL_FILE, texts[i]);
		assert_int_equal(get(tree, &t, &err), -EINVAL);
		assert_contains(err.text, "/" TRIAL_FILE " makes no sense");
		assert_contains(err.text, "remove it");
		assert_null(t.id);
	}
}

/* What is damaged in it counts as not there; the usual minutes are better than none. */
static void test_odd_values(void **state)
{
	static const char *const minutes[] = { "\"0\"", "\"1441\"", "\"-1\"", "\"4294967297\"",
		"\"\"", "\"5 \"", "5", "null", "{}", "[]" };
	const struct tree *tree = *state;

	for (size_t i = 0; i < ARRAY_SIZE(minutes); i++) {
		_cleanup_(trial_done) struct trial t = { 0 };
		_cleanup_free_ char *text = str_printf(HEAD
			"\"id\": \"a1\", \"boot\": 3, \"minutes\": %s, \"works\": %s }",
			minutes[i], i % 2 ? "\"text\"" : "[\"b\", 1, null, [\"c\"], \"a\", \"b\"]");
		struct err err = { 0 };

		tree_add(tree, TRIAL_FILE, text);
		assert_ok(get(tree, &t, &err), err);
		assert_int_equal(t.minutes, TRIAL_MINUTES);
		assert_string_equal(t.boot, "");
		assert_int_equal(t.health.n, i % 2 ? 0 : 2);
	}
}

static void test_cut_short(void **state)
{
	const struct tree *tree = *state;
	_cleanup_(trial_done) struct trial t = { 0 };
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };
	size_t end;

	fill(&t);
	assert_ok(trial_file_text(&t, &text, &err), err);
	end = (size_t)(strrchr(text, '}') - text);
	for (size_t n = 0; n <= end; n++) {
		_cleanup_(trial_done) struct trial back = { 0 };

		tree_add_bytes(tree, TRIAL_FILE, text, n);
		assert_int_equal(get(tree, &back, &err), -EINVAL);
	}
	/* Bytes that are no text. */
	text[end / 2] = '\0';
	tree_add_bytes(tree, TRIAL_FILE, text, end + 1);
	assert_int_equal(get(tree, &(struct trial) { 0 }, &err), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_there_and_back, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_armed, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_not_there, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_no_sense, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_odd_values, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_cut_short, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does help fit the screen, for every row there is?
 */
#include "cli/help.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

/* How many lines; fails on one wider than 80, on a tab, or with blanks at its end. */
static size_t check_lines(const char *name, const char *text)
{
	size_t lines = 0;

	for (const char *p = text; *p; lines++) {
		size_t n = strcspn(p, "\n");

		if (n > 80 || memchr(p, '\t', n) || (n > 0 && p[n - 1] == ' '))
			fail_msg("help of %s: \"%.*s\" (%zu columns)", name, (int)n, p, n);
		assert_int_equal(p[n], '\n');
		p += n + 1;
	}
	return lines;
}

static void test_program(void **state)
{
	_cleanup_free_ char *text = help_text(NULL);
	const char *examples = strstr(text, "Examples:"), *options = strstr(text, "Options");

	(void)state;
	assert_in_range(check_lines("virtfn", text), 24, 50);
	assert_true(examples && options && examples < options);
	for (size_t i = 0; commands[i]; i++)
		if (!strchr(commands[i]->name, ' '))
			assert_contains(text, commands[i]->summary);
	for (const struct option *o = global_options; o->name; o++)
		if (o->help)
			assert_contains(text, o->name);
}

static void test_commands(void **state)
{
	(void)state;
	for (size_t i = 0; commands[i]; i++) {
		const struct command *c = commands[i];
		_cleanup_free_ char *text = help_text(c);

		check_lines(c->name, text);
		for (const struct option *o = c->options; o && o->name; o++)
			if (o->help)
				assert_contains(text, o->name);
		for (size_t j = 0; j < COMMAND_OPERANDS && c->operands[j].metavar; j++)
			assert_contains(text, c->operands[j].metavar);
	}
}

/* Rows keep to the form that help, man pages and completions are made for. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; commands[i]; i++) {
		const struct command *c = commands[i];

		assert_true(c->summary && c->summary[strlen(c->summary) - 1] != '.');
		assert_true(c->flags & COMMAND_GROUP || c->run);
		assert_true(c->flags & COMMAND_GROUP || c->examples);
		for (const struct option *o = c->options; o && o->name; o++) {
			assert_int_equal(o->type == OPTION_FLAG, o->metavar == NULL);
			assert_true(o->type != OPTION_UINT || o->max > 0);
			assert_in_range(o->offset, 0, c->opts_size - 1);
		}
	}
}

static void test_dump(void **state)
{
	_cleanup_(doc_freep) struct doc *doc = doc_new();
	const struct doc *d;
	size_t n = 0;

	(void)state;
	help_dump(doc);
	assert_false(doc_failed(doc));
	for (d = doc_first(doc_get(doc, "commands")); d; d = doc_next(d), n++)
		assert_string_equal(doc_text(doc_get(d, "name")), commands[n]->name);
	assert_null(commands[n]);
	for (d = doc_first(doc_get(doc, "globals")); d; d = doc_next(d))
		assert_false(str_eq(doc_text(doc_get(d, "name")), "dump-commands"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_program),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_dump),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

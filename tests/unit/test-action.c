/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the rows of actions fit together: what a plan can do is said while it is done, and counted as
 * what it is?
 */
#include "actions/action.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

static struct step step_of(const char *action)
{
	struct step s = { 0 };

	(void)snprintf(s.action, sizeof(s.action), "%s", action);
	return s;
}

static void test_shown(void **state)
{
	static const struct {
		const char *id, *doing;
		enum action_sort sort;
		bool path, argv;
	} rows[] = {
		{ "file", "writing", ACTION_FILE, true, false },
		{ "link", "writing", ACTION_FILE, true, false },
		{ "fetch", "fetching", ACTION_FILE, true, true },
		{ "command", "running", ACTION_PROGRAM, false, true },
		{ "remake", "running", ACTION_PROGRAM, false, true },
		{ "package", "installing", ACTION_PROGRAM, false, true },
		{ "start", "running", ACTION_PROGRAM, false, true },
		{ "package-file", "installing", ACTION_PROGRAM, true, true },
		{ "initramfs", "making", ACTION_PROGRAM, true, true },
		{ "attribute", "setting", ACTION_VALUE, true, false },
		{ "efi-variable", "setting", ACTION_VALUE, false, false },
		{ "proof", "verifying", ACTION_OTHER, true, false },
		{ "remake-undo", NULL, ACTION_OTHER, false, true },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct action *a = action_find(rows[i].id);
		const struct step s = step_of(rows[i].id);

		assert_non_null(a);
		if (!str_eq(a->doing, rows[i].doing) || action_sort_of(&s) != rows[i].sort ||
			a->target_is_path != rows[i].path || a->value_is_argv != rows[i].argv)
			fail_msg("%s is shown as something else", rows[i].id);
	}
}

static void test_rows(void **state)
{
	const struct step unknown = step_of("no-such-action");

	(void)state;
	assert_null(action_find("no-such-action"));
	assert_int_equal(action_sort_of(&unknown), ACTION_OTHER);
	for (size_t i = 0; actions[i]; i++) {
		assert_ptr_equal(action_find(actions[i]->id), actions[i]);
		assert_true(strlen(actions[i]->id) < STEP_ACTION);
		assert_non_null(actions[i]->apply);
		assert_int_equal(actions[i]->save != NULL, !actions[i]->apart);
		assert_int_equal(actions[i]->undo != NULL, !actions[i]->apart);
		/* What counts as something is told while it is done. */
		assert_true(actions[i]->sort == ACTION_OTHER || actions[i]->doing);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shown),
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

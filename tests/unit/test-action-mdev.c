/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a mediated device made only when it is not there, is a kernel that swallows the write found
 * out, and is a definition taken back with it? On a scratch tree, where nothing appears by itself;
 * a real parent is in tests/lab.
 */
#include <errno.h>
#include <stdlib.h>

#include "actions/journal.h"
#include "actions/runner.h"
#include "base/mem.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define PF     "0000:00:02.0"
#define U1     "c2d8a6f0-0000-4000-8000-000000000001"
#define TYPES  "sys/bus/pci/devices/" PF "/mdev_supported_types/"
#define V4     "i915-GVTg_V5_4"
#define CREATE TYPES V4 "/create"
#define MDEV   "sys/bus/mdev/devices/" U1 "/"

static const struct tree_file offered[] = {
	{ CREATE, "-\n" },
	{ NULL, NULL },
};

static const struct tree_file there[] = {
	{ MDEV "mdev_type", "-> ../../../pci/devices/" PF "/mdev_supported_types/" V4 },
	{ MDEV "remove", "-\n" },
	{ NULL, NULL },
};

struct both {
	struct tree tree;
	struct root root;
};

static int setup(void **state)
{
	struct both *b = calloc(1, sizeof(*b));
	struct err err = { 0 };

	assert_non_null(b);
	tree_make(&b->tree);
	assert_ok(root_open(&b->root, b->tree.path, &err), err);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct both *b = *state;

	root_done(&b->root);
	tree_remove(&b->tree);
	free(b);
	return 0;
}

/* Actions, targets and values, NULL behind the last. */
static int run(const struct both *b, const char *const words[], struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	_cleanup_(steps_done) struct steps steps = { 0 };
	int r;

	for (size_t i = 0; words[i]; i += 3)
		assert_int_equal(steps_add(&steps, words[i], words[i + 1], words[i + 2]), 0);
	r = runner_begin(&b->root, &runner, err);
	return r < 0 ? r : runner_run(&runner, &steps, err);
}

static void holds(const struct both *b, const char *path, const char *want)
{
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };

	assert_ok(root_read(&b->root, &text, &err, "%s", path), err);
	assert_string_equal(text, want);
}

static void test_swallowed(void **state)
{
	static const char *const words[] = { "mdev", PF "/" U1, V4, NULL };
	struct both *b = *state;
	struct err err = { 0 };

	tree_add_all(&b->tree, offered);
	assert_int_equal(run(b, words, &err), -EIO);
	assert_contains(err.text, U1 " of " PF " was to be " V4 ", and is none");
	holds(b, CREATE, U1);
}

static void test_there(void **state)
{
	static const char *const same[] = { "mdev", PF "/" U1, V4, NULL };
	static const char *const other[] = { "mdev", PF "/" U1, "i915-GVTg_V5_8", NULL };
	struct both *b = *state;
	struct err err = { 0 };

	tree_add_all(&b->tree, offered);
	tree_add_all(&b->tree, there);
	assert_ok(run(b, same, &err), err);
	holds(b, CREATE, "-");
	assert_int_equal(run(b, other, &err), -EEXIST);
	assert_contains(err.text, U1 " is there already, as " V4);
	holds(b, CREATE, "-");
}

static void test_gone(void **state)
{
	static const char *const words[] = { "mdev", PF "/" U1, "none", NULL };
	struct both *b = *state;
	struct err err = { 0 };

	tree_add_all(&b->tree, offered);
	assert_ok(run(b, words, &err), err);
	tree_add_all(&b->tree, there);
	/* The folder stays: that is found out, too. */
	assert_int_equal(run(b, words, &err), -EIO);
	assert_contains(err.text, "was to be none, and is " V4);
	holds(b, MDEV "remove", "1");
}

static void test_refused(void **state)
{
	static const char *const no_type[] = { "mdev", PF "/" U1, "i915-GVTg_V5_2", NULL };
	static const char *const odd[][4] = { { "mdev", U1, V4, NULL },
		{ "mdev", PF "/" U1 "/../x", V4, NULL }, { "mdev", "x/" U1, V4, NULL } };
	struct both *b = *state;
	struct err err = { 0 };

	tree_add_all(&b->tree, offered);
	assert_int_equal(run(b, no_type, &err), -ENOENT);
	assert_contains(err.text, "cannot make " U1 " of " PF);
	assert_contains(err.text, "offers no such type now");
	for (size_t i = 0; i < ARRAY_SIZE(odd); i++) {
		assert_int_equal(run(b, odd[i], &err), -EINVAL);
		assert_contains(err.text, "names no mediated device");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_swallowed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_there, setup, teardown),
		cmocka_unit_test_setup_teardown(test_gone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refused, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

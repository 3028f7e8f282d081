/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is an entry named for one boot in the bytes that a boot loader expects, and taken away again
 * without touching what somebody else set? On a scratch tree: real firmware is the lab's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/action.h"
#include "base/mem.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define EFIVARS "sys/firmware/efi/efivars"
#define ONESHOT EFIVARS "/LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

struct bench {
	struct tree tree;
	struct root root;
	struct site site;
	struct step step;
	const struct action *action;
};

static int setup(void **state)
{
	struct bench *b = calloc(1, sizeof(*b));
	struct err err;

	assert_non_null(b);
	tree_make(&b->tree);
	tree_add(&b->tree, EFIVARS "/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c", "x");
	assert_int_equal(root_open(&b->root, b->tree.path, &err), 0);
	b->site.root = &b->root;
	(void)snprintf(b->step.target, sizeof(b->step.target), "LoaderEntryOneShot");
	(void)snprintf(b->step.value, sizeof(b->step.value), "a.conf");
	b->action = action_find("efi-variable");
	assert_non_null(b->action);
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;

	root_done(&b->root);
	tree_remove(&b->tree);
	free(b);
	return 0;
}

static void holds(const struct bench *b, const void *data, size_t size)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err err = { 0 };

	if (!data) {
		assert_int_equal(root_read_bytes(&b->root, 100, &file, &err, ONESHOT), -ENOENT);
		return;
	}
	assert_ok(root_read_bytes(&b->root, 100, &file, &err, ONESHOT), err);
	assert_int_equal(file.size, size);
	assert_memory_equal(file.text, data, size);
}

static const char wanted[] = "\7\0\0\0a\0.\0c\0o\0n\0f\0\0";
static const char other[] = "\6\0\0\0b\0\0";

static void test_sets_and_clears(void **state)
{
	struct bench *b = *state;
	struct saved saved = { "" };
	struct err err = { 0 };

	assert_ok(b->action->may_apply(&b->site, &b->step, &err), err);
	assert_ok(b->action->save(&b->site, &b->step, &saved, &err), err);
	assert_int_equal(b->action->reached(&b->site, &b->step, &err), 0);
	assert_ok(b->action->apply(&b->site, &b->step, &err), err);
	holds(b, wanted, sizeof(wanted));
	assert_int_equal(b->action->reached(&b->site, &b->step, &err), 1);
	assert_ok(b->action->apply(&b->site, &b->step, &err), err);
	assert_ok(b->action->undo(&b->site, &b->step, &saved, &err), err);
	holds(b, NULL, 0);
	assert_ok(b->action->undo(&b->site, &b->step, &saved, &err), err);
}

/* Half of a write, as a power cut leaves it. */
static void test_half(void **state)
{
	struct bench *b = *state;
	struct saved saved = { "" };
	struct err err = { 0 };

	tree_add_bytes(&b->tree, ONESHOT, "\7\0", 2);
	assert_int_equal(b->action->reached(&b->site, &b->step, &err), 0);
	assert_ok(b->action->undo(&b->site, &b->step, &saved, &err), err);
	holds(b, NULL, 0);
	tree_add_bytes(&b->tree, ONESHOT, "", 0);
	assert_ok(b->action->apply(&b->site, &b->step, &err), err);
	holds(b, wanted, sizeof(wanted));
}

static void test_leaves_others_alone(void **state)
{
	struct bench *b = *state;
	struct saved saved = { "" };
	struct err err = { 0 };

	tree_add_bytes(&b->tree, ONESHOT, other, sizeof(other));
	assert_int_equal(b->action->may_apply(&b->site, &b->step, &err), -EBUSY);
	assert_int_equal(b->action->save(&b->site, &b->step, &saved, &err), -EBUSY);
	assert_contains(err.text, "the next boot is set to 'b' already");
	assert_ok(b->action->undo(&b->site, &b->step, &saved, &err), err);
	holds(b, other, sizeof(other));
}

/* It was there before: it is not ours to take away. */
static void test_there_already(void **state)
{
	struct bench *b = *state;
	struct saved saved = { "" };
	struct err err = { 0 };

	tree_add_bytes(&b->tree, ONESHOT, wanted, sizeof(wanted));
	assert_ok(b->action->save(&b->site, &b->step, &saved, &err), err);
	assert_ok(b->action->undo(&b->site, &b->step, &saved, &err), err);
	holds(b, wanted, sizeof(wanted));
}

static void test_refuses(void **state)
{
	struct bench *b = *state;
	struct saved saved = { "" };
	struct err err = { 0 };

	memset(b->step.value, 'x', 600);
	assert_int_equal(b->action->save(&b->site, &b->step, &saved, &err), -EINVAL);
	(void)snprintf(b->step.value, sizeof(b->step.value), "a");
	(void)snprintf(b->step.target, sizeof(b->step.target), "../BootOrder");
	assert_int_equal(b->action->apply(&b->site, &b->step, &err), -EINVAL);
}

static void test_no_efivars(void **state)
{
	struct bench *b = *state;
	struct tree bare;
	struct root root;
	struct err err = { 0 };

	tree_make(&bare);
	assert_ok(root_open(&root, bare.path, &err), err);
	b->site.root = &root;
	assert_int_equal(b->action->may_apply(&b->site, &b->step, &err), -ENODEV);
	root_done(&root);
	tree_remove(&bare);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_sets_and_clears, setup, teardown),
		cmocka_unit_test_setup_teardown(test_half, setup, teardown),
		cmocka_unit_test_setup_teardown(test_leaves_others_alone, setup, teardown),
		cmocka_unit_test_setup_teardown(test_there_already, setup, teardown),
		cmocka_unit_test_setup_teardown(test_refuses, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_efivars, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

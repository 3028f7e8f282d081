/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is it seen that somebody opens a file of a folder, and closes it?
 */
#include "base/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/tests.h"
#include "lib/tree.h"

static void test_watch(void **state)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_close_ int fd = -1;
	const struct tree *tree = *state;
	struct err err = { 0 };
	char path[160];
	int file;

	tree_add(tree, "dev/vfio/12", "");
	tree_add(tree, "dev/other", "");
	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(watch_new(&fd, &err), err);
	assert_int_equal(watch_add(fd, &root, "dev/none", &err), -ENOENT);
	assert_ok(watch_add(fd, &root, "dev/vfio", &err), err);
	assert_int_equal(watch_wait(fd, 0, &err), 0);
	assert_true(snprintf(path, sizeof(path), "%s/dev/vfio/12", tree->path) > 0);
	file = open(path, O_RDONLY);
	assert_true(file >= 0);
	assert_int_equal(watch_wait(fd, 1000, &err), 1);
	assert_int_equal(watch_wait(fd, 0, &err), 0);
	assert_int_equal(close(file), 0);
	assert_int_equal(watch_wait(fd, 1000, &err), 1);
	/* Who is gone too: a hot-unplugged group. */
	assert_int_equal(unlink(path), 0);
	assert_int_equal(watch_wait(fd, 1000, &err), 1);
	tree_add(tree, "dev/more", "");
	assert_int_equal(watch_wait(fd, 10, &err), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_watch, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a new file wholly there or not at all, and never outside of the root?
 */
#include "base/root-put.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/memtree.h"
#include "base/str.h"
#include "lib/tests.h"
#include "lib/tree.h"

static void holds(const struct root *root, const char *path, const char *want)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err err = { 0 };

	assert_ok(root_read_bytes(root, 1000, &file, &err, path), err);
	assert_string_equal(file.text, want);
}

static void is_alone(const struct root *root, const char *folder, const char *name)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err err = { 0 };

	assert_ok(root_list(root, &names, &err, "%s", folder), err);
	assert_int_equal(names.n, 1);
	assert_string_equal(names.v[0], name);
}

static void test_new(void **state)
{
	const struct tree *tree = *state;
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_free_ char *path = str_printf("%s/a/b/c", tree->path);
	struct stat st;
	struct err err = { 0 };
	mode_t mask = umask(077);

	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(root_put(&root, "a/b/c", "one\n", false, &err), err);
	(void)umask(mask);
	holds(&root, "a/b/c", "one\n");
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0644);
	assert_int_equal(root_put(&root, "a/b/c", "two\n", false, &err), -EEXIST);
	assert_contains(err.text, "a/b/c: File exists");
	holds(&root, "a/b/c", "one\n");
	assert_ok(root_put(&root, "a/b/c", "two\n", true, &err), err);
	holds(&root, "a/b/c", "two\n");
	is_alone(&root, "a/b", "c");
	assert_ok(root_put(&root, "top", "", false, &err), err);
	holds(&root, "top", "");
}

/* Links lead nowhere but into the root. */
static void test_links(void **state)
{
	const struct tree *tree = *state;
	const struct tree_file files[] = {
		{ "in/etc", "-> /else" },
		{ "in/else/x", "x" },
		{ "in/up", "-> ../../../.." },
		{ "in/nowhere", "-> /not/there" },
		{ "in/file", "x" },
		{ 0 },
	};
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_free_ char *path = str_printf("%s/in", tree->path);
	struct err err = { 0 };

	tree_add_all(tree, files);
	assert_ok(root_open(&root, path, &err), err);
	assert_ok(root_put(&root, "etc/virtfn/a", "a", false, &err), err);
	holds(&root, "else/virtfn/a", "a");
	assert_ok(root_put(&root, "up/b", "b", false, &err), err);
	holds(&root, "b", "b");
	assert_int_equal(root_put(&root, "file/c", "c", false, &err), -ENOTDIR);
	assert_true(root_put(&root, "nowhere/c", "c", false, &err) < 0);
	assert_int_equal(root_put(&root, "else", "c", true, &err), -EISDIR);
}

static void test_memory(void **state)
{
	struct memtree *tree = calloc(1, sizeof(*tree));
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct err err = { 0 };

	(void)state;
	assert_non_null(tree);
	assert_int_equal(memtree_seal(tree, NULL), 0);
	assert_ok(root_open_tree(&root, "capture", &tree, &err), err);
	assert_int_equal(root_put(&root, "etc/a", "a", false, &err), -EROFS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_new, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_links, tree_setup, tree_teardown),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a published file complete, readable for all and never put over another by mistake?
 */
#include "base/root-publish.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/memtree.h"
#include "base/str.h"
#include "lib/tests.h"
#include "lib/tree.h"

static unsigned mode_of(const struct root *root, const char *path)
{
	struct stat st;

	assert_int_equal(fstatat(root->fd, path, &st, AT_SYMLINK_NOFOLLOW), 0);
	return st.st_mode & 07777;
}

static void assert_holds(const struct root *root, const char *path, const char *text)
{
	_cleanup_free_ char *got = NULL;
	struct err err;

	assert_ok(root_read(root, &got, &err, "%s", path), err);
	assert_string_equal(got, text);
}

static void test_publish(void **state)
{
	const struct tree *t = *state;
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct err err = { 0 };
	mode_t old = umask(077);

	assert_ok(root_open(&root, t->path, &err), err);
	assert_ok(
		root_publish(&root, bytes_of("one", 3), false, &err, "usr/share/roms/a.rom"), err);
	assert_int_equal(mode_of(&root, "usr/share/roms/a.rom"), 0644);
	assert_int_equal(mode_of(&root, "usr/share/roms"), 0755);
	assert_int_equal(mode_of(&root, "usr"), 0755);
	/* The same again; its mode is mended. */
	assert_int_equal(fchmodat(root.fd, "usr/share/roms/a.rom", 0600, 0), 0);
	assert_ok(
		root_publish(&root, bytes_of("one", 3), false, &err, "usr/share/roms/a.rom"), err);
	assert_int_equal(mode_of(&root, "usr/share/roms/a.rom"), 0644);
	assert_int_equal(
		root_publish(&root, bytes_of("two", 3), false, &err, "usr/share/roms/a.rom"),
		-EEXIST);
	assert_contains(err.text, "with other contents");
	assert_holds(&root, "usr/share/roms/a.rom", "one");
	assert_ok(root_publish(&root, bytes_of("two", 3), true, &err, "usr/share/roms/a.rom"), err);
	assert_holds(&root, "usr/share/roms/a.rom", "two");
	(void)umask(old);
}

/* Links lead nowhere, and folders that others write to are left alone. */
static void test_refused(void **state)
{
	const struct tree *t = *state;
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct err err = { 0 };

	assert_ok(root_open(&root, t->path, &err), err);
	assert_ok(root_publish(&root, bytes_of("one", 3), false, &err, "roms/a.rom"), err);
	assert_int_equal(symlinkat("a.rom", root.fd, "roms/link.rom"), 0);
	assert_int_equal(
		root_publish(&root, bytes_of("two", 3), false, &err, "roms/link.rom"), -EEXIST);
	assert_holds(&root, "roms/a.rom", "one");
	assert_int_equal(mkdirat(root.fd, "roms/folder.rom", 0700), 0);
	assert_int_equal(
		root_publish(&root, bytes_of("two", 3), false, &err, "roms/folder.rom"), -EEXIST);
	assert_int_equal(symlinkat("/roms", root.fd, "inside"), 0);
	assert_ok(root_publish(&root, bytes_of("in", 2), false, &err, "inside/b.rom"), err);
	assert_holds(&root, "roms/b.rom", "in");
	assert_int_equal(fchmodat(root.fd, "roms", 0777, 0), 0);
	assert_int_equal(root_publish(&root, bytes_of("two", 3), true, &err, "roms/c.rom"), -EPERM);
	assert_contains(err.text, "others than root");
	assert_int_equal(root_publish(&root, bytes_of("x", 1), true, &err, "c.rom"), -EINVAL);
}

/* A link above leads nowhere but into the root. */
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
	const struct bytes a = bytes_of("a", 1);
	struct err err = { 0 };

	tree_add_all(tree, files);
	assert_ok(root_open(&root, path, &err), err);
	assert_ok(root_publish(&root, a, false, &err, "etc/virtfn/a"), err);
	assert_holds(&root, "else/virtfn/a", "a");
	assert_ok(root_publish(&root, a, false, &err, "up/b"), err);
	assert_holds(&root, "b", "a");
	assert_int_equal(root_publish(&root, a, false, &err, "file/c"), -ENOTDIR);
	assert_true(root_publish(&root, a, false, &err, "nowhere/c") < 0);
	assert_int_equal(root_publish(&root, a, true, &err, "else/virtfn"), -EISDIR);
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
	assert_int_equal(root_publish(&root, bytes_of("a", 1), false, &err, "etc/a"), -EROFS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_publish, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_refused, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_links, tree_setup, tree_teardown),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a tree in memory keep what is put into it, and refuse what cannot be? That it
 * answers as the kernel does is asked in test-root-record.c.
 */
#include "base/memtree.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

static void put(struct memtree *t, const char *path, enum walk_kind kind, const char *data)
{
	const struct memtree_add add = {
		.path = path,
		.kind = kind,
		.data = data,
		.size = data ? strlen(data) : 0,
	};

	assert_int_equal(memtree_add(t, &add), 0);
}

static void test_paths(void **state)
{
	static const char *const good[] = { "a", "a/b", "sys/bus/pci/devices/0000:00:02.0", "...",
		"a/..b", ".virtfn/x", "a b", "\x1b" };
	static const char *const bad[] = { "", "/", "/a", "a/", "a//b", ".", "..", "a/..", "a/./b",
		"../a", "a/../b" };
	char text[PATH_MAX + 10];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(good); i++)
		assert_true(memtree_path_ok(good[i]));
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_false(memtree_path_ok(bad[i]));
	memset(text, 'x', sizeof(text));
	text[NAME_MAX] = '\0';
	assert_true(memtree_path_ok(text));
	text[NAME_MAX] = 'x';
	text[NAME_MAX + 1] = '\0';
	assert_false(memtree_path_ok(text));
	for (size_t i = 0; i < 200; i++)
		text[i] = i % 2 ? '/' : 'x';
	text[127] = '\0';
	assert_true(memtree_path_ok(text));
	text[127] = '/';
	text[199] = '\0';
	assert_false(memtree_path_ok(text));
}

static void test_folders(void **state)
{
	_cleanup_(memtree_done) struct memtree t = { 0 };
	const struct memtree_node *top;
	const char *names[8];
	size_t at = 0, n = 0;

	(void)state;
	put(&t, "b/c/d", WALK_FILE, "1");
	put(&t, "b-b/x", WALK_FILE, "2");
	put(&t, "b", WALK_DIR, NULL);
	put(&t, "a", WALK_LINK, "b");
	put(&t, "b.b", WALK_FILE, "3");
	assert_int_equal(memtree_seal(&t, NULL), 0);
	top = memtree_get(&t, "");
	assert_non_null(top);
	while (n < 8 && (names[n] = memtree_next(&t, top, &at)))
		n++;
	assert_int_equal(n, 4);
	assert_string_equal(names[0], "a");
	assert_string_equal(names[1], "b");
	assert_string_equal(names[2], "b-b");
	assert_string_equal(names[3], "b.b");
	at = 0;
	assert_string_equal(memtree_next(&t, memtree_get(&t, "b"), &at), "c");
	assert_null(memtree_next(&t, memtree_get(&t, "b"), &at));
	assert_int_equal(memtree_get(&t, "b/c")->kind, WALK_DIR);
	assert_null(memtree_get(&t, "c"));
	assert_null(memtree_get(&t, "b/c/d/e"));
}

/* The longest reading of a file stays, in whatever order they come. */
static void test_twice(void **state)
{
	_cleanup_(memtree_done) struct memtree t = { 0 };

	(void)state;
	put(&t, "sys/a", WALK_FILE, "12");
	put(&t, "sys/a", WALK_FILE, NULL);
	put(&t, "sys/a", WALK_FILE, "1234");
	put(&t, "sys/a", WALK_FILE, "123");
	put(&t, "sys/b", WALK_FILE, NULL);
	put(&t, "sys/d", WALK_DIR, NULL);
	put(&t, "sys/d", WALK_DIR, NULL);
	put(&t, "sys/l", WALK_LINK, "a");
	put(&t, "sys/l/below", WALK_FILE, "lost");
	put(&t, "sys/l/below/more", WALK_FILE, "lost");
	assert_int_equal(memtree_seal(&t, NULL), 0);
	assert_string_equal(memtree_get(&t, "sys/a")->data, "1234");
	assert_false(memtree_get(&t, "sys/a")->denied);
	assert_true(memtree_get(&t, "sys/b")->denied);
}

static void clashes(const char *path, enum walk_kind one, const char *other, enum walk_kind two)
{
	_cleanup_(memtree_done) struct memtree t = { 0 };
	const char *clash = NULL;

	put(&t, path, one, one == WALK_DIR ? NULL : "x");
	put(&t, other, two, two == WALK_DIR ? NULL : "x");
	assert_int_equal(memtree_seal(&t, &clash), -EEXIST);
	assert_non_null(clash);
}

static void test_clash(void **state)
{
	_cleanup_(memtree_done) struct memtree t = { 0 };
	const char *clash = NULL;

	(void)state;
	clashes("a/b", WALK_FILE, "a/b", WALK_FILE);
	clashes("a/b", WALK_FILE, "a/b", WALK_LINK);
	clashes("a/b", WALK_DIR, "a/b", WALK_LINK);
	clashes("a/b", WALK_FILE, "a/b/c", WALK_FILE);
	clashes("a/b", WALK_LINK, "a/b/c", WALK_DIR);
	clashes("a/b/c/d", WALK_DIR, "a/b", WALK_FILE);
	put(&t, "a/b", WALK_DIR, NULL);
	put(&t, "a/b", WALK_DIR, NULL);
	put(&t, "a", WALK_DIR, NULL);
	assert_int_equal(memtree_seal(&t, &clash), 0);
	assert_null(clash);
}

static int find(const struct memtree *t, const char *path, unsigned flags)
{
	const struct memtree_node *node;

	return memtree_find(t, "", path, flags, &node);
}

static void test_denied(void **state)
{
	_cleanup_(memtree_done) struct memtree t = { 0 };
	const struct memtree_add closed = { .path = "closed", .kind = WALK_DIR, .denied = true };
	const struct memtree_node *node;

	(void)state;
	put(&t, "open/there", WALK_FILE, "x");
	put(&t, "open/unread", WALK_FILE, NULL);
	put(&t, "closed/there", WALK_FILE, "x");
	assert_int_equal(memtree_add(&t, &closed), 0);
	assert_int_equal(memtree_seal(&t, NULL), 0);
	assert_int_equal(memtree_file(&t, "", "open/there", 0, &node), 0);
	assert_int_equal(memtree_file(&t, "", "open/unread", 0, &node), -EACCES);
	assert_int_equal(memtree_file(&t, "", "open", 0, &node), -EISDIR);
	assert_int_equal(find(&t, "open/unread", 0), 0);
	assert_int_equal(find(&t, "open/missing", 0), -ENOENT);
	assert_int_equal(find(&t, "closed/there", 0), 0);
	assert_int_equal(find(&t, "closed/missing", 0), -EACCES);
	assert_int_equal(find(&t, "closed/missing/more", 0), -EACCES);
}

static void test_bad(void **state)
{
	_cleanup_(memtree_done) struct memtree t = { 0 };
	const struct memtree_add up = { .path = "../x", .kind = WALK_DIR };

	(void)state;
	assert_int_equal(memtree_add(&t, &up), -EINVAL);
	assert_int_equal(memtree_seal(&t, NULL), 0);
	assert_int_equal(t.n, 1);
	assert_int_equal(find(&t, "x", 0), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_folders),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_clash),
		cmocka_unit_test(test_denied),
		cmocka_unit_test(test_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

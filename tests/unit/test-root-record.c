/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a tree in memory answer what the kernel answers for the same folder, and does what
 * was recorded answer the same questions once more?
 */
#include "base/root-record.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"
#include "lib/tree.h"

static const struct tree_file files[] = {
	{ "etc/inside", "inside\n" },
	{ "etc/empty", "" },
	{ "etc/spaced", "  two words \t\r\n\n" },
	{ "links/absolute", "-> /etc/inside" },
	{ "links/up", "-> ../../../../../../../../etc/inside" },
	{ "links/out", "-> /tmp/virtfn-not-there" },
	{ "links/nested", "-> hop" },
	{ "links/hop", "-> /links/absolute" },
	{ "links/folder", "-> /etc" },
	{ "links/folder-2", "-> ../links/folder" },
	{ "links/loop", "-> loop" },
	{ "links/ping", "-> pong" },
	{ "links/pong", "-> ping" },
	{ "links/top", "-> /" },
	{ "links/slash", "-> ../etc/" },
	{ "links/file-slash", "-> ../etc/inside/" },
	{ "links/gone", "-> nothing" },
	{ "sys/devices/pci0000:00/0000:00:02.0/uevent", "DRIVER=i915\n" },
	{ "sys/devices/pci0000:00/0000:00:02.0/config", "binary" },
	{ "sys/devices/pci0000:00/0000:00:02.0/driver", "-> ../../../bus/pci/drivers/i915" },
	{ "sys/bus/pci/drivers/i915", NULL },
	{ "sys/bus/pci/devices/0000:00:02.0", "-> ../../../devices/pci0000:00/0000:00:02.0" },
	{ "sys/empty", NULL },
	{ NULL, NULL },
};

static const char *const paths[] = { "etc/inside", "etc/empty", "etc/spaced", "etc", "etc/",
	"etc/inside/", "etc/inside/x", "etc/missing", "missing/x", "links/absolute", "links/up",
	"links/out", "links/nested", "links/hop", "links/folder", "links/folder/inside",
	"links/folder-2/inside", "links/folder-2/../etc/inside", "links/loop", "links/ping",
	"links/top", "links/top/etc/inside", "links/top/links/top/links/top/etc", "links/slash",
	"links/slash/inside", "links/file-slash", "links/gone", "links/gone/x", "..", "../..",
	"../../etc/inside", ".", "./etc/./inside", "etc/../etc/inside", "etc//inside", "", "/etc",
	"sys/bus/pci/devices", "sys/bus/pci/devices/0000:00:02.0",
	"sys/bus/pci/devices/0000:00:02.0/uevent", "sys/bus/pci/devices/0000:00:02.0/driver",
	"sys/bus/pci/devices/0000:00:02.0/driver/../i915", "sys/empty", "sys/empty/x",
	"links/loop/x", "links/absolute/x" };

static void add_code(struct str_buf *out, const char *what, const char *path, int r)
{
	str_buf_printf(out, "%s %s: %s", what, path, r < 0 ? strerrorname_np(-r) : "ok");
}

static void ask_names(struct str_buf *out, struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		str_buf_printf(out, " %s", names->v[i]);
	str_buf_add(out, "\n");
	names_done(names);
}

static void ask_link(const struct dir *dir, const char *name, struct str_buf *out)
{
	char buf[64] = "";
	ssize_t n = dir_link_name(dir, name, buf, sizeof(buf));

	add_code(out, " name", name, (int)n);
	str_buf_printf(out, " \"%s\"\n", n < 0 ? "" : buf);
	n = dir_link_target(dir, name, buf, sizeof(buf));
	add_code(out, " target", name, (int)n);
	str_buf_printf(out, " \"%s\"\n", n < 0 ? "" : buf);
}

static void ask_dir(const struct root *root, const char *path, struct str_buf *out)
{
	static const char *const below[] = { "uevent", "config", "driver", "inside", "missing",
		"../etc/inside", "/etc/inside", "folder/inside", "absolute", "empty", "." };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct names names = { 0 };
	struct err err;
	int r = root_dir(root, &dir, &err, "%s", path);

	add_code(out, "dir", path, r);
	str_buf_add(out, "\n");
	for (size_t i = 0; i < ARRAY_SIZE(below) && r == 0; i++) {
		char buf[64] = "";
		ssize_t n = dir_read(&dir, below[i], buf, sizeof(buf));
		_cleanup_close_ int fd = -1;

		add_code(out, " read", below[i], (int)n);
		str_buf_printf(out, " \"%s\"\n", n < 0 ? "" : buf);
		if (!strchr(below[i], '/'))
			ask_link(&dir, below[i], out);
		fd = str_eq(below[i], ".") ? -EISDIR : dir_open(&dir, below[i]);
		add_code(out, " open", below[i], fd);
		n = fd < 0 ? 0 : read(fd, buf, sizeof(buf));
		str_buf_add_n(out, buf, n > 0 ? (size_t)n : 0);
		str_buf_add(out, "\n");
	}
	r = r < 0 ? r : dir_list(&dir, NULL, &names);
	add_code(out, " list", path, r);
	ask_names(out, &names);
}

/* All that can be asked of a path, as one text. */
static void ask(const struct root *root, const char *path, struct str_buf *out)
{
	_cleanup_free_ char *text = NULL, *name = NULL;
	struct names names = { 0 };
	struct err err;
	int r;

	r = root_read(root, &text, &err, "%s", path);
	add_code(out, "read", path, r);
	str_buf_printf(out, " \"%s\"\n", text ? text : "");
	r = root_link_name(root, &name, &err, "%s", path);
	add_code(out, "link", path, r);
	str_buf_printf(out, " \"%s\"\n", name ? name : "");
	str_buf_printf(out, "there %d\n", root_exists(root, "%s", path));
	r = root_list(root, &names, &err, "%s", path);
	add_code(out, "list", path, r);
	ask_names(out, &names);
	ask_dir(root, path, out);
}

static char *ask_all(const struct root *root)
{
	struct str_buf out = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
		ask(root, paths[i], &out);
	return str_buf_take(&out);
}

/* Line by line, so that a test says where. */
static void assert_same(const char *one, const char *two)
{
	while (*one || *two) {
		size_t n = strcspn(one, "\n"), m = strcspn(two, "\n");

		if (n != m || memcmp(one, two, n) != 0)
			fail_msg("folder: %.*s\nmemory: %.*s", (int)n, one, (int)m, two);
		one += n + (one[n] == '\n');
		two += m + (two[m] == '\n');
	}
}

static void open_sealed(struct root *ret, struct memtree *from)
{
	struct memtree *tree = calloc(1, sizeof(*tree));
	struct err err;

	assert_non_null(tree);
	*tree = *from;
	*from = (struct memtree) { 0 };
	assert_int_equal(memtree_seal(tree, NULL), 0);
	assert_ok(root_open_tree(ret, "in memory", &tree, &err), err);
}

static void test_as_the_kernel(void **state)
{
	const struct tree *tree = *state;
	_cleanup_(root_done) struct root folder = { .fd = -1 }, memory = { .fd = -1 };
	_cleanup_free_ char *one = NULL, *two = NULL;
	struct memtree made = { 0 };
	struct err err;

	tree_add_all(tree, files);
	for (const struct tree_file *f = files; f->path; f++) {
		bool link = f->text && strncmp(f->text, "-> ", 3) == 0;
		const char *data = link ? f->text + 3 : f->text;
		const struct memtree_add add = {
			.path = f->path,
			.kind = link      ? WALK_LINK
				: f->text ? WALK_FILE
					  : WALK_DIR,
			.data = data,
			.size = data ? strlen(data) : 0,
		};

		assert_int_equal(memtree_add(&made, &add), 0);
	}
	open_sealed(&memory, &made);
	assert_ok(root_open(&folder, tree->path, &err), err);
	one = ask_all(&folder);
	two = ask_all(&memory);
	assert_same(one, two);
}

static void test_recorded(void **state)
{
	const struct tree *tree = *state;
	struct root_recorder recorder = { 0 }, second = { 0 };
	_cleanup_(root_done) struct root folder = { .fd = -1 }, memory = { .fd = -1 },
					 again = { .fd = -1 };
	_cleanup_free_ char *one = NULL, *two = NULL, *three = NULL, *four = NULL;
	struct err err;

	tree_add_all(tree, files);
	assert_ok(root_open(&folder, tree->path, &err), err);
	one = ask_all(&folder);
	folder.recorder = &recorder;
	two = ask_all(&folder);
	assert_same(one, two);
	assert_false(recorder.failed);
	open_sealed(&memory, &recorder.tree);
	memory.recorder = &second;
	three = ask_all(&memory);
	assert_same(one, three);
	open_sealed(&again, &second.tree);
	four = ask_all(&again);
	assert_same(one, four);
	assert_int_equal(again.tree->n, memory.tree->n);
}

static void test_only_what_was_asked(void **state)
{
	const struct tree *tree = *state;
	struct root_recorder recorder = { 0 };
	_cleanup_(root_done) struct root folder = { .fd = -1 }, memory = { .fd = -1 };
	_cleanup_free_ char *text = NULL, *secret = NULL;
	struct names names = { 0 };
	struct root quiet;
	struct err err;

	tree_add_all(tree, files);
	assert_ok(root_open(&folder, tree->path, &err), err);
	folder.recorder = &recorder;
	quiet = root_quiet(&folder);
	assert_ok(root_read(&quiet, &secret, &err, "etc/spaced"), err);
	assert_ok(root_list(&folder, &names, &err, "etc"), err);
	names_done(&names);
	assert_ok(root_read(&folder, &text, &err, "links/folder/inside"), err);
	root_offer(&folder, ".virtfn/answer", "42");
	root_offer_link(&folder, "proc/1/fd/3", "/dev/vfio/1");
	root_offer(&quiet, ".virtfn/quiet", "x");
	open_sealed(&memory, &recorder.tree);
	assert_string_equal(memtree_get(memory.tree, "etc/inside")->data, "inside\n");
	assert_string_equal(memtree_get(memory.tree, "links/folder")->data, "/etc");
	assert_string_equal(memtree_get(memory.tree, ".virtfn/answer")->data, "42");
	assert_int_equal(memtree_get(memory.tree, "proc/1/fd/3")->kind, WALK_LINK);
	/* Its name was listed, its content nobody asked for. */
	assert_true(memtree_get(memory.tree, "etc/spaced")->denied);
	assert_null(memtree_get(memory.tree, ".virtfn/quiet"));
	assert_null(memtree_get(memory.tree, "sys"));
	assert_null(memtree_get(memory.tree, "links/loop"));
}

/* Mode 0 in a folder, denied in memory: root gets no other answer than anybody. */
static void test_denied(void **state)
{
	const struct tree *tree = *state;
	struct root_recorder recorder = { 0 };
	_cleanup_(root_done) struct root folder = { .fd = -1 }, memory = { .fd = -1 };
	_cleanup_free_ char *one = NULL, *two = NULL, *text = NULL;
	char path[128];
	struct err err;

	tree_add(tree, "etc/inside", "");
	tree_add(tree, "sys/empty", NULL);
	(void)snprintf(path, sizeof(path), "%s/etc/inside", tree->path);
	assert_int_equal(chmod(path, 0), 0);
	(void)snprintf(path, sizeof(path), "%s/sys/empty", tree->path);
	assert_int_equal(chmod(path, 0), 0);
	assert_ok(root_open(&folder, tree->path, &err), err);
	assert_int_equal(root_read(&folder, &text, &err, "etc/inside"), -EACCES);
	folder.recorder = &recorder;
	one = ask_all(&folder);
	assert_contains(one, "read etc/inside: EACCES");
	assert_contains(one, " read inside: EACCES");
	assert_contains(one, "list sys/empty: EACCES");
	open_sealed(&memory, &recorder.tree);
	two = ask_all(&memory);
	assert_contains(two, "read etc/inside: EACCES");
	assert_contains(two, " read inside: EACCES");
	assert_contains(two, "list sys/empty: EACCES");
	(void)chmod(path, 0700);
}

static void test_no_writing(void **state)
{
	struct memtree *tree = calloc(1, sizeof(*tree));
	_cleanup_(root_done) struct root memory = { .fd = -1 };
	struct err err;

	(void)state;
	assert_int_equal(memtree_seal(tree, NULL), 0);
	assert_ok(root_open_tree(&memory, "m", &tree, &err), err);
	assert_int_equal(root_write(&memory, "1", &err, "sys/x"), -EROFS);
	assert_int_equal(root_mkdir(&memory, &err, "a/b"), -EROFS);
	assert_int_equal(root_remove(&memory, &err, "a"), -EROFS);
	assert_int_equal(root_open_file(&memory, 1 /* O_WRONLY */, &err, "a"), -EROFS);
	assert_int_equal(root_open_file(&memory, 0, &err, "a"), -ENOENT);
	assert_contains(err.text, "m/a");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, tree_setup, tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_as_the_kernel),
		TEST(test_recorded),
		TEST(test_only_what_was_asked),
		TEST(test_denied),
		TEST(test_no_writing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

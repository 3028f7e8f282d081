/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that are changed for good and taken back: to the byte, also where it is not easy.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-file.h"
#include "lib/lasting.h"
#include "lib/tests.h"

#define GRUB   "etc/default/grub"
#define BEFORE "# mine\r\nLINE=\"quiet\"\r\n# end"
#define AFTER  "# mine\r\nLINE=\"quiet a=b\"\r\n# end"

static void test_there_and_back(void **state)
{
	struct lasting *l = *state;
	struct stat was, now;
	char full[256], value[8] = "";
	bool xattr;

	tree_add(&l->tree, GRUB, BEFORE);
	lasting_full(l, GRUB, full);
	assert_int_equal(chmod(full, 04750), 0);
	xattr = setxattr(full, "user.virtfn", "kept", 4, 0) == 0;
	if (geteuid() == 0)
		assert_int_equal(chown(full, 7, 8), 0);
	assert_int_equal(chmod(full, 04750), 0);
	assert_int_equal(stat(full, &was), 0);
	lasting_file(l, GRUB, BEFORE, AFTER);
	assert_ok(lasting_apply(l), l->err);
	for (int i = 0; i < 2; i++) {
		lasting_holds(l, GRUB, i ? BEFORE : AFTER);
		assert_int_equal(stat(full, &now), 0);
		assert_int_equal(now.st_mode, was.st_mode);
		assert_int_equal(now.st_uid, was.st_uid);
		assert_int_equal(now.st_gid, was.st_gid);
		if (xattr)
			assert_int_equal(getxattr(full, "user.virtfn", value, sizeof(value)), 4);
		if (i == 0)
			assert_ok(lasting_undo(l, 1), l->err);
	}
	assert_int_equal(lasting_undo(l, 1), -EALREADY);
	assert_int_equal(lasting_undo(l, 2), -ENOENT);
}

/* Made with its folders, and they go again; but not what others put into them. */
static void test_new(void **state)
{
	struct lasting *l = *state;
	char full[256];
	struct stat st;

	lasting_file(l, "etc/a/b/one", NULL, "1\n");
	lasting_file(l, "etc/a/two", NULL, "2\n");
	assert_ok(lasting_apply(l), l->err);
	lasting_full(l, "etc/a/b/one", full);
	assert_int_equal(stat(full, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	assert_ok(lasting_undo(l, 1), l->err);
	assert_false(root_exists(&l->root, "etc/a"));
	assert_ok(lasting_apply(l), l->err);
	tree_add(&l->tree, "etc/a/b/theirs", "x");
	assert_ok(lasting_undo(l, 2), l->err);
	lasting_holds(l, "etc/a/b/theirs", "x");
	lasting_holds(l, "etc/a/b/one", NULL);
	lasting_holds(l, "etc/a/two", NULL);
}

static void test_removed(void **state)
{
	struct lasting *l = *state;
	struct stat st;
	char full[256];

	tree_add(&l->tree, "etc/old", "bytes\x01\xff");
	lasting_full(l, "etc/old", full);
	assert_int_equal(chmod(full, 0400), 0);
	lasting_file(l, "etc/old", "bytes\x01\xff", NULL);
	assert_ok(lasting_apply(l), l->err);
	lasting_holds(l, "etc/old", NULL);
	assert_ok(lasting_undo(l, 1), l->err);
	lasting_holds(l, "etc/old", "bytes\x01\xff");
	assert_int_equal(stat(full, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0400);
}

/* Links stay: also one that leads out of the tree when followed from outside, and to nowhere. */
static void test_links(void **state)
{
	struct lasting *l = *state;
	char full[256], target[64] = "";

	tree_add(&l->tree, "usr/lib/real", "a\n");
	tree_add(&l->tree, "etc/link", "-> ../etc/second");
	tree_add(&l->tree, "etc/second", "-> /usr/lib/real");
	tree_add(&l->tree, "etc/nowhere", "-> ../../../../usr/lib/new");
	lasting_file(l, "etc/link", "a\n", "b\n");
	lasting_file(l, "etc/nowhere", NULL, "n\n");
	assert_ok(lasting_apply(l), l->err);
	lasting_holds(l, "usr/lib/real", "b\n");
	lasting_holds(l, "usr/lib/new", "n\n");
	lasting_full(l, "etc/link", full);
	assert_int_equal(readlink(full, target, sizeof(target) - 1), 13);
	lasting_full(l, "usr/lib/real", full);
	assert_ok(lasting_undo(l, 1), l->err);
	lasting_holds(l, "usr/lib/real", "a\n");
	lasting_holds(l, "usr/lib/new", NULL);
	tree_add(&l->tree, "etc/loop", "-> loop");
	lasting_file(l, "etc/loop", NULL, "x");
	assert_int_equal(lasting_apply(l), -ELOOP);
	lasting_holds(l, "usr/lib/real", "a\n");
}

static void refused(struct lasting *l, int code, const char *text)
{
	assert_int_equal(lasting_apply(l), -code);
	assert_contains(l->err.text, text);
	assert_int_equal(l->generation, 0);
	assert_false(root_exists(&l->root, "var/lib/virtfn/journal/000001"));
}

static void test_refused(void **state)
{
	struct lasting *l = *state;
	char full[256], second[256];

	tree_add(&l->tree, "etc/one", "1\n");
	tree_add(&l->tree, "etc/two", "2\n");
	lasting_full(l, "etc/two", full);
	lasting_full(l, "etc/name", second);
	assert_int_equal(link(full, second), 0);
	lasting_file(l, "etc/one", "1\n", "11\n");
	lasting_file(l, "etc/two", "2\n", "22\n");
	refused(l, EMLINK, "the same file has 2 names");
	lasting_holds(l, "etc/one", "1\n");
	assert_int_equal(unlink(second), 0);
	tree_add(&l->tree, "etc/two", "edited\n");
	refused(l, ESTALE, "was changed since the plan was made");
	assert_int_equal(unlink(full), 0);
	refused(l, ESTALE, "was changed since the plan was made");
	assert_int_equal(mkdir(full, 0755), 0);
	refused(l, EISDIR, "Is a directory");
	lasting_holds(l, "etc/one", "1\n");
}

static void test_edited(void **state)
{
	struct lasting *l = *state;
	struct str_buf edits = { 0 };

	l->how.edits = &edits;
	tree_add(&l->tree, GRUB, BEFORE);
	tree_add(&l->tree, "etc/other", "x\n");
	lasting_file(l, GRUB, BEFORE, AFTER);
	lasting_file(l, "etc/other", "x\n", "y\n");
	assert_ok(lasting_apply(l), l->err);
	/* In the same line: nothing at all is taken back. */
	tree_add(&l->tree, GRUB, "# mine\r\nLINE=\"splash a=b\"\r\n# end");
	assert_int_equal(lasting_undo(l, 1), -ESTALE);
	assert_contains(l->err.text, "was edited since in the same lines");
	assert_contains(edits.text, "+LINE=\"splash a=b\"\r\n");
	lasting_holds(l, GRUB, "# mine\r\nLINE=\"splash a=b\"\r\n# end");
	lasting_holds(l, "etc/other", "y\n");
	/* In another one: both. */
	tree_add(&l->tree, GRUB, "# ours\r\nLINE=\"quiet a=b\"\r\n# end");
	assert_ok(lasting_undo(l, 1), l->err);
	lasting_holds(l, GRUB, "# ours\r\nLINE=\"quiet\"\r\n# end");
	lasting_holds(l, "etc/other", "x\n");
	str_buf_done(&edits);
}

static void test_keep_edited(void **state)
{
	struct lasting *l = *state;
	char full[256];

	tree_add(&l->tree, GRUB, BEFORE);
	lasting_file(l, GRUB, BEFORE, AFTER);
	lasting_file(l, "etc/new", NULL, "n\n");
	lasting_file(l, "etc/here", "", "h\n");
	assert_ok(lasting_apply(l), l->err);
	tree_add(&l->tree, "etc/new", "edited\n");
	lasting_full(l, GRUB, full);
	assert_int_equal(unlink(full), 0);
	assert_int_equal(lasting_undo(l, 1), -ESTALE);
	lasting_holds(l, "etc/here", "h\n");
	l->how.keep_edited = true;
	assert_ok(lasting_undo(l, 1), l->err);
	lasting_holds(l, GRUB, NULL);
	lasting_holds(l, "etc/new", "edited\n");
	lasting_holds(l, "etc/here", "");
}

/* Mounted over a folder of the tree; the test is skipped where that may not be. */
static void mount_on(const struct lasting *l, const char *path, const char *options, char full[256])
{
	lasting_full(l, path, full);
	if (geteuid() != 0 || mount("tmpfs", full, "tmpfs", 0, options) < 0)
		skip();
}

static void test_read_only(void **state)
{
	struct lasting *l = *state;
	char full[256];
	int r;

	tree_add(&l->tree, "boot/here", NULL);
	mount_on(l, "boot", "size=64k", full);
	tree_add(&l->tree, "boot/conf", "a\n");
	assert_int_equal(mount(NULL, full, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	tree_add(&l->tree, "etc/one", "1\n");
	lasting_file(l, "etc/one", "1\n", "11\n");
	lasting_file(l, "boot/conf", "a\n", "b\n");
	r = lasting_apply(l);
	assert_int_equal(umount(full), 0);
	assert_int_equal(r, -EROFS);
	assert_contains(l->err.text, "boot/conf");
	assert_contains(l->err.text, "mount -o remount,rw");
	assert_contains(l->err.text, "nothing was changed");
	lasting_holds(l, "etc/one", "1\n");
}

static char *large(size_t n, char c)
{
	char *text = malloc(n + 1);

	assert_non_null(text);
	memset(text, c, n);
	text[n] = '\0';
	return text;
}

static size_t n_files(const struct lasting *l, const char *path)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err err = { 0 };

	assert_ok(root_list(&l->root, &names, &err, "%s", path), err);
	return names.n;
}

/* One is too large from the start; two are only together: the first is taken back. */
static void test_full(void **state)
{
	struct lasting *l = *state;
	_cleanup_free_ char *one = large(40000, 'x'), *huge = large(200000, 'y');
	char full[256];
	int first, second;
	size_t left;

	tree_add(&l->tree, "boot/here", NULL);
	mount_on(l, "boot", "size=64k", full);
	tree_add(&l->tree, "boot/conf", "a\n");
	lasting_file(l, "boot/conf", "a\n", huge);
	first = lasting_apply(l);
	assert_contains(l->err.text, "nothing was changed");
	steps_done(&l->steps);
	lasting_file(l, "boot/one", NULL, one);
	lasting_file(l, "boot/conf", "a\n", one);
	second = lasting_apply(l);
	left = n_files(l, "boot");
	lasting_holds(l, "boot/conf", "a\n");
	assert_int_equal(umount(full), 0);
	assert_int_equal(first, -ENOSPC);
	assert_int_equal(second, -ENOSPC);
	assert_contains(l->err.text, "the file system is full");
	assert_contains(l->err.text, "everything is as it was before");
	/* conf alone: neither the first file nor a temporary one. */
	assert_int_equal(left, 1);
}

static void test_immutable(void **state)
{
	struct lasting *l = *state;
	int flags = FS_IMMUTABLE_FL, none = 0, fd, r;
	char full[256];

	tree_add(&l->tree, "etc/one", "1\n");
	lasting_full(l, "etc/one", full);
	fd = open(full, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	if (ioctl(fd, FS_IOC_SETFLAGS, &flags) < 0) {
		(void)close(fd);
		skip();
	}
	lasting_file(l, "etc/one", "1\n", "11\n");
	r = lasting_apply(l);
	assert_int_equal(ioctl(fd, FS_IOC_SETFLAGS, &none), 0);
	(void)close(fd);
	assert_int_equal(r, -EPERM);
	assert_contains(l->err.text, "it is immutable; chattr -i");
	lasting_holds(l, "etc/one", "1\n");
}

/* A folder's default ACL (linux/posix_acl_xattr.h) is for new files, not for replaced ones. */
static void test_acl(void **state)
{
	static const uint8_t acl[] = { 2, 0, 0, 0, 1, 0, 7, 0, 255, 255, 255, 255, 2, 0, 6, 0, 9, 0,
		0, 0, 4, 0, 5, 0, 255, 255, 255, 255, 16, 0, 7, 0, 255, 255, 255, 255, 32, 0, 0, 0,
		255, 255, 255, 255 };
	struct lasting *l = *state;
	char full[256], value[128];

	tree_add(&l->tree, "etc/one", "1\n");
	lasting_full(l, "etc", full);
	if (setxattr(full, "system.posix_acl_default", acl, sizeof(acl), 0) < 0)
		skip();
	lasting_file(l, "etc/one", "1\n", "11\n");
	lasting_file(l, "etc/new", NULL, "n\n");
	assert_ok(lasting_apply(l), l->err);
	lasting_full(l, "etc/one", full);
	assert_int_equal(getxattr(full, "system.posix_acl_access", value, sizeof(value)), -1);
	lasting_full(l, "etc/new", full);
	assert_true(getxattr(full, "system.posix_acl_access", value, sizeof(value)) > 0);
	/* One that has such a list keeps it, there and back. */
	lasting_full(l, "etc/here", full);
	assert_int_equal(setxattr(full, "system.posix_acl_access", acl, sizeof(acl), 0), 0);
	steps_done(&l->steps);
	lasting_file(l, "etc/here", "", "h\n");
	assert_ok(lasting_apply(l), l->err);
	assert_int_equal(
		getxattr(full, "system.posix_acl_access", value, sizeof(value)), sizeof(acl));
	assert_ok(lasting_undo(l, 2), l->err);
	assert_int_equal(
		getxattr(full, "system.posix_acl_access", value, sizeof(value)), sizeof(acl));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_there_and_back, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_new, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_removed, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_links, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_refused, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_edited, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_keep_edited, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_read_only, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_full, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_immutable, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_acl, lasting_setup, lasting_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

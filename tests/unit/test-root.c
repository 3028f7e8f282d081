/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the root handle stay in its root, whatever the tree in it says?
 */
#include "base/root.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define SECRET "/tmp/virtfn-test-secret"

struct both {
	struct tree tree;
	struct root root;
};

static int setup(void **state)
{
	static const struct tree_file files[] = {
		{ "etc/inside", "inside\n" },
		{ "etc/blank", " \t\r\n\n" },
		{ "etc/empty", "" },
		{ "etc/spaced", "  two words \t\r\n\n" },
		{ "secret", "mine\n" },
		{ "links/absolute", "-> /etc/inside" },
		{ "links/up", "-> ../../../../../../../../etc/inside" },
		{ "links/outside", "-> " SECRET },
		{ "links/up-outside", "-> ../../../../../.." SECRET },
		{ "links/nested", "-> hop" },
		{ "links/hop", "-> /links/outside" },
		{ "links/nested-inside", "-> nested-2" },
		{ "links/nested-2", "-> /links/absolute" },
		{ "links/folder", "-> /etc" },
		{ "links/loop", "-> loop" },
		{ "links/ping", "-> pong" },
		{ "links/pong", "-> ping" },
		{ "links/top", "-> /" },
		{ "links/gone", "-> nothing" },
		{ "proc", NULL },
		{ NULL, NULL },
	};
	struct both *b = calloc(1, sizeof(*b));
	struct err err;
	FILE *f = fopen(SECRET, "w");

	if (!b || !f || fputs("outside\n", f) == EOF || fclose(f) != 0)
		return -1;
	tree_make(&b->tree);
	tree_add_all(&b->tree, files);
	*state = b;
	return root_open(&b->root, b->tree.path, &err);
}

static int teardown(void **state)
{
	struct both *b = *state;

	root_done(&b->root);
	tree_remove(&b->tree);
	free(b);
	return unlink(SECRET);
}

static void reads(const struct both *b, const char *path, const char *want)
{
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };
	int r = root_read(&b->root, &text, &err, "%s", path);

	if (r < 0)
		fail_msg("%s: %s", path, err.text);
	assert_string_equal(text, want);
	assert_true(root_exists(&b->root, "%s", path));
}

static void fails(const struct both *b, const char *path, int code)
{
	char *text = NULL;
	struct err err = { 0 };
	int r = root_read(&b->root, &text, &err, "%s", path);

	if (r != -code)
		fail_msg("%s: returned %d and '%s'", path, r, text ? text : err.text);
	assert_null(text);
	assert_int_equal(err.code, code);
	assert_contains(err.text, b->tree.path);
}

static void test_inside(void **state)
{
	reads(*state, "etc/inside", "inside");
	reads(*state, "/etc/inside", "inside");
	reads(*state, "etc/blank", "");
	reads(*state, "etc/empty", "");
	reads(*state, "etc/spaced", "  two words");
	reads(*state, "links/absolute", "inside");
	reads(*state, "links/nested-inside", "inside");
	reads(*state, "links/folder/inside", "inside");
}

/* "/" is the root and ".." of it is it again, as after chroot(). */
static void test_never_outside(void **state)
{
	reads(*state, "links/up", "inside");
	reads(*state, "../../../../etc/inside", "inside");
	reads(*state, "links/top/../../../secret", "mine");
	fails(*state, "links/outside", ENOENT);
	fails(*state, "links/up-outside", ENOENT);
	fails(*state, "links/nested", ENOENT);
	fails(*state, ".." SECRET, ENOENT);
	fails(*state, SECRET, ENOENT);
	fails(*state, "etc/../../../../.." SECRET, ENOENT);
}

static void test_missing(void **state)
{
	struct both *b = *state;

	fails(b, "etc/nothing", ENOENT);
	fails(b, "nothing/at/all", ENOENT);
	fails(b, "", ENOENT);
	fails(b, "links/gone", ENOENT);
	fails(b, "links/loop", ELOOP);
	fails(b, "links/ping", ELOOP);
	fails(b, "etc/inside/more", ENOTDIR);
	fails(b, "etc", EISDIR);
	assert_false(root_exists(&b->root, "etc/nothing"));
	assert_false(root_exists(&b->root, "links/outside"));
	assert_false(root_exists(&b->root, "links/loop"));
	assert_false(root_exists(&b->root, "%s", ""));
	assert_true(root_exists(&b->root, "etc"));
}

static void test_type(void **state)
{
	struct both *b = *state;
	struct root host;
	struct err err = { 0 };

	assert_int_equal(root_type(&b->root, &err, "etc/inside"), ROOT_TYPE_FILE);
	assert_int_equal(root_type(&b->root, &err, "links/absolute"), ROOT_TYPE_FILE);
	assert_int_equal(root_type(&b->root, &err, "%s", "etc"), ROOT_TYPE_FOLDER);
	assert_int_equal(root_type(&b->root, &err, "etc/nothing"), -ENOENT);
	assert_int_equal(root_type(&b->root, &err, "etc/inside/more"), -ENOTDIR);
	assert_int_equal(root_type(&b->root, &err, "links/loop"), -ELOOP);
	assert_contains(err.text, "links/loop");
	assert_ok(root_open(&host, "/", &err), err);
	assert_int_equal(root_type(&host, &err, "dev/null"), ROOT_TYPE_CHAR);
	root_done(&host);
}

/* A path that is too long is not there, in any function. */
static void test_long_path(void **state)
{
	struct both *b = *state;
	struct err err = { 0 };
	char big[PATH_MAX + 10], *text = NULL;

	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	assert_int_equal(root_read(&b->root, &text, &err, "%s", big), -ENAMETOOLONG);
	assert_int_equal(root_write(&b->root, "", &err, "%s", big), -ENAMETOOLONG);
	assert_false(root_exists(&b->root, "%s", big));
	big[300] = '\0';
	assert_false(root_exists(&b->root, "%s", big));
	assert_int_equal(root_read(&b->root, &text, &err, "%s", big), -ENAMETOOLONG);
}

/* On the host "/" is "/", so /proc's magic links must be refused by themselves. */
static void test_magic_links(void **state)
{
	_cleanup_(root_done) struct root host = { .fd = -1 };
	struct err err = { 0 };
	char *text = NULL;

	(void)state;
	assert_ok(root_open(&host, "/", &err), err);
	assert_true(host.host);
	assert_string_equal(host.path, "");
	assert_int_equal(root_read(&host, &text, &err, "proc/self/root/etc/passwd"), -ELOOP);
	assert_int_equal(root_read(&host, &text, &err, "proc/self/cwd/x"), -ELOOP);
	assert_int_equal(root_read(&host, &text, &err, "proc/self/fd/0"), -ELOOP);
	assert_null(text);
	assert_ok(root_read(&host, &text, &err, "proc/self/comm"), err);
	assert_string_equal(text, "test-root");
	free(text);
}

static void test_magic_links_below(void **state)
{
	_cleanup_(root_done) struct root proc = { .fd = -1 };
	struct err err = { 0 };
	char *text = NULL;

	(void)state;
	assert_ok(root_open(&proc, "/proc", &err), err);
	assert_true(root_read(&proc, &text, &err, "self/root" SECRET) < 0);
	assert_true(root_read(&proc, &text, &err, "thread-self/root" SECRET) < 0);
	assert_null(text);
}

static void test_open(void **state)
{
	struct both *b = *state;
	struct root root = { .fd = -42 };
	struct err err = { 0 };
	char path[400];

	(void)snprintf(path, sizeof(path), "%s/etc/inside", b->tree.path);
	assert_int_equal(root_open(&root, path, &err), -ENOTDIR);
	assert_contains(err.text, path);
	(void)snprintf(path, sizeof(path), "%s/nothing", b->tree.path);
	assert_int_equal(root_open(&root, path, &err), -ENOENT);
	assert_int_equal(root_open(&root, "", &err), -ENOENT);
	memset(path, '/', sizeof(path) - 1);
	path[sizeof(path) - 1] = '\0';
	assert_int_equal(root_open(&root, path, &err), -ENAMETOOLONG);
	assert_int_equal(root.fd, -42);
}

static void test_write(void **state)
{
	struct both *b = *state;
	struct err err = { 0 };

	tree_add(&b->tree, "attr", "old text\n");
	assert_ok(root_write(&b->root, "new", &err, "att%c", 'r'), err);
	/* An attribute is not truncated: the kernel sees one write, a file keeps its tail. */
	reads(b, "attr", "new text");
	assert_int_equal(root_write(&b->root, "x", &err, "attr-2"), -ENOENT);
	assert_false(root_exists(&b->root, "attr-2"));
	assert_int_equal(root_write(&b->root, "x", &err, "links/outside"), -ENOENT);
	assert_int_equal(root_write(&b->root, "x", &err, "links/up-outside"), -ENOENT);
	assert_int_equal(root_write(&b->root, "x", &err, "etc"), -EISDIR);
	assert_ok(root_write(&b->root, "INSIDE", &err, "links/absolute"), err);
	reads(b, "etc/inside", "INSIDE");
	assert_ok(root_write(&b->root, "inside", &err, "etc/inside"), err);
}

static void test_huge(void **state)
{
	struct both *b = *state;
	size_t size = 2 * 1024 * 1024;
	_cleanup_free_ char *big = malloc(size);
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err err = { 0 };

	assert_non_null(big);
	memset(big, 'x', size);
	tree_add_bytes(&b->tree, "huge", big, size);
	fails(b, "huge", EFBIG);
	assert_int_equal(root_read_bytes(&b->root, size - 1, &file, &err, "huge"), -EFBIG);
	assert_null(file.text);
	assert_ok(root_read_bytes(&b->root, size, &file, &err, "huge"), err);
	assert_int_equal(file.size, size);
	assert_int_equal(strlen(file.text), size);
}

/* Bytes are given as they are, zeros and all. */
static void test_bytes(void **state)
{
	static const char data[] = "a\0b\n \n";
	struct both *b = *state;
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err err = { 0 };

	tree_add_bytes(&b->tree, "bytes", data, 6);
	assert_ok(root_read_bytes(&b->root, 100, &file, &err, "bytes"), err);
	assert_int_equal(file.size, 6);
	assert_memory_equal(file.text, data, 7);
}

/* Something that would block is opened without waiting for the other end. */
static void test_fifo(void **state)
{
	struct both *b = *state;
	char path[200];

	(void)snprintf(path, sizeof(path), "%s/fifo", b->tree.path);
	assert_int_equal(mkfifo(path, 0600), 0);
	reads(b, "fifo", "");
}

static void test_list(void **state)
{
	static const char *const want[] = { ".hidden", "B", "a", "b" };
	static const struct tree_file files[] = {
		{ "names/b", "" },
		{ "names/a", "" },
		{ "names/B", "" },
		{ "names/.hidden", NULL },
		{ NULL, NULL },
	};
	struct both *b = *state;
	_cleanup_(names_done) struct names names = { 0 }, none = { 0 };
	struct err err = { 0 };

	tree_add_all(&b->tree, files);
	tree_add(&b->tree, "void", NULL);
	assert_ok(root_list(&b->root, &names, &err, "names"), err);
	assert_int_equal(names.n, 4);
	for (size_t i = 0; i < names.n; i++)
		assert_string_equal(names.v[i], want[i]);
	assert_ok(root_list(&b->root, &none, &err, "void"), err);
	assert_int_equal(none.n, 0);
	assert_int_equal(root_list(&b->root, &none, &err, "nothing"), -ENOENT);
	assert_int_equal(root_list(&b->root, &none, &err, "etc/inside"), -ENOTDIR);
	assert_int_equal(none.n, 0);
}

static void test_link_name(void **state)
{
	struct both *b = *state;
	_cleanup_free_ char *name = NULL;
	char *none = NULL;
	struct err err = { 0 };

	assert_ok(root_link_name(&b->root, &name, &err, "links/%s", "outside"), err);
	assert_string_equal(name, "virtfn-test-secret");
	assert_int_equal(root_link_name(&b->root, &none, &err, "links/nothing"), -ENOENT);
	assert_true(root_link_name(&b->root, &none, &err, "etc/inside") < 0);
	assert_null(none);
}

static void test_dir(void **state)
{
	struct both *b = *state;
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	_cleanup_(names_done) struct names names = { 0 };
	struct err err = { 0 };
	char buf[32], tiny[4];

	assert_ok(root_dir(&b->root, &dir, &err, "%s", "links/folder"), err);
	assert_int_equal(dir_read(&dir, "inside", buf, sizeof(buf)), 6);
	assert_string_equal(buf, "inside");
	assert_int_equal(dir_read(&dir, "inside", tiny, sizeof(tiny)), 3);
	assert_string_equal(tiny, "ins");
	assert_int_equal(dir_read(&dir, "nothing", buf, sizeof(buf)), -ENOENT);
	assert_int_equal(dir_read(&dir, "empty", buf, sizeof(buf)), 0);
	assert_string_equal(buf, "");
	/* Up is out of it, even where it is inside the root. */
	assert_int_equal(dir_read(&dir, "../secret", buf, sizeof(buf)), -EXDEV);
	assert_int_equal(dir_read(&dir, "/secret", buf, sizeof(buf)), -EXDEV);
	assert_int_equal(dir_list(&dir, "..", &names), -EXDEV);
	assert_int_equal(dir_list(&dir, NULL, &names), 0);
	assert_int_equal(names.n, 4);
	assert_string_equal(names.v[3], "spaced");
}

static void test_dir_links(void **state)
{
	struct both *b = *state;
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	_cleanup_(names_done) struct names names = { 0 };
	struct err err = { 0 };
	char buf[64], tiny[5];

	assert_ok(root_dir(&b->root, &dir, &err, "links"), err);
	assert_int_equal(dir_open(&dir, "absolute"), -ELOOP);
	assert_int_equal(dir_open(&dir, "folder/inside"), -ELOOP);
	assert_int_equal(dir_list(&dir, "folder", &names), -ELOOP);
	assert_int_equal(dir_link_name(&dir, "absolute", buf, sizeof(buf)), 6);
	assert_string_equal(buf, "inside");
	assert_int_equal(dir_link_name(&dir, "absolute", tiny, sizeof(tiny)), -ENAMETOOLONG);
	assert_int_equal(dir_link_name(&dir, "nothing", buf, sizeof(buf)), -ENOENT);
	assert_int_equal(dir_link_target(&dir, "absolute", buf, sizeof(buf)), 11);
	assert_string_equal(buf, "/etc/inside");
	assert_int_equal(dir_link_target(&dir, "absolute", tiny, sizeof(tiny)), 4);
	assert_string_equal(tiny, "/etc");
	assert_int_equal(root_dir(&b->root, &dir, &err, "etc/inside"), -ENOTDIR);
	assert_int_equal(root_dir(&b->root, &dir, &err, "links/outside"), -ENOENT);
}

static void rename_for_ever(const char *folder)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (chdir(folder) == 0)
		for (;;)
			if (rename("secret", "other") < 0 || rename("other", "secret") < 0)
				break;
	_exit(1);
}

/* What systemd does to a unit with RestrictSUIDSGID=, and an old kernel to everybody. */
static int root_without_openat2(struct err *err)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog filter = { sizeof(code) / sizeof(code[0]), code };
	struct root root;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
		prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) < 0)
		return 0;
	return root_open(&root, "/", err);
}

static void test_no_openat2(void **state)
{
	struct err err = { 0 };
	int status = 0;
	pid_t child = fork();

	(void)state;
	assert_true(child >= 0);
	if (child == 0)
		_exit(root_without_openat2(&err) == -ENOSYS && strstr(err.text, "by openat2(): ") &&
					strstr(err.text, "RestrictSUIDSGID=")
				? 0
				: 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

/* The kernel answers EAGAIN to a ".." then, which is no answer. */
static void test_renames_elsewhere(void **state)
{
	struct both *b = *state;
	pid_t child = fork();
	bool there = true;

	assert_true(child >= 0);
	if (child == 0)
		rename_for_ever(b->tree.path);
	for (int i = 0; i < 20000 && there; i++)
		there = root_exists(&b->root, "links/up");
	(void)kill(child, SIGKILL);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_true(there);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_inside),
		TEST(test_never_outside),
		TEST(test_missing),
		TEST(test_type),
		TEST(test_long_path),
		TEST(test_magic_links),
		TEST(test_magic_links_below),
		TEST(test_open),
		TEST(test_write),
		TEST(test_huge),
		TEST(test_bytes),
		TEST(test_fifo),
		TEST(test_list),
		TEST(test_link_name),
		TEST(test_dir),
		TEST(test_dir_links),
		TEST(test_no_openat2),
		TEST(test_renames_elsewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

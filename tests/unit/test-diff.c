/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Do we say what diff -u says? Compared with the program itself where there is one. */
#include "base/diff.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "lib/tests.h"

static char *diff(const char *old, const char *now)
{
	const struct diff_text a = { old, old ? strlen(old) : 0 };
	const struct diff_text b = { now, now ? strlen(now) : 0 };
	struct err err = { 0 };
	char *ret = NULL;

	assert_int_equal(diff_unified(&a, &b, "etc/x", &ret, &err), 0);
	return ret;
}

static void assert_diff(const char *old, const char *now, const char *wanted)
{
	_cleanup_free_ char *got = diff(old, now);

	assert_string_equal(got, wanted);
}

static void test_small(void **state)
{
	(void)state;
	assert_diff("a\n", "a\n", "");
	assert_diff(NULL, "a\n", "--- /dev/null\n+++ b/etc/x\n@@ -0,0 +1 @@\n+a\n");
	assert_diff("a\n", NULL, "--- a/etc/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n");
	assert_diff(NULL, "", "--- /dev/null\n+++ b/etc/x\n");
	assert_diff("a\nb\nc\n", "a\nB\nc\n",
		"--- a/etc/x\n+++ b/etc/x\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n");
	assert_diff("a", "a\n",
		"--- a/etc/x\n+++ b/etc/x\n@@ -1 +1 @@\n-a\n"
		"\\ No newline at end of file\n+a\n");
}

static void write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

/* Lines out of few letters, so that texts have much in common and in many ways. */
static char *random_text(unsigned *seed)
{
	struct str_buf b = { 0 };
	unsigned n = (unsigned)rand_r(seed) % 40;

	str_buf_add(&b, "");
	for (unsigned i = 0; i < n; i++)
		str_buf_printf(&b, "%c\n", 'a' + rand_r(seed) % 6);
	if (rand_r(seed) % 4 == 0)
		str_buf_add(&b, "end");
	return str_buf_take(&b);
}

static size_t count(const char *text, char first)
{
	size_t n = 0;

	for (const char *s = text; s && *s; s = strchr(s, '\n') ? strchr(s, '\n') + 1 : NULL)
		n += s[0] == first;
	return n;
}

/* patch(1) makes the new text of the old one, and diff(1) needs no fewer lines. */
static void test_against_programs(void **state)
{
	char dir[] = "/tmp/virtfn-diff-XXXXXX", old[64], now[64], patch[64];
	const char *const apply[] = { "patch", "-s", old, patch, NULL };
	const char *const cmp[] = { "cmp", "-s", old, now, NULL };
	const char *const ask[] = { "diff", "-du", "-L", "a", "-L", "b", old, now, NULL };
	const char *const rm[] = { "rm", "-rf", dir, NULL };
	unsigned seed = 7;
	struct err err;

	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(old, sizeof(old), "%s/old", dir);
	(void)snprintf(now, sizeof(now), "%s/now", dir);
	(void)snprintf(patch, sizeof(patch), "%s/patch", dir);
	for (int i = 0; i < 60; i++) {
		_cleanup_(run_output_done) struct run_output o = { 0 };
		_cleanup_free_ char *a = random_text(&seed);
		_cleanup_free_ char *b = random_text(&seed);
		_cleanup_free_ char *d = diff(a, b);
		int r;

		write_file(old, a);
		write_file(now, b);
		write_file(patch, d);
		r = run_argv(ask, 5000, &o, &err);
		if (r < 0)
			break;
		assert_int_equal(count(d, '+'), count(o.out, '+'));
		assert_int_equal(count(d, '-'), count(o.out, '-'));
		r = run_argv(apply, 5000, NULL, &err);
		if (r == -ENOENT)
			break;
		assert_int_equal(r, 0);
		assert_int_equal(run_argv(cmp, 5000, NULL, &err), 0);
	}
	assert_int_equal(run_argv(rm, 5000, NULL, &err), 0);
}

/* More changes than anybody reads: all goes and comes. */
static void test_very_different(void **state)
{
	struct str_buf a = { 0 }, b = { 0 };
	_cleanup_free_ char *ta = NULL;
	_cleanup_free_ char *tb = NULL;
	_cleanup_free_ char *d = NULL;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		str_buf_printf(&a, "a%d\n", i);
		str_buf_printf(&b, "b%d\n", i);
	}
	ta = str_buf_take(&a);
	tb = str_buf_take(&b);
	d = diff(ta, tb);
	assert_int_equal(count(d, '+'), 3001);
	assert_int_equal(count(d, '-'), 3001);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_small),
		cmocka_unit_test(test_against_programs),
		cmocka_unit_test(test_very_different),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

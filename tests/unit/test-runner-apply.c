/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Persistent generations: done once, taken back, cut off, damaged; and programs among the steps.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "actions/journal.h"
#include "actions/store.h"
#include "base/mem.h"
#include "base/run.h"
#include "lib/lasting.h"
#include "lib/tests.h"

#define JOURNAL "var/lib/virtfn/journal/000001"
#define NO_HASH "0000000000000000000000000000000000000000000000000000000000000000"

/* A program that plays all others: it notes what it was called for, and does some of it. */
static void make_via(struct lasting *l)
{
	static char full[256];

	tree_add(&l->tree, "via",
		"#!/bin/sh\ncd \"$1\"; shift; echo \"$*\" >>calls\n"
		"case $1 in\nmake) echo \"root=1 $(cat etc/conf)\" >line ;;\n"
		"query) test -e pkg-$2 ;;\n"
		"install) shift; for p; do : >pkg-$p; done ;;\n"
		"remove) shift; for p; do rm pkg-$p; done ;;\n"
		"fail) echo one; echo; echo two >&2; exit 3 ;;\n"
		"env) env | sort >env ;;\nesac\n");
	lasting_full(l, "via", full);
	assert_int_equal(chmod(full, 0755), 0);
	l->how.via = full;
	tree_add(&l->tree, "etc/conf", "a\n");
}

static void remake_steps(struct lasting *l)
{
	lasting_step(l, "remake-undo", "make", "make");
	lasting_file(l, "etc/conf", "a\n", "b=1\n");
	lasting_step(l, "remake", "make", "make");
	lasting_step(l, "proof", "line", "text:present:b=1");
}

static void test_remake(void **state)
{
	struct lasting *l = *state;
	struct stat was, now;
	char full[256];

	make_via(l);
	remake_steps(l);
	assert_ok(lasting_apply(l), l->err);
	assert_int_equal(l->generation, 1);
	lasting_holds(l, "line", "root=1 b=1\n");
	lasting_holds(l, "calls", "make\n");
	/* A second time: nothing is run, written or noted. */
	lasting_full(l, "etc/conf", full);
	assert_int_equal(stat(full, &was), 0);
	assert_ok(lasting_apply(l), l->err);
	assert_int_equal(l->generation, 0);
	assert_int_equal(stat(full, &now), 0);
	assert_memory_equal(&was.st_mtim, &now.st_mtim, sizeof(was.st_mtim));
	assert_int_equal(was.st_ino, now.st_ino);
	lasting_holds(l, "calls", "make\n");
	/* What was made is lost: it is made again. */
	tree_add(&l->tree, "line", "root=1\n");
	assert_ok(lasting_apply(l), l->err);
	lasting_holds(l, "line", "root=1 b=1\n");
	assert_ok(lasting_undo(l, 2), l->err);
	assert_ok(lasting_undo(l, 1), l->err);
	lasting_holds(l, "etc/conf", "a\n");
	lasting_holds(l, "line", "root=1 a\n");
}

static void test_program_fails(void **state)
{
	struct lasting *l = *state;

	make_via(l);
	remake_steps(l);
	lasting_step(l, "command", "fail",
		"fail\x1f"
		"now");
	assert_int_equal(lasting_apply(l), -EIO);
	assert_contains(l->err.text, "'fail now' failed with status 3");
	assert_contains(l->err.text, "it said: one / two");
	assert_contains(l->err.text, "000001.log");
	assert_contains(l->err.text, "everything is as it was before");
	lasting_holds(l, "etc/conf", "a\n");
	lasting_holds(l, "line", "root=1 a\n");
	lasting_holds(l, JOURNAL ".log",
		"$ make\n[status 0]\n$ fail now\none\n\ntwo\n[status 3]\n$ make\n[status 0]\n");
}

static void test_proof_fails(void **state)
{
	struct lasting *l = *state;

	make_via(l);
	remake_steps(l);
	lasting_step(l, "proof", "line", "text:absent:b=1");
	assert_int_equal(lasting_apply(l), -EBADMSG);
	assert_contains(l->err.text, "line still has b=1");
	lasting_holds(l, "etc/conf", "a\n");
}

/* What takes the lock itself comes when it is free, and is in no generation. */
static void test_start(void **state)
{
	struct lasting *l = *state;
	struct runner runner = { .root = &l->root, .lock = -1 };

	make_via(l);
	runner.via = l->how.via;
	remake_steps(l);
	lasting_step(l, "start", "fail",
		"fail\x1f"
		"now");
	assert_ok(lasting_apply(l), l->err);
	lasting_holds(l, "etc/conf", "b=1\n");
	lasting_holds(l, JOURNAL ".log", "$ make\n[status 0]\n");
	assert_int_equal(runner_start(&runner, &l->steps, &l->err), -EIO);
	(void)snprintf(l->steps.v[l->steps.n - 1].value, STEP_VALUE, "make");
	assert_int_equal(runner_start(&runner, &l->steps, &l->err), 1);
	assert_contains(l->err.text, "'fail now' failed with status 3");
	lasting_holds(l, "etc/conf", "b=1\n");
	assert_ok(lasting_undo(l, 1), l->err);
	lasting_holds(l, "etc/conf", "a\n");
}

static void test_environment(void **state)
{
	struct lasting *l = *state;
	_cleanup_free_ char *text = NULL;

	make_via(l);
	assert_int_equal(setenv("LD_PRELOAD_OF_TEST", "x", 1), 0);
	lasting_step(l, "command", "env", "env");
	assert_ok(lasting_apply(l), l->err);
	assert_ok(root_read(&l->root, &text, &l->err, "env"), l->err);
	assert_contains(text, "PATH=/usr/sbin:/usr/bin:/sbin:/bin");
	assert_contains(text, "LC_ALL=C");
	assert_lacks(text, "LD_PRELOAD_OF_TEST");
}

static void test_no_via(void **state)
{
	struct lasting *l = *state;

	make_via(l);
	l->how.via = NULL;
	remake_steps(l);
	assert_int_equal(lasting_apply(l), -EINVAL);
	assert_contains(l->err.text, "that is not this host; --via chroot says how");
	lasting_holds(l, "etc/conf", "a\n");
	assert_false(root_exists(&l->root, JOURNAL));
}

static void test_package(void **state)
{
	struct lasting *l = *state;

	make_via(l);
	tree_add(&l->tree, "pkg-there", "");
	lasting_step(l, "package", "there new other", "install\x1eremove\x1equery");
	assert_ok(lasting_apply(l), l->err);
	assert_true(root_exists(&l->root, "pkg-new"));
	assert_true(root_exists(&l->root, "pkg-other"));
	assert_ok(lasting_apply(l), l->err);
	assert_int_equal(l->generation, 0);
	assert_int_equal(root_remove(&l->root, &l->err, "pkg-other"), 0);
	assert_ok(lasting_undo(l, 1), l->err);
	assert_true(root_exists(&l->root, "pkg-there"));
	assert_false(root_exists(&l->root, "pkg-new"));
}

static void test_links(void **state)
{
	struct lasting *l = *state;

	tree_add(&l->tree, "etc/was", "-> old");
	lasting_step(l, "link", "etc/wants/unit", "/usr/lib/unit");
	lasting_step(l, "link", "etc/was", "");
	assert_ok(lasting_apply(l), l->err);
	assert_false(root_exists(&l->root, "etc/was"));
	assert_ok(lasting_apply(l), l->err);
	assert_int_equal(l->generation, 0);
	/* Somebody points it elsewhere. */
	assert_ok(root_remove(&l->root, &l->err, "etc/wants/unit"), l->err);
	tree_add(&l->tree, "etc/wants/unit", "-> theirs");
	assert_int_equal(lasting_undo(l, 1), -ESTALE);
	assert_contains(l->err.text, "it points to 'theirs'");
	assert_ok(root_remove(&l->root, &l->err, "etc/wants/unit"), l->err);
	assert_ok(lasting_undo(l, 1), l->err);
	assert_false(root_exists(&l->root, "etc/wants"));
	/* No link: never touched. */
	tree_add(&l->tree, "etc/wants/unit", "a file");
	assert_int_equal(lasting_apply(l), -EEXIST);
	lasting_holds(l, "etc/wants/unit", "a file");
}

static void test_attribute(void **state)
{
	struct lasting *l = *state;

	tree_add(&l->tree, "proc/sys/kernel/random/boot_id", "one\n");
	tree_add(&l->tree, "sys/a", "0");
	lasting_step(l, "attribute", "sys/a", "4");
	assert_ok(lasting_apply(l), l->err);
	lasting_holds(l, "sys/a", "4");
	assert_ok(lasting_undo(l, 1), l->err);
	lasting_holds(l, "sys/a", "0");
	assert_ok(lasting_apply(l), l->err);
	tree_add(&l->tree, "proc/sys/kernel/random/boot_id", "two\n");
	assert_ok(lasting_undo(l, 2), l->err);
	lasting_holds(l, "sys/a", "4");
}

/* A run that was killed: the journal without its end. */
static void cut_end(const struct lasting *l)
{
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };
	char *end;

	assert_ok(root_read(&l->root, &text, &err, JOURNAL), err);
	end = strstr(text, "end\tdone");
	assert_non_null(end);
	*end = '\0';
	tree_add(&l->tree, JOURNAL, text);
}

static void test_cut_off(void **state)
{
	struct lasting *l = *state;
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };

	make_via(l);
	remake_steps(l);
	assert_ok(lasting_apply(l), l->err);
	cut_end(l);
	assert_ok(runner_begin_how(&l->root, &l->how, &runner, &l->err), l->err);
	assert_int_equal(runner.recovered, 4);
	lasting_holds(l, "etc/conf", "a\n");
	lasting_holds(l, "line", "root=1 a\n");
}

/* It cannot be taken back: other work that does not last goes on, lasting work does not. */
static void test_stuck(void **state)
{
	struct lasting *l = *state;
	struct runner runner = { .lock = -1 };

	lasting_file(l, "etc/here", "", "h\n");
	assert_ok(lasting_apply(l), l->err);
	cut_end(l);
	tree_add(&l->tree, "etc/here", "edited\n");
	assert_ok(runner_begin(&l->root, &runner, &l->err), l->err);
	assert_int_equal(runner.stuck.code, ESTALE);
	runner_done(&runner);
	assert_int_equal(lasting_apply(l), -ESTALE);
	assert_contains(l->err.text, "cannot take back what an interrupted run left");
	l->how.keep_edited = true;
	assert_ok(runner_begin_how(&l->root, &l->how, &runner, &l->err), l->err);
	assert_int_equal(runner.stuck.code, 0);
	runner_done(&runner);
	lasting_holds(l, "etc/here", "edited\n");
}

/* Whatever stands in the journal, nothing outside of what it may touch is changed. */
static void test_hostile(void **state)
{
	static const char *const lines[] = {
		"step\tfile\tetc/here\t\t\n",
		"step\tfile\tetc/here\t\t- - 0644 0 0 - 0 more\n",
		"step\tfile\tetc/here\t\t" NO_HASH "%20" NO_HASH "%200644%200%200%20-%200\n",
		"step\tfile\tetc/here\t\t../../../etc/passwd%20-%200644%200%200%20-%200\n",
		"step\tfile\t../../../../etc/passwd\t\t-%20" NO_HASH "%200644%200%200%20-%200\n",
		"step\tmake-coffee\ta\tb\tc\n",
		"step\tlink\tetc/here\tx\t0%20y\n",
		"step\tattribute\tetc/here\tx\tnothing\n",
	};
	struct lasting *l = *state;

	for (size_t i = 0; i < ARRAY_SIZE(lines); i++) {
		struct runner runner = { .lock = -1 };

		tree_add(&l->tree, JOURNAL, lines[i]);
		assert_ok(runner_begin(&l->root, &runner, &l->err), l->err);
		assert_true(runner.stuck.code > 0);
		assert_contains(runner.stuck.text, "000001");
		runner_done(&runner);
		lasting_holds(l, "etc/here", "");
	}
}

/* What undo needs is lost or damaged: it says so, and nothing is changed. */
static void test_damaged(void **state)
{
	struct lasting *l = *state;
	_cleanup_(names_done) struct names names = { 0 };

	tree_add(&l->tree, "etc/one", "1\n");
	lasting_file(l, "etc/here", "", "h\n");
	lasting_file(l, "etc/one", "1\n", "11\n");
	assert_ok(lasting_apply(l), l->err);
	assert_ok(root_list(&l->root, &names, &l->err, STORE_DIR), l->err);
	assert_int_equal(names.n, 4);
	for (size_t i = 0; i < names.n; i++) {
		char path[128];

		(void)snprintf(path, sizeof(path), STORE_DIR "/%s", names.v[i]);
		tree_add(&l->tree, path, "damaged");
	}
	assert_int_equal(lasting_undo(l, 1), -EBADMSG);
	assert_contains(l->err.text, "is damaged");
	lasting_holds(l, "etc/here", "h\n");
	lasting_holds(l, "etc/one", "11\n");
}

static void test_store(void **state)
{
	struct lasting *l = *state;
	char hash[STORE_HASH], full[256];
	struct root_file file = { 0 };
	struct stat st;

	assert_ok(store_put(&l->root, bytes_of("abc", 3), hash, &l->err), l->err);
	/* FIPS 180-2, appendix B.1. */
	assert_string_equal(
		hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	lasting_full(l, STORE_DIR, full);
	assert_int_equal(stat(full, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
	assert_ok(store_get(&l->root, hash, &file, &l->err), l->err);
	assert_string_equal(file.text, "abc");
	root_file_done(&file);
	assert_int_equal(store_get(&l->root, NO_HASH, &file, &l->err), -ENOENT);
	assert_int_equal(store_get(&l->root, "../files/x", &file, &l->err), -EBADMSG);
}

static void test_prune(void **state)
{
	struct lasting *l = *state;
	_cleanup_(names_done) struct names names = { 0 }, objects = { 0 };
	char before[16] = "", after[16];

	for (int i = 1; i <= 60; i++) {
		steps_done(&l->steps);
		(void)snprintf(after, sizeof(after), "%d\n", i);
		lasting_file(l, "etc/here", before, after);
		assert_ok(lasting_apply(l), l->err);
		assert_int_equal(l->generation, i);
		memcpy(before, after, sizeof(before));
	}
	assert_ok(root_list(&l->root, &names, &l->err, JOURNAL_PERSISTENT), l->err);
	assert_int_equal(names.n, 50);
	assert_string_equal(names.v[0], "000011");
	assert_ok(root_list(&l->root, &objects, &l->err, STORE_DIR), l->err);
	assert_int_equal(objects.n, 51);
	for (unsigned i = 60; i > 10; i--)
		assert_ok(lasting_undo(l, i), l->err);
	lasting_holds(l, "etc/here", "10\n");
}

static void interrupt(void *arg, size_t i, size_t n, const struct step *step)
{
	size_t *told = arg;

	(void)step;
	assert_int_equal(i, *told);
	assert_int_equal(n, 3);
	if (++*told == 3)
		run_interrupted = 2;
}

static void test_interrupted(void **state)
{
	struct lasting *l = *state;
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	size_t told = 0;

	make_via(l);
	lasting_step(l, "remake-undo", "make", "make");
	lasting_file(l, "etc/conf", "a\n", "b=1\n");
	lasting_step(l, "remake", "make", "make");
	assert_ok(runner_begin_how(&l->root, &l->how, &runner, &l->err), l->err);
	runner.tell = interrupt;
	runner.tell_arg = &told;
	assert_int_equal(runner_apply(&runner, &l->steps, "x", &l->generation, &l->err), -EINTR);
	run_interrupted = 0;
	assert_int_equal(told, 3);
	/* Taking it back runs its program although we were interrupted. */
	lasting_holds(l, "etc/conf", "a\n");
	lasting_holds(l, "line", "root=1 a\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_remake, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(
			test_program_fails, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_proof_fails, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_start, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_environment, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_no_via, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_package, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_links, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_attribute, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_cut_off, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_stuck, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_hostile, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_damaged, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_store, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_prune, lasting_setup, lasting_teardown),
		cmocka_unit_test_setup_teardown(test_interrupted, lasting_setup, lasting_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

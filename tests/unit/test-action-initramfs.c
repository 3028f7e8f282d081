/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is an initramfs made beside the one that is there, and nothing left of it after an undo, after
 * a program that fails, and after one that made something else? On a scratch tree; that it boots
 * is the lab's to say.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/lasting.h"
#include "lib/tests.h"

#define OLD  "boot/initrd.img-6.1"
#define NEW  "boot/virtfn-trial.img"
#define CPIO "070701 and so on"

/* Called as chroot is: "via ROOT make TEXT". */
static void make_via(struct lasting *l)
{
	static char full[256];

	tree_add(&l->tree, "via",
		"#!/bin/sh\ncd \"$1\"\necho made >>calls\n"
		"case $2 in\nmake) printf '%s' \"$3\" >" NEW " ;;\n"
		"half) printf 07 >" NEW "; echo no hook >&2; exit 1 ;;\n"
		"nothing) ;;\nesac\n");
	lasting_full(l, "via", full);
	assert_int_equal(chmod(full, 0755), 0);
	l->how.via = full;
	tree_add(&l->tree, OLD, CPIO);
}

static void test_made_and_removed(void **state)
{
	struct lasting *l = *state;

	make_via(l);
	lasting_step(l, "initramfs", NEW, "make\x1f" CPIO "\x1e" OLD);
	assert_ok(lasting_apply(l), l->err);
	lasting_holds(l, NEW, CPIO);
	lasting_holds(l, OLD, CPIO);
	assert_ok(lasting_undo(l, 1), l->err);
	lasting_holds(l, NEW, NULL);
	lasting_holds(l, OLD, CPIO);
	lasting_holds(l, "calls", "made\n");
}

/* The loader may have lost it, or the user: what is gone is as it was. */
static void test_gone_already(void **state)
{
	struct lasting *l = *state;
	struct err err = { 0 };

	make_via(l);
	lasting_step(l, "initramfs", NEW, "make\x1f" CPIO "\x1e" OLD);
	assert_ok(lasting_apply(l), l->err);
	assert_ok(root_remove(&l->root, &err, NEW), err);
	assert_ok(lasting_undo(l, 1), l->err);
	lasting_holds(l, OLD, CPIO);
}

static void fails(struct lasting *l, const char *value, int code, const char *part)
{
	make_via(l);
	lasting_step(l, "initramfs", NEW, value);
	assert_int_equal(lasting_apply(l), code);
	assert_contains(l->err.text, part);
	lasting_holds(l, NEW, NULL);
}

static void test_program_fails(void **state)
{
	fails(*state, "half\x1e" OLD, -EIO, "no hook");
}

static void test_not_made(void **state)
{
	fails(*state, "nothing\x1e" OLD, -EIO, "was not made");
}

static void test_no_initramfs(void **state)
{
	fails(*state, "make\x1f<html>\x1e" OLD, -EIO, "is no initramfs");
}

static void test_too_short(void **state)
{
	fails(*state,
		"make\x1f"
		"07070\x1e" OLD,
		-EIO, "is no initramfs");
}

/* Before anything is run. */
static void test_nothing_to_be_like(void **state)
{
	struct lasting *l = *state;

	fails(l,
		"make\x1f" CPIO "\x1e"
		"boot/other",
		-ENOENT, "boot/other is not there");
	assert_contains(l->err.text, "nothing was changed");
	lasting_holds(l, "calls", NULL);
}

static void test_value(void **state)
{
	fails(*state, "make\x1f" CPIO, -EINVAL, "does not say what it is like");
}

/* Files that shall be in /etc for the program: of this host alone. */
static void test_not_this_host(void **state)
{
	fails(*state, "make\x1f" CPIO "\x1e" OLD "\x1fvar/lib/over", -EINVAL, "not this host");
}

/* By our own name there is nothing but what is left of an earlier trial. */
static void test_left_over(void **state)
{
	struct lasting *l = *state;

	make_via(l);
	tree_add(&l->tree, NEW, "old");
	lasting_step(l, "initramfs", NEW, "make\x1f" CPIO "\x1e" OLD);
	assert_ok(lasting_apply(l), l->err);
	lasting_holds(l, NEW, CPIO);
	assert_ok(lasting_undo(l, 1), l->err);
	lasting_holds(l, NEW, NULL);
}

/* The old one is nearly all hole, and larger than any disk here. */
static void test_no_room(void **state)
{
	struct lasting *l = *state;
	char full[256];

	make_via(l);
	lasting_full(l, OLD, full);
	if (truncate(full, (off_t)1 << 42) < 0)
		skip();
	lasting_step(l, "initramfs", NEW, "make\x1f" CPIO "\x1e" OLD);
	assert_int_equal(lasting_apply(l), -ENOSPC);
	assert_contains(l->err.text, "no room for the initramfs of the trial");
	assert_contains(l->err.text, "--no-trial");
	lasting_holds(l, "calls", NULL);
	lasting_holds(l, NEW, NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, lasting_setup, lasting_teardown)
		TEST(test_made_and_removed),
		TEST(test_gone_already),
		TEST(test_program_fails),
		TEST(test_not_made),
		TEST(test_no_initramfs),
		TEST(test_too_short),
		TEST(test_nothing_to_be_like),
		TEST(test_value),
		TEST(test_not_this_host),
		TEST(test_left_over),
		TEST(test_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which inputs of the host does --input give to a guest, and which does it refuse?
 */
#include "cli/vm-desktop.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/root.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define KEYBOARD "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\n"
#define EVENT(n) "sys/class/input/event" #n "/device/capabilities/"
#define ID       "/dev/input/by-id/"

static const struct tree_file files[] = {
	{ "dev/input/event0", "" },
	{ "dev/input/event1", "" },
	{ "dev/input/event2", "" },
	{ "dev/input/by-id/kbd", "-> ../event1" },
	{ "dev/input/by-id/mouse", "-> ../event2" },
	{ EVENT(0) "key", "8000 10000000000000 0\n" },
	{ EVENT(1) "key", KEYBOARD },
	{ EVENT(2) "key", "ffff0000 0 0 0 0\n" },
	{ EVENT(2) "rel", "1943\n" },
	{ NULL, NULL },
};

static int inputs(const struct tree *tree, const struct vm_desktop_opts *o, struct vm_desktop *d,
	struct err *err)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct call call = { .root = &root };
	const struct vm_device v = { .call = &call };

	assert_ok(root_open(&root, tree->path, err), *err);
	memset(d, 0, sizeof(*d));
	return vm_desktop_inputs(&v, o, d, err);
}

static void test_given(void **state)
{
	struct vm_desktop_opts o = { .input = "evdev:" ID "mouse," ID "kbd",
		.only_keyboard = true };
	struct vm_desktop d;
	struct err err = { 0 };

	tree_add_all(*state, files);
	assert_ok(inputs(*state, &o, &d, &err), err);
	assert_int_equal(d.choice.desktop.n_inputs, 2);
	assert_string_equal(d.choice.desktop.inputs[0].path, ID "mouse");
	assert_false(d.choice.desktop.inputs[0].keyboard);
	assert_true(d.choice.desktop.inputs[1].keyboard);
	o.input = "spice";
	assert_ok(inputs(*state, &o, &d, &err), err);
	assert_int_equal(d.choice.desktop.n_inputs, 0);
}

static void test_refused(void **state)
{
	static const struct {
		const char *input, *words;
		int code;
	} rows[] = {
		{ "evdev:" ID "kbd", ID "kbd is the host's only keyboard", -EBUSY },
		{ "evdev:" ID "mouse," ID "kbd", ID "kbd is the host's only keyboard", -EBUSY },
		{ "evdev:" ID "mouse,/dev/input/event2", "are one device", -EINVAL },
		{ "evdev:" ID "mouse," ID "mouse", "are one device", -EINVAL },
		{ "evdev:,", "needs a path", -EINVAL },
		{ "evdev:", "--input takes spice", -EINVAL },
		{ "evdev:/dev/input/event0", "neither a keyboard nor a mouse", -EINVAL },
		{ "keyboard", "--input takes spice", -EINVAL },
	};
	struct vm_desktop d;

	tree_add_all(*state, files);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct vm_desktop_opts o = { .input = rows[i].input };
		struct err err = { 0 };

		assert_int_equal(inputs(*state, &o, &d, &err), rows[i].code);
		assert_contains(err.text, rows[i].words);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_given, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_refused, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

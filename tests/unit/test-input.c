/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a keyboard told from a mouse and a power button, and the only one from one of several?
 */
#include "facts/input.h"

#include <errno.h>

#include "base/mem.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define KEYBOARD "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\n"
#define MOUSE    "ffff0000 0 0 0 0\n"
#define BUTTON   "8000 10000000000000 0\n"

#define EVENT(n) "sys/class/input/event" #n "/device/capabilities/"

static const struct tree_file files[] = {
	{ "dev/input/event0", "" },
	{ "dev/input/event1", "" },
	{ "dev/input/event2", "" },
	{ "dev/input/mouse0", "" },
	{ "dev/input/by-id/usb-kbd-event-kbd", "-> ../event1" },
	{ "dev/input/by-id/usb-mouse-event-mouse", "-> ../event2" },
	{ "dev/input/by-id/usb-mouse-mouse", "-> ../mouse0" },
	{ EVENT(0) "key", BUTTON },
	{ EVENT(1) "key", KEYBOARD },
	{ EVENT(2) "key", MOUSE },
	{ EVENT(2) "rel", "1943\n" },
	{ NULL, NULL },
};

static void found(void **state)
{
	static const char *const bad[] = { "/dev/input/event9", "/dev/input/by-id/usb-mouse-mouse",
		"/dev/sda", "event1", "", "/dev/input/../sda", "/dev/input/by-id/../../sda" };
	struct input_device d;
	struct err err = { 0 };
	struct root root;

	tree_add_all(*state, files);
	assert_ok(root_open(&root, ((struct tree *)*state)->path, &err), err);
	assert_ok(input_find(&root, "/dev/input/by-id/usb-kbd-event-kbd", &d, &err), err);
	assert_string_equal(d.event, "event1");
	assert_true(d.keyboard);
	assert_false(d.pointer);
	assert_int_equal(input_other_keyboards(&root, &d, 1, &err), 0);
	assert_int_equal(input_other_keyboards(&root, NULL, 0, &err), 1);
	assert_ok(input_find(&root, "/dev/input/by-id/usb-mouse-event-mouse", &d, &err), err);
	assert_false(d.keyboard);
	assert_true(d.pointer);
	assert_ok(input_find(&root, "/dev/input/event0", &d, &err), err);
	assert_false(d.keyboard);
	assert_false(d.pointer);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_true(input_find(&root, bad[i], &d, &err) < 0);
	/* One that a program makes is none to type on. */
	tree_add(*state, "sys/devices/virtual/input/input7/event7/device/capabilities/key",
		KEYBOARD);
	tree_add(*state, "sys/class/input/event7", "-> ../../devices/virtual/input/input7/event7");
	assert_int_equal(input_other_keyboards(&root, NULL, 0, &err), 1);
	root_done(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(found, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

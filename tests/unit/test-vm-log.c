/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose log of QEMU is looked at, from where on, and which lines are its last?
 */
#include "cli/vm-log.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root.h"
#include "lib/tests.h"
#include "lib/tree.h"

/* NULL: it is refused. */
static void is_at(const char *uri, const char *name, const char *path)
{
	struct globals globals = { .connect = uri };
	struct call call = { .globals = &globals };
	_cleanup_free_ char *found = NULL;
	struct err err = { 0 };
	int r = vm_log_path(&call, name, &found, &err);

	assert_int_equal(r, path ? 0 : -EINVAL);
	if (path)
		assert_string_equal(found, path);
}

/* The log of another computer's guest, or of another user's, is not that of the same name. */
static void test_path(void **state)
{
	(void)state;
	assert_int_equal(setenv("XDG_CACHE_HOME", "/home/a/.cache", 1), 0);
	is_at("qemu:///system", "web", "var/log/libvirt/qemu/web.log");
	is_at("qemu:///session", "web", "home/a/.cache/libvirt/qemu/log/web.log");
	is_at("qemu+ssh://there/system", "web", NULL);
	is_at("qemu:///system", "../web", NULL);
	is_at("qemu:///system", "", NULL);
}

static void test_read(void **state)
{
	static const char log[] = "x: starting up libvirt version: 9\nold\n"
				  "y: starting up libvirt version: 9\nnew\n";
	const struct tree *tree = *state;
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_free_ char *all = NULL, *last = NULL, *none = NULL;
	struct err err = { 0 };

	tree_add(tree, "log", log);
	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(vm_log_read(&root, "log", true, &all, &err), err);
	assert_string_equal(all, log);
	assert_int_equal(vm_log_starts(all), 2);
	assert_ok(vm_log_read(&root, "log", false, &last, &err), err);
	assert_string_equal(last, "y: starting up libvirt version: 9\nnew\n");
	assert_int_equal(vm_log_read(&root, "nothing", true, &none, &err), -ENOENT);
}

static void test_last(void **state)
{
	static const struct {
		const char *text;
		unsigned lines;
		const char *last;
	} rows[] = {
		{ "a\nb\nc\n\n", 2, "b\nc" },
		{ "a\nb", 2, "a\nb" },
		{ "\n\n a\nb\n", 5, "a\nb" },
		{ "one", 1, "one" },
		{ " \n", 3, "" },
		{ "", 3, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = strdup(rows[i].text);

		assert_non_null(text);
		assert_string_equal(vm_log_last(text, rows[i].lines), rows[i].last);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_path),
		cmocka_unit_test_setup_teardown(test_read, tree_setup, tree_teardown),
		cmocka_unit_test(test_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does what shall be said of modules take effect, whoever else says something? kmod itself has the
 * last word where its modprobe is there (or VIRTFN_MODPROBE names one).
 */
#include "boot/modprobe-edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "lib/texts.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define NONE               \
	{                  \
		NULL, NULL \
	}
#define HEADER "# Written by virtfn. It reads this file again and adds to it.\n"

static void assert_wish(const struct modprobe_ask *ask, const struct text_file *files,
	const struct text_file *wanted)
{
	_cleanup_(edits_done) struct edits edits = { 0 }, again = { 0 };
	struct err err = { 0 };

	texts_read(&edits, files);
	assert_ok(modprobe_edit(ask, &edits, &err), err);
	assert_texts(&edits, wanted);
	texts_again(&again, &edits);
	assert_int_equal(modprobe_edit(ask, &again, &err), 0);
	assert_unchanged(&again);
}

static const char *const guc[] = { "i915 enable_guc=3", "i915 max_vfs=7", NULL };
static const char *const softdeps[] = { "i915 vfio-pci", NULL };
static const char *const nouveau[] = { "nouveau", NULL };
static const char *const vfio[] = { "vfio_pci", NULL };

static void test_own_files(void **state)
{
	const struct modprobe_ask all = {
		.options = guc, .softdeps = softdeps, .blocked = nouveau, .loaded = vfio
	};
	static const struct text_file none[] = { NONE };
	static const struct text_file wanted[] = {
		{ MODPROBE_OWN, HEADER "blacklist nouveau\noptions i915 enable_guc=3\n"
				       "options i915 max_vfs=7\nsoftdep i915 pre: vfio-pci\n" },
		{ MODPROBE_LOAD_OWN, HEADER "vfio_pci\n" }, NONE
	};
	static const struct text_file had[] = {
		{ MODPROBE_OWN, "# mine\r\noptions i915 enable_guc=2\noptions xe max_vfs=1" },
		{ MODPROBE_LOAD_OWN, "vfio-pci" }, NONE
	};
	static const struct text_file had_wanted[] = {
		{ MODPROBE_OWN, "# mine\nblacklist nouveau\noptions i915 enable_guc=3\n"
				"options i915 max_vfs=7\noptions xe max_vfs=1\n"
				"softdep i915 pre: vfio-pci\n" },
		{ MODPROBE_LOAD_OWN, "vfio-pci" }, NONE
	};
	(void)state;

	assert_wish(&all, none, wanted);
	assert_wish(&all, had, had_wanted);
}

/* What somebody else says is changed where it stands, and is not said twice. */
static void test_foreign(void **state)
{
	const struct modprobe_ask all = {
		.options = guc, .softdeps = softdeps, .blocked = nouveau
	};
	static const struct text_file files[] = {
		{ "etc/modprobe.d/i915.conf", "# mine\r\noptions\ti915  fastboot=1 "
					      "enable_guc=2  # x\r\nblacklist nouveau" },
		{ "etc/modprobe.d/zz.conf", "softdep i915 pre: a post: b\noptions i915 max-vfs=7" },
		{ MODPROBE_OWN, NULL }, NONE
	};
	static const struct text_file wanted[] = {
		{ "etc/modprobe.d/i915.conf", "# mine\r\noptions\ti915  fastboot=1 "
					      "enable_guc=3  # x\r\nblacklist nouveau" },
		{ "etc/modprobe.d/zz.conf",
			"softdep i915 pre: a vfio-pci post: b\noptions i915 max-vfs=7" },
		{ MODPROBE_OWN, NULL }, NONE
	};
	static const char *const ids[] = { "vfio-pci ids=3:4", NULL };
	const struct modprobe_ask list = { .options = ids };
	static const struct text_file vfio_files[] = {
		{ "etc/modprobe.d/vfio.conf", "options vfio_pci ids=1:2 disable_vga=1\n" }, NONE
	};
	static const struct text_file vfio_wanted[] = {
		{ "etc/modprobe.d/vfio.conf", "options vfio_pci ids=1:2,3:4 disable_vga=1\n" }, NONE
	};
	(void)state;

	assert_wish(&all, files, wanted);
	assert_wish(&list, vfio_files, vfio_wanted);
}

/* Files of packages are not edited: ours comes behind them, or hides nothing and wins nothing. */
static void test_packages(void **state)
{
	const struct modprobe_ask ask = { .options = guc }, deps = { .softdeps = softdeps };
	static const char *const ids[] = { "vfio-pci ids=3:4", NULL };
	const struct modprobe_ask list = { .options = ids };
	static const struct text_file files[] = { { "usr/lib/modprobe.d/i915.conf",
							  "options i915 enable_guc=2\n" },
		{ "lib/modprobe.d/i915.conf", "options i915 enable_guc=2\n" },
		{ "usr/lib/modprobe.d/hidden.conf", "options i915 max_vfs=1\n" },
		{ "etc/modprobe.d/hidden.conf", "" }, NONE };
	static const struct text_file wanted[] = {
		{ MODPROBE_OWN, HEADER "options i915 enable_guc=3\noptions i915 max_vfs=7\n" }, NONE
	};
	static const struct text_file vfio_files[] = {
		{ "usr/lib/modprobe.d/a.conf", "options vfio-pci x=1 ids=1:2\n" }, NONE
	};
	static const struct text_file vfio_wanted[] = {
		{ MODPROBE_OWN, HEADER "options vfio-pci ids=1:2,3:4\n" }, NONE
	};
	static const struct text_file dep[] = {
		{ "usr/lib/modprobe.d/z.conf", "softdep i915 pre: a post: b\n" }, NONE
	};
	static const struct text_file dep_wanted[] = {
		{ MODPROBE_OWN, HEADER "softdep i915 pre: a vfio-pci post: b\n" }, NONE
	};
	(void)state;

	assert_wish(&ask, files, wanted);
	assert_wish(&list, vfio_files, vfio_wanted);
	assert_wish(&deps, dep, dep_wanted);
}

static void test_allowed(void **state)
{
	static const char *const i915[] = { "i915", NULL };
	const struct modprobe_ask ask = { .allowed = i915 };
	static const struct text_file files[] = {
		{ "etc/modprobe.d/a.conf", "# x\nblacklist i915\nblacklist x\nblacklist i915" },
		{ MODPROBE_OWN, HEADER "blacklist i915\n" }, NONE
	};
	static const struct text_file wanted[] = {
		{ "etc/modprobe.d/a.conf", "# x\nblacklist x\n" }, { MODPROBE_OWN, HEADER }, NONE
	};
	(void)state;

	assert_wish(&ask, files, wanted);
}

static void assert_refused(
	const struct modprobe_ask *ask, const struct text_file *files, int wanted, const char *part)
{
	_cleanup_(edits_done) struct edits edits = { 0 };
	struct err err = { 0 };

	texts_read(&edits, files);
	assert_int_equal(modprobe_edit(ask, &edits, &err), wanted);
	assert_contains(err.text, part);
	assert_unchanged(&edits);
}

static void test_conflicts(void **state)
{
	static const char *const bad[] = { "i915", NULL };
	const struct modprobe_ask ask = { .options = guc }, deps = { .softdeps = softdeps },
				  allowed = { .allowed = nouveau }, odd = { .options = bad };
	static const struct text_file later[] = {
		{ "usr/lib/modprobe.d/x.conf", "\noptions i915 enable_guc=2\n" }, NONE
	};
	static const struct text_file first[] = {
		{ "run/modprobe.d/a.conf", "softdep i915 post: x\n" }, NONE
	};
	static const struct text_file package[] = {
		{ "usr/lib/modprobe.d/x.conf", "blacklist nouveau\n" }, NONE
	};
	static const struct text_file joined[] = {
		{ "etc/modprobe.d/x.conf", "options i915 \\\n enable_guc=2\n" }, NONE
	};
	static const struct text_file none[] = { NONE };
	(void)state;

	assert_refused(&ask, later, -EOPNOTSUPP, "line 2 of /usr/lib/modprobe.d/x.conf");
	assert_refused(&deps, first, -EOPNOTSUPP, "/run/modprobe.d/a.conf");
	assert_refused(&allowed, package, -EOPNOTSUPP, "/usr/lib/modprobe.d/x.conf");
	assert_refused(&ask, joined, -EOPNOTSUPP, "line 1 has a backslash");
	assert_refused(&odd, none, -EINVAL, "\"i915\" is not a module and one setting");
}

/* The exit status of "modprobe -c" on this folder; -ENOENT: there is no modprobe. */
static int read_by_kmod(const char *folder, struct run_output *ret)
{
	const char *env = getenv("VIRTFN_MODPROBE");
	const char *const names[] = { env ? env : "/usr/sbin/modprobe", "/sbin/modprobe" };
	struct err err = { 0 };
	int r = -ENOENT;

	for (size_t i = 0; i < ARRAY_SIZE(names) && r == -ENOENT; i++) {
		const char *const argv[] = { names[i], "-c", "-C", folder, NULL };

		r = run_argv(argv, 10000, ret, &err);
	}
	return r;
}

/* Writes what the editor made below tree, and has kmod read it. */
static int edit_and_read(const struct tree *tree, struct run_output *ret)
{
	const struct modprobe_ask ask = {
		.options = guc, .softdeps = softdeps, .blocked = nouveau
	};
	static const struct text_file files[] = { { "etc/modprobe.d/a.conf",
							  "options i915 enable_guc=0\n" },
		{ "etc/modprobe.d/zz.conf", "options i915 enable_guc=1 x=2\n" }, NONE };
	_cleanup_(edits_done) struct edits edits = { 0 };
	_cleanup_free_ char *folder = str_printf("%s/etc/modprobe.d", tree->path);
	struct err err = { 0 };

	texts_read(&edits, files);
	assert_ok(modprobe_edit(&ask, &edits, &err), err);
	for (size_t i = 0; i < edits.n_files; i++)
		tree_add(tree, edits.files[i].path, edits.files[i].text);
	return read_by_kmod(folder, ret);
}

/* kmod reads the files in the order that the editor counts on. */
static void test_kmod(void **state)
{
	struct run_output out = { 0 };
	const char *first, *last;
	int r;

	assert_int_equal(tree_setup(state), 0);
	r = edit_and_read(*state, &out);
	assert_int_equal(tree_teardown(state), 0);
	if (r == -ENOENT)
		skip();
	assert_int_equal(r, 0);
	first = strstr(out.out, "options i915 enable_guc=0");
	last = strstr(out.out, "options i915 enable_guc=3 x=2");
	assert_true(first && last && first < last);
	assert_contains(out.out, "options i915 max_vfs=7\n");
	assert_contains(out.out, "softdep i915 pre: vfio-pci\n");
	assert_contains(out.out, "blacklist nouveau\n");
	run_output_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_own_files),
		cmocka_unit_test(test_foreign),
		cmocka_unit_test(test_packages),
		cmocka_unit_test(test_allowed),
		cmocka_unit_test(test_conflicts),
		cmocka_unit_test(test_kmod),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

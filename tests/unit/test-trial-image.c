/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Has a trial an initramfs of its own when the plan changes what is in one, and only then? And is
 * it made out of what the plan makes of /etc, which stays as it is?
 */
#include "cli/trial-image.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/tests.h"
#include "lib/tree.h"
#include "model/trial.h"
#include "plan/plan-host.h"

static void add_file(struct host_plan *p, const char *path, const char *before, const char *after)
{
	struct step *s;

	assert_int_equal(steps_add(&p->steps, "file", path, "0644"), 0);
	s = &p->steps.v[p->steps.n - 1];
	assert_int_equal(step_set_bytes(&s->before, before, before ? strlen(before) : 0), 0);
	assert_int_equal(step_set_bytes(&s->after, after, after ? strlen(after) : 0), 0);
}

static void add_step(struct host_plan *p, const char *action, const char *target)
{
	assert_int_equal(steps_add(&p->steps, action, target, ""), 0);
}

static void test_wanted(void **state)
{
	static const struct {
		const char *file, *action, *target;
		bool wanted;
	} cases[] = {
		{ "etc/modprobe.d/virtfn.conf", "remake", "update-initramfs", true },
		{ "etc/initramfs-tools/modules", "remake", "update-initramfs", true },
		{ "etc/dracut.conf.d/virtfn.conf", "remake", "dracut", true },
		{ "etc/mkinitcpio.conf.d/virtfn.conf", "remake", "mkinitcpio", true },
		/* The line alone: what makes an entry may make an initramfs too. */
		{ "etc/kernel/cmdline", "remake", "reinstall-kernels", false },
		{ "etc/default/grub", "remake", "update-grub", false },
		{ "etc/modprobe.d/virtfn.conf", "remake", "update-grub", false },
		{ "etc/modprobe.d/virtfn.conf", "remake-undo", "update-initramfs", false },
		{ "usr/lib/modprobe.d/x.conf", "remake", "update-initramfs", false },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		struct host_plan p = { 0 };

		add_file(&p, cases[i].file, NULL, "x");
		add_step(&p, cases[i].action, cases[i].target);
		assert_int_equal(trial_image_wanted(&p), cases[i].wanted);
		steps_done(&p.steps);
	}
}

static void test_driver(void **state)
{
	struct host_plan p = { 0 };
	(void)state;

	add_step(&p, "package-file", "var/cache/virtfn/x.deb");
	assert_false(trial_image_wanted(&p));
	add_step(&p, "remake", "update-initramfs");
	assert_true(trial_image_wanted(&p));
	steps_done(&p.steps);
}

static const struct edit_file *staged(const struct edits *e, const char *path)
{
	const struct edit_file *f = edits_find(e, path);

	assert_non_null(f);
	return f;
}

/* One that goes is empty: it is no file of a folder below, and hides none either. */
static void test_stage(void **state)
{
	const struct tree *tree = *state;
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_(edits_done) struct edits e = { 0 };
	_cleanup_(steps_done) struct steps steps = { 0 };
	struct host_plan p = { 0 };
	struct boot_trial trial = { 0 };
	struct err err = { 0 };

	assert_ok(root_open(&root, tree->path, &err), err);
	tree_add(tree, TRIAL_ETC "/modprobe.d/left.conf", "of a trial before\n");
	add_file(&p, "etc/modprobe.d/virtfn.conf", "a\n", "b\n");
	add_file(&p, "etc/modprobe.d/left.conf", NULL, "c\n");
	add_file(&p, "etc/modprobe.d/old.conf", "gone\n", NULL);
	add_file(&p, "var/lib/x", NULL, "x");
	assert_ok(trial_image_stage(&root, &p, &e, &err), err);
	assert_int_equal(e.n_files, 3);
	assert_string_equal(staged(&e, TRIAL_ETC "/modprobe.d/virtfn.conf")->text, "b\n");
	assert_string_equal(
		staged(&e, TRIAL_ETC "/modprobe.d/left.conf")->old, "of a trial before\n");
	assert_string_equal(staged(&e, TRIAL_ETC "/modprobe.d/old.conf")->text, "");
	assert_true(edit_file_changes(staged(&e, TRIAL_ETC "/modprobe.d/old.conf")));
	trial_image_ask(&p, &trial);
	assert_string_equal(trial.over, TRIAL_ETC);
	assert_ok(plan_steps(&e, &steps, &err), err);
	assert_int_equal(steps.n, 3);
	/* Whoever runs the tool: it is read as a file of /etc is. */
	assert_string_equal(steps.v[0].value, "0644");
	steps_done(&p.steps);
}

static void test_nothing_of_etc(void **state)
{
	struct host_plan p = { 0 };
	struct boot_trial trial = { 0 };
	(void)state;

	add_step(&p, "package-file", "var/cache/virtfn/x.deb");
	trial_image_ask(&p, &trial);
	assert_null(trial.over);
	assert_ptr_equal(trial.initramfs, &p.initramfs);
	steps_done(&p.steps);
}

static int check(const struct tree *tree, const char *like, struct err *err)
{
	static const char *const argv[] = { "make", NULL };
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_(edits_done) struct edits e = { 0 };
	char path[] = "boot/new.img", why[] = "w";
	struct edit_image image = { path, (char *)like, NULL, NULL, why };

	assert_ok(root_open(&root, tree->path, err), *err);
	assert_ok(edits_image(&e, &image, argv, err), *err);
	return trial_image_check(&root, &e, err);
}

static void test_check(void **state)
{
	const struct tree *tree = *state;
	struct err err = { 0 };
	char full[300];

	tree_add(tree, "boot/i.img", "x");
	(void)snprintf(full, sizeof(full), "%s/boot/link", tree->path);
	assert_int_equal(symlink("i.img", full), 0);
	assert_ok(check(tree, "boot/i.img", &err), err);
	assert_int_equal(check(tree, "boot/link", &err), -EOPNOTSUPP);
	assert_int_equal(check(tree, "boot", &err), -EOPNOTSUPP);
	assert_int_equal(check(tree, "boot/@/i.img", &err), -EOPNOTSUPP);
	assert_contains(err.text, "/boot/@/i.img, is not there");
}

static int setup(void **state)
{
	static struct tree tree;

	tree_make(&tree);
	*state = &tree;
	return 0;
}

static int teardown(void **state)
{
	tree_remove(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wanted),
		cmocka_unit_test(test_driver),
		cmocka_unit_test_setup_teardown(test_stage, setup, teardown),
		cmocka_unit_test(test_nothing_of_etc),
		cmocka_unit_test_setup_teardown(test_check, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

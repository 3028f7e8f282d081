/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Steps that give a whole device away, on a tree whose attributes are plain files: what is
 * written, what is refused, and what is taken back after a reboot.
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/lasting.h"
#include "lib/tests.h"

#define GPU    "0000:03:00.0"
#define DEVICE "sys/bus/pci/devices/" GPU
#define REAL   "sys/devices/pci0000:00/" GPU
#define BOOT   "proc/sys/kernel/random/boot_id"

static const struct tree_file files[] = {
	{ BOOT, "8d5b0b27-7fd3-4b5e-a3b1-3f1c1b2c1d11" },
	{ "sys/bus/pci/devices/" GPU, "-> ../../../devices/pci0000:00/" GPU },
	{ REAL "/driver", "-> ../../../bus/pci/drivers/nouveau" },
	{ REAL "/driver_override", "(null)" },
	{ REAL "/resource", "0x00000000f0000000 0x00000000f0ffffff 0x0000000000040200\n"
			    "0x0000004000000000 0x000000400fffffff 0x000000000014220c\n"
			    "0x0000000000000000 0x0000000000000000 0x0000000000000000\n" },
	{ REAL "/resource1_resize", "00000000000001c0" },
	{ REAL "/drm/card1/uevent", "DEVNAME=dri/card1" },
	{ "sys/dev/char/226:1", "-> ../../devices/pci0000:00/" GPU "/drm/card1" },
	{ "sys/bus/pci/drivers/nouveau/unbind", "" },
	{ "sys/bus/pci/drivers/vfio-pci/unbind", "" },
	{ "sys/bus/pci/drivers_probe", "" },
	{ "sys/devices/platform/simple-framebuffer.0/driver",
		"-> ../../../bus/platform/drivers/simple-framebuffer" },
	{ "sys/bus/platform/devices/simple-framebuffer.0",
		"-> ../../../devices/platform/simple-framebuffer.0" },
	{ "sys/bus/platform/drivers/simple-framebuffer/unbind", "" },
	{ "sys/bus/platform/drivers/simple-framebuffer/bind", "" },
	{ NULL, NULL },
};

static int setup(void **state)
{
	struct lasting *l;
	int r = lasting_setup(state);

	l = *state;
	tree_add_all(&l->tree, files);
	return r;
}

/* Of the step alone: in a tree, no driver changes by itself, so whole runs would fail. */
static int save(struct lasting *l, const struct action **ret, struct saved *saved)
{
	const struct site site = { .root = &l->root };
	const struct step *s = &l->steps.v[l->steps.n - 1];

	*ret = action_find(s->action);
	assert_non_null(*ret);
	return (*ret)->save(&site, s, saved, &l->err);
}

static int undo(struct lasting *l, const struct action *a, const struct saved *saved)
{
	const struct site site = { .root = &l->root };

	return a->undo(&site, &l->steps.v[l->steps.n - 1], saved, &l->err);
}

static void now_vfio(struct lasting *l)
{
	char full[256];

	lasting_full(l, REAL "/driver", full);
	assert_int_equal(unlink(full), 0);
	tree_add(&l->tree, REAL "/driver", "-> ../../../bus/pci/drivers/vfio-pci");
}

static void test_driver_held(void **state)
{
	struct lasting *l = *state;

	lasting_step(l, "pci-driver", GPU, "vfio-pci");
	tree_add(&l->tree, "proc/77/comm", "Xorg");
	tree_add(&l->tree, "proc/77/fd/4", "-> /dev/dri/card1");
	assert_int_equal(lasting_apply(l), -EBUSY);
	assert_contains(l->err.text,
		"cannot take " GPU " from nouveau: Xorg (pid 77) has /dev/dri/card1 open");
	assert_contains(l->err.text, "everything is as it was before");
	lasting_holds(l, "sys/bus/pci/drivers/nouveau/unbind", "");
	/* The override is cleared by a newline; in a file the rest stays. */
	lasting_holds(l, REAL "/driver_override", "\nouveaui");
}

static void test_driver_saved(void **state)
{
	struct lasting *l = *state;
	const struct action *a;
	struct saved saved = { 0 }, rubbish = { "nonsense" };

	lasting_step(l, "pci-driver", GPU, "vfio-pci");
	assert_ok(save(l, &a, &saved), l->err);
	assert_string_equal(saved.text, "/nouveau 8d5b0b27-7fd3-4b5e-a3b1-3f1c1b2c1d11");
	/* Another boot: its drivers are its own business. */
	now_vfio(l);
	tree_add(&l->tree, BOOT, "00000000-0000-0000-0000-000000000000");
	assert_ok(undo(l, a, &saved), l->err);
	lasting_holds(l, "sys/bus/pci/drivers/vfio-pci/unbind", "");
	/* This one; an older virtfn did not write which. */
	(void)snprintf(saved.text, sizeof(saved.text), "/nouveau");
	assert_ok(undo(l, a, &saved), l->err);
	lasting_holds(l, "sys/bus/pci/drivers/vfio-pci/unbind", GPU);
	lasting_holds(l, "sys/bus/pci/drivers_probe", GPU);
	assert_int_equal(undo(l, a, &rubbish), -EINVAL);
}

/* A guest has it: asked before anything is taken back. */
static void test_driver_guest(void **state)
{
	struct lasting *l = *state;
	const struct site site = { .root = &l->root };
	const struct action *a;
	struct saved saved = { 0 };

	lasting_step(l, "pci-driver", GPU, "vfio-pci");
	assert_ok(save(l, &a, &saved), l->err);
	now_vfio(l);
	tree_add(&l->tree, REAL "/iommu_group", "-> ../../../kernel/iommu_groups/14");
	assert_ok(a->may_undo(&site, &l->steps.v[0], &saved, &l->err), l->err);
	tree_add(&l->tree, "proc/90/comm", "qemu-system-x86");
	tree_add(&l->tree, "proc/90/fd/30", "-> /dev/vfio/14");
	assert_int_equal(a->may_undo(&site, &l->steps.v[0], &saved, &l->err), -EBUSY);
	assert_contains(l->err.text, "qemu-system-x86 (pid 90) has /dev/vfio/14 open");
	assert_int_equal(undo(l, a, &saved), -EBUSY);
	lasting_holds(l, "sys/bus/pci/drivers/vfio-pci/unbind", "");
}

static void test_bar(void **state)
{
	struct lasting *l = *state;
	const struct action *a;
	struct saved saved = { 0 };

	lasting_step(l, "bar-size", GPU "/1", "64");
	assert_ok(save(l, &a, &saved), l->err);
	assert_string_equal(saved.text, "8d5b0b27-7fd3-4b5e-a3b1-3f1c1b2c1d11 256");
	/* A file takes the number, and no BAR changes: that is seen. */
	assert_int_equal(lasting_apply(l), -EIO);
	assert_contains(
		l->err.text, "cannot make BAR 1 of " GPU " 64 MiB: the kernel left it at 256 MiB");
	lasting_holds(l, REAL "/resource1_resize", "60000000000001c0");
	/* As it is already: nothing is written. */
	(void)snprintf(l->steps.v[0].value, sizeof(l->steps.v[0].value), "256");
	assert_ok(lasting_apply(l), l->err);
	lasting_holds(l, REAL "/resource1_resize", "60000000000001c0");
}

static void test_bar_wrong(void **state)
{
	static const struct {
		const char *target, *value, *why;
		int code;
	} rows[] = {
		{ GPU "/2", "64", "this kernel has no resource2_resize for it", ENOTSUP },
		{ GPU "/6", "64", "names no BAR", EINVAL },
		{ GPU, "64", "names no BAR", EINVAL },
		{ "/1", "64", "names no BAR", EINVAL },
		{ GPU "/1", "48", "is no size for a BAR", EINVAL },
		{ GPU "/1", "0", "is no size for a BAR", EINVAL },
		{ GPU "/1", "x", "is no size for a BAR", EINVAL },
	};
	struct lasting *l = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		steps_done(&l->steps);
		lasting_step(l, "bar-size", rows[i].target, rows[i].value);
		assert_int_equal(lasting_apply(l), -rows[i].code);
		assert_contains(l->err.text, rows[i].why);
	}
	/* What the kernel says of its BARs may be anything. */
	for (size_t i = 0; i < 3; i++) {
		steps_done(&l->steps);
		lasting_step(l, "bar-size", GPU "/1", "64");
		tree_add(&l->tree, REAL "/resource",
			i == 0   ? "0x0 0x0 0x0"
			: i == 1 ? "\n\n"
				 : "\nx y z\n");
		assert_int_equal(lasting_apply(l), -EBADMSG);
	}
}

static void test_framebuffer(void **state)
{
	struct lasting *l = *state;

	lasting_step(l, "framebuffer", "simple-framebuffer.0", "none");
	assert_ok(lasting_apply(l), l->err);
	lasting_holds(
		l, "sys/bus/platform/drivers/simple-framebuffer/unbind", "simple-framebuffer.0");
	/* The kernel would have taken the link away. */
	assert_int_equal(root_remove(&l->root, &l->err,
				 "sys/devices/platform/"
				 "simple-framebuffer.0/driver"),
		0);
	assert_ok(lasting_undo(l, l->generation), l->err);
	lasting_holds(
		l, "sys/bus/platform/drivers/simple-framebuffer/bind", "simple-framebuffer.0");
	/* One that nobody has, or that is gone, is fine. */
	assert_ok(lasting_apply(l), l->err);
	steps_done(&l->steps);
	lasting_step(l, "framebuffer", "efi-framebuffer.0", "none");
	assert_ok(lasting_apply(l), l->err);
}

/* A captured machine has no systemd to ask. */
static void test_unit(void **state)
{
	struct lasting *l = *state;

	lasting_step(l, "unit", "display-manager.service", "stop");
	assert_int_equal(lasting_apply(l), -ENOTSUP);
	assert_contains(l->err.text, "is not of the running host");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(test_##name, setup, lasting_teardown)
	const struct CMUnitTest tests[] = { T(driver_held), T(driver_saved), T(driver_guest),
		T(bar), T(bar_wrong), T(framebuffer), T(unit) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processes have a node of a PCI function open?
 */
#include "base/openers.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define GPU   "0000:01:00.0"
#define BELOW "sys/devices/pci0000:00/0000:00:01.0/"

static const struct tree_file files[] = {
	{ BELOW GPU "/drm/card0/uevent", "MAJOR=226\nMINOR=0\nDEVNAME=dri/card0\n" },
	{ BELOW GPU "/sound/card1/controlC1/uevent", "DEVNAME=snd/controlC1\n" },
	{ BELOW GPU "/drm/renderD128/uevent", "no name\n" },
	{ BELOW "0000:01:00.1/block/sda/uevent", "DEVNAME=sda\n" },
	{ "sys/dev/char/226:0", "-> ../../devices/pci0000:00/0000:00:01.0/" GPU "/drm/card0" },
	{ "sys/dev/char/226:128",
		"-> ../../devices/pci0000:00/0000:00:01.0/" GPU "/drm/renderD128" },
	{ "sys/dev/char/116:7",
		"-> ../../devices/pci0000:00/0000:00:01.0/" GPU "/sound/card1/controlC1" },
	{ "sys/dev/char/1:3", "-> ../../devices/virtual/mem/null" },
	{ "sys/dev/block/8:0", "-> ../../devices/pci0000:00/0000:00:01.0/0000:01:00.1/block/sda" },
	{ "sys/bus/pci/devices/" GPU "/driver", "-> ../../../../bus/pci/drivers/i915" },
	{ "sys/bus/pci/devices/" GPU "/iommu_group", "-> ../../../../kernel/iommu_groups/11" },
	{ "proc/5/comm", "Xorg\n" },
	{ "proc/5/fd/1", "-> /dev/null" },
	{ "proc/5/fd/3", "-> /dev/dri/card0" },
	{ "proc/5/fd/4", "-> /dev/dri/card0" },
	{ "proc/6/comm", "wireplumber\n" },
	{ "proc/6/fd/9", "-> /dev/snd/controlC1" },
	{ "proc/7/fd/3", "-> /dev/sda" },
	{ "proc/7x/fd/3", "-> /dev/dri/card0" },
	{ "proc/8/fd", "no folder" },
	{ NULL, NULL },
};

static void find(const struct tree *tree, const char *address, struct openers *ret)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct err err = { 0 };

	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(openers_find(&root, address, ret, &err), err);
}

static void test_found(void **state)
{
	_cleanup_(openers_done) struct openers o = { 0 }, disk = { 0 }, none = { 0 };

	tree_add_all(*state, files);
	find(*state, GPU, &o);
	assert_int_equal(o.n, 2);
	assert_true(o.all_seen);
	assert_int_equal(o.v[0].pid, 5);
	assert_string_equal(o.v[0].comm, "Xorg");
	assert_string_equal(o.v[0].node, "/dev/dri/card0");
	assert_false(o.v[0].yields);
	assert_true(o.v[1].yields);
	assert_ptr_equal(openers_first(&o), &o.v[0]);
	/* The bridge above both has nothing of its own. */
	find(*state, "0000:00:01.0", &none);
	assert_int_equal(none.n, 0);
	find(*state, "0000:01:00.1", &disk);
	assert_int_equal(disk.n, 1);
	assert_string_equal(disk.v[0].comm, "process");
}

/* With vfio it is the group's node that a guest holds. */
static void test_vfio(void **state)
{
	_cleanup_(openers_done) struct openers o = { 0 };
	const struct tree *tree = *state;

	tree_add(tree, "sys/bus/pci/devices/" GPU "/driver", "-> ../../drivers/xe-vfio-pci");
	tree_add(tree, "sys/bus/pci/devices/" GPU "/iommu_group", "-> ../iommu_groups/11");
	tree_add(tree, "proc/9/fd/12", "-> /dev/vfio/11");
	tree_add(tree, "proc/9/comm", "qemu-system-x86");
	tree_add(tree, "proc/10/fd/12", "-> /dev/vfio/1");
	find(tree, GPU, &o);
	assert_int_equal(o.n, 1);
	assert_string_equal(o.v[0].node, "/dev/vfio/11");
}

static void test_nvidia(void **state)
{
	static const char *const texts[] = { "Model: X\nDevice Minor: \t 12\nGPU: a\n",
		"Device Minor: \t 99999\n", "Device Minor: x", "", "Device Minor:" };
	const struct tree *tree = *state;

	tree_add(tree, "proc/9/fd/12", "-> /dev/nvidia12");
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(openers_done) struct openers o = { 0 };

		tree_add(tree, "proc/driver/nvidia/gpus/" GPU "/information", texts[i]);
		find(tree, GPU, &o);
		assert_int_equal(o.n, i == 0 ? 1 : 0);
	}
}

#define SUBSYSTEM "sys/devices/virtual/nvme-subsystem/nvme-subsys0/"

/* A disk with several ways to it is none of theirs in sysfs, and held for all of them. */
static void test_subsystem(void **state)
{
	_cleanup_(openers_done) struct openers o = { 0 }, other = { 0 };
	const struct tree *tree = *state;

	tree_add(tree, SUBSYSTEM "nvme0n1/uevent", "DEVNAME=nvme0n1");
	tree_add(tree, SUBSYSTEM "nvme0", "-> ../../../pci0000:00/0000:00:01.0/" GPU "/nvme/nvme0");
	tree_add(tree, "sys/dev/block/259:0",
		"-> ../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1");
	tree_add(tree, "proc/7/fd/3", "-> /dev/nvme0n1");
	find(tree, GPU, &o);
	assert_int_equal(o.n, 1);
	assert_string_equal(o.v[0].node, "/dev/nvme0n1");
	find(tree, "0000:01:00.1", &other);
	assert_int_equal(other.n, 0);
}

/* A process that may not be looked at may hold it. */
static void test_not_seen(void **state)
{
	_cleanup_(openers_done) struct openers o = { 0 };
	const struct tree *tree = *state;
	char path[160];

	tree_add_all(tree, files);
	assert_true(snprintf(path, sizeof(path), "%s/proc/6/fd", tree->path) > 0);
	assert_int_equal(chmod(path, 0), 0);
	find(tree, GPU, &o);
	assert_false(o.all_seen);
	assert_int_equal(o.n, 1);
	assert_int_equal(chmod(path, 0700), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_found, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_vfio, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_nvidia, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_subsystem, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_not_seen, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

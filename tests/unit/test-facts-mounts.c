/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a function that carries a file system or swap found, however deep it lies?
 */
#include "facts/facts.h"

#include <stdio.h>

#include "base/str.h"
#include "lib/machine.h"
#include "lib/tests.h"

#define NVME "-> ../../devices/pci0000:00/0000:00:1d.0/0000:02:00.0/nvme/nvme0/nvme0n1"

static const struct tree_file disks[] = {
	{ "sys/class/block/nvme0n1", NVME },
	{ "sys/class/block/nvme0n1p2", NVME "/nvme0n1p2" },
	{ "sys/dev/block/259:0",
		"-> ../../devices/pci0000:00/0000:00:1d.0/0000:02:00.0/nvme/nvme0/nvme0n1" },
	{ "sys/dev/block/259:2",
		"-> "
		"../../devices/pci0000:00/0000:00:1d.0/0000:02:00.0/nvme/nvme0/nvme0n1/nvme0n1p2" },
	{ "sys/class/block/dm-0", "-> ../../devices/virtual/block/dm-0" },
	{ "sys/class/block/dm-1", "-> ../../devices/virtual/block/dm-1" },
	{ "sys/dev/block/253:1", "-> ../../devices/virtual/block/dm-1" },
	{ "sys/devices/virtual/block/dm-0/dm/name", "crypt\n" },
	{ "sys/devices/virtual/block/dm-0/slaves/nvme0n1p2", "-> nowhere" },
	{ "sys/devices/virtual/block/dm-1/dm/name", "vg-root\n" },
	{ "sys/devices/virtual/block/dm-1/slaves/dm-0", "-> ../../dm-0" },
	{ NULL, NULL },
};

/* The mounts of the NVMe function, in order, as "a,b"; reads first. */
static void uses_are(
	struct test_machine *m, const char *mountinfo, const char *swaps, const char *want)
{
	char got[200] = "";
	size_t n = 0;
	const struct pci_dev *d;

	tree_add_all(&m->tree, disks);
	tree_add(&m->tree, "proc/self/mountinfo", mountinfo);
	tree_add(&m->tree, "proc/swaps", swaps);
	machine_read(m, FACTS_MATTERS);
	d = machine_dev(m, "02:00.0");
	for (size_t i = 0; i < d->n_uses; i++) {
		assert_int_equal(d->uses[i].kind, PCI_USE_MOUNT);
		n += (size_t)snprintf(
			got + n, sizeof(got) - n, "%s%s", n ? "," : "", d->uses[i].what);
	}
	assert_string_equal(got, want);
}

static void test_partition(void **state)
{
	uses_are(*state,
		"28 1 259:2 / / rw shared:1 - ext4 /dev/nvme0n1p2 rw\n"
		"29 28 259:2 /home /home rw shared:1 - ext4 /dev/nvme0n1p2 rw\n"
		"30 28 259:2 / / rw - ext4 /dev/nvme0n1p2 rw\n"
		"31 28 0:5 / /dev rw - devtmpfs udev rw\n",
		"Filename Type Size Used Priority\n", "/,/home");
	assert_int_equal(((struct test_machine *)*state)->host.mounts_seen, TRI_YES);
}

#define SUBSYSTEM "sys/devices/virtual/nvme-subsystem/nvme-subsys0/"

/* A disk that several controllers may have is below none of them. */
static void test_subsystem(void **state)
{
	struct test_machine *m = *state;

	tree_add(&m->tree, SUBSYSTEM "nvme0",
		"-> ../../../pci0000:00/0000:00:1d.0/0000:02:00.0/nvme/nvme0");
	tree_add(&m->tree, "sys/class/block/nvme7n1p1",
		"-> ../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme7n1/nvme7n1p1");
	tree_add(&m->tree, "sys/dev/block/259:7",
		"-> ../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme7n1/nvme7n1p1");
	uses_are(m, "28 1 259:7 / /srv rw - ext4 /dev/nvme7n1p1 rw\n", "", "/srv");
}

/* LVM on LUKS on a partition. */
static void test_stacked(void **state)
{
	uses_are(*state, "28 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw\n", "", "/");
}

/* btrfs has no device number of its own. */
static void test_by_source(void **state)
{
	uses_are(*state,
		"28 1 0:25 /@ / rw - btrfs /dev/nvme0n1p2 rw\n"
		"29 1 0:25 /@x /x rw - btrfs /dev/mapper/vg-root rw\n"
		"30 1 0:25 /@y /y\\040z rw - btrfs /dev/mapper/crypt rw\n"
		"31 1 0:26 / /none rw - btrfs /dev/mapper/other rw\n",
		"", "/,/x,/y z");
}

static void test_swap(void **state)
{
	uses_are(*state, "28 1 0:25 / / rw - tmpfs tmpfs rw\n",
		"Filename Type Size Used Priority\n"
		"/dev/dm-1                              partition 1 0 -2\n"
		"/swapfile                              file 1 0 -3\n",
		"swap");
}

/* A number that sysfs does not know falls back to the source. */
static void test_unknown_number(void **state)
{
	uses_are(*state,
		"28 1 259:99 / /a rw - ext4 /dev/nvme0n1 rw\n"
		"29 1 8:1 / /b rw - ext4 /dev/sda1 rw\n"
		"30 1 8:2 / /c rw - ext4 /dev/../etc rw\n",
		"/dev/\n\n", "/a");
}

/* Disks that stand on each other end somewhere, and soon. */
static void test_loop(void **state)
{
	struct test_machine *m = *state;

	for (int i = 0; i < 12; i++)
		for (int j = 0; j < 12; j++) {
			char path[100];

			(void)snprintf(path, sizeof(path),
				"sys/devices/virtual/block/md%d/slaves/md%d", i, j);
			tree_add(&m->tree, path, "");
			(void)snprintf(path, sizeof(path), "sys/class/block/md%d", i);
			if (j == 0) {
				char target[100];

				(void)snprintf(target, sizeof(target),
					"-> ../../devices/virtual/block/md%d", i);
				tree_add(&m->tree, path, target);
			}
		}
	uses_are(m, "28 1 0:25 / / rw - btrfs /dev/md0 rw\n", "", "");
	assert_int_equal(m->host.mounts_seen, TRI_UNKNOWN);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_partition), TEST(test_subsystem),
		TEST(test_stacked), TEST(test_by_source), TEST(test_swap),
		TEST(test_unknown_number), TEST(test_loop) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

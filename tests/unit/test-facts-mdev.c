/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is it seen which GVT-g types a GPU offers, which devices there are and who holds one, and what
 * mdevctl has defined? Rubbish and what cannot be read are unknown, or nothing.
 */
#include "facts/facts.h"
#include "lib/machine.h"
#include "lib/tests.h"

#define GPU  "sys/devices/pci0000:00/0000:00:02.0/"
#define TYPE GPU "mdev_supported_types/i915-GVTg_V5_"
#define U1   "c2d8a6f0-0000-4000-8000-000000000001"
#define U2   "c2d8a6f0-0000-4000-8000-000000000002"
#define CONF "etc/mdevctl.d/0000:00:02.0/"

static void test_seen(void **state)
{
	static const struct tree_file files[] = {
		{ TYPE "4/available_instances", "1\n" },
		{ TYPE "4/description", "low_gm_size: 128MB\nhigh_gm_size: 512MB\nfence: 4\n"
					"resolution: 1920x1200\nweight: 4\n" },
		{ TYPE "4/devices/" U1, "-> ../../../" U1 },
		{ TYPE "4/devices/readme", "" },
		{ TYPE "8/available_instances", "two\n" },
		{ TYPE "8/description", "low_gm_size: little\n" },
		{ GPU U1 "/mdev_type", "-> ../mdev_supported_types/i915-GVTg_V5_4" },
		{ GPU U1 "/iommu_group", "-> ../../../../kernel/iommu_groups/17" },
		{ "sys/bus/mdev/devices/" U1, "-> ../../../devices/pci0000:00/0000:00:02.0/" U1 },
		{ GPU "resource", "0x00000000de000000 0x00000000deffffff 0x0000000000140204\n"
				  "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
				  "0x00000000a0000000 0x00000000bfffffff 0x000000000014220c\n" },
		{ CONF U1, "{ \"start\": \"auto\" }" },
		{ CONF U2, "{}" },
		{ CONF "notes.txt", "x" },
		{ "proc/77/fd/9", "-> /dev/vfio/17" },
		{ "proc/77/comm", "qemu\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct pci_dev *d;
	const struct mdev *one, *two;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_MATTERS);
	d = machine_dev(m, "00:02.0");
	assert_int_equal(d->mdev, TRI_YES);
	assert_int_equal(d->n_mdev_types, 2);
	assert_string_equal(d->mdev_types[0].id, "i915-GVTg_V5_4");
	assert_int_equal(d->mdev_types[0].available, 1);
	assert_int_equal(d->mdev_types[0].low, 128);
	assert_int_equal(d->mdev_types[0].high, 512);
	assert_string_equal(d->mdev_types[0].resolution, "1920x1200");
	assert_int_equal(d->mdev_types[1].available, -1);
	assert_int_equal(d->mdev_types[1].low, 0);
	assert_string_equal(d->mdev_types[1].resolution, "");
	assert_int_equal(d->aperture, 512u << 20);
	assert_int_equal(m->host.n_mdevs, 2);
	one = host_find_mdev(&m->host, U1);
	two = host_find_mdev(&m->host, U2);
	assert_true(one->there);
	assert_string_equal(one->type, "i915-GVTg_V5_4");
	assert_int_equal(one->group, 17);
	assert_string_equal(one->definition, "{ \"start\": \"auto\" }");
	assert_int_equal(one->n_uses, 1);
	assert_string_equal(one->uses[0].what, "qemu (pid 77)");
	assert_false(two->there);
	assert_string_equal(two->definition, "{}");
	assert_int_equal(two->n_uses, 0);
	assert_null(host_find_mdev(&m->host, "notes.txt"));
}

static void test_nothing(void **state)
{
	struct test_machine *m = *state;

	machine_read(m, FACTS_HOST);
	assert_int_equal(machine_dev(m, "00:02.0")->mdev, TRI_NO);
	assert_int_equal(m->host.n_mdevs, 0);
}

static void test_odd(void **state)
{
	static const struct tree_file files[] = {
		{ GPU "mdev_supported_types/a-type-whose-name-is-longer-than-its-place-is", NULL },
		{ TYPE "8/description", "resolution: \xff\xfe" },
		{ GPU "resource", "0x0 0x0\nrubbish" },
		{ CONF U1 "/x", "a folder" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct pci_dev *d;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_HOST);
	d = machine_dev(m, "00:02.0");
	assert_int_equal(d->mdev, TRI_YES);
	assert_int_equal(d->n_mdev_types, 1);
	assert_int_equal(d->aperture, 0);
	assert_string_equal(d->mdev_types[0].resolution, "");
	assert_int_equal(m->host.n_mdevs, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_seen),
		TEST(test_nothing),
		TEST(test_odd),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

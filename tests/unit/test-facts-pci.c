/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which functions are there, and is what cannot be seen left unknown?
 */
#include "facts/facts.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lib/machine.h"
#include "lib/space.h"
#include "lib/tests.h"

static void test_identity(void **state)
{
	struct test_machine *m = *state;
	const struct pci_dev *d;

	machine_read(m, FACTS_MATTERS);
	assert_int_equal(m->host.n_pci, 6);
	for (size_t i = 1; i < m->host.n_pci; i++)
		assert_true(pci_addr_compare(m->host.pci[i - 1].addr, m->host.pci[i].addr) < 0);
	d = machine_dev(m, "00:02.0");
	assert_string_equal(d->name, "0000:00:02.0");
	assert_string_equal(d->driver, "i915");
	assert_int_equal(d->class, 0x030000);
	assert_int_equal(d->vendor, 0x8086);
	assert_int_equal(d->device, 0x46a6);
	assert_int_equal(d->subvendor, 0x1043);
	assert_int_equal(d->subdevice, 0x8c1a);
	assert_int_equal(d->numa_node, -1);
	assert_int_equal(d->boot_vga, TRI_YES);
	assert_int_equal(d->iommu_group, 0);
	assert_int_equal(d->sriov.total, -1);
	assert_false(d->is_vf || d->bridge);
	/* No config file: nothing is known of the capabilities. */
	assert_int_equal(d->config, TRI_UNKNOWN);
	assert_int_equal(d->sriov.present, TRI_UNKNOWN);
	assert_true(machine_dev(m, "00:1c.0")->bridge);
}

/* As ghw and hwloc copy a sysfs: files of one value, and no uevent. */
static void test_no_uevent(void **state)
{
	static const struct tree_file files[] = {
		{ MACHINE_PF "/class", "0x020000\n" },
		{ MACHINE_PF "/vendor", "0x8086\n" },
		{ MACHINE_PF "/device", "0x1521\n" },
		{ MACHINE_PF "/subsystem_vendor", "0x15d9\n" },
		{ MACHINE_PF "/driver", "-> ../../../bus/pci/drivers/igb" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct pci_dev *d;
	char uevent[200];

	(void)snprintf(uevent, sizeof(uevent), "%s/" MACHINE_PF "/uevent", m->tree.path);
	assert_int_equal(unlink(uevent), 0);
	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_MATTERS);
	d = machine_dev(m, "01:00.0");
	assert_int_equal(d->class, 0x020000);
	assert_int_equal(d->vendor, 0x8086);
	assert_int_equal(d->device, 0x1521);
	assert_int_equal(d->subvendor, 0x15d9);
	assert_int_equal(d->subdevice, 0);
	assert_string_equal(d->driver, "igb");
	tree_add(&m->tree, MACHINE_PF "/class", "no number\n");
	tree_add(&m->tree, MACHINE_PF "/vendor", "");
	machine_read(m, FACTS_MATTERS);
	d = machine_dev(m, "01:00.0");
	assert_int_equal(d->class, 0);
	assert_int_equal(d->vendor, 0);
}

static void test_pf(void **state)
{
	struct test_machine *m = *state;
	const struct pci_dev *d;

	machine_read(m, FACTS_MATTERS);
	d = machine_dev(m, "01:00.0");
	assert_int_equal(d->sriov.present, TRI_YES);
	assert_int_equal(d->sriov.total, 7);
	assert_int_equal(d->sriov.hw_total, 8);
	assert_int_equal(d->sriov.num, 2);
	assert_int_equal(d->sriov.autoprobe, TRI_NO);
	assert_int_equal(d->numa_node, 1);
	assert_string_equal(d->reset, "flr bus");
	assert_int_equal(d->reset_seen, TRI_YES);
	assert_string_equal(d->override, "");
	assert_int_equal(d->config, TRI_YES);
	assert_true(d->pcie && d->ari && d->flr && d->pm && d->multifunction);
	assert_int_equal(d->acs, 0x1d);
	assert_int_equal(d->pcie_type, 0);
	assert_int_equal(d->rebar, 0);
}

static void test_vfs(void **state)
{
	struct test_machine *m = *state;
	const struct pci_dev *d;

	machine_read(m, FACTS_MATTERS);
	d = machine_dev(m, "01:10.0");
	assert_true(d->is_vf);
	assert_int_equal(d->vf_index, 0);
	assert_ptr_equal(host_find_pf(&m->host, d), machine_dev(m, "01:00.0"));
	assert_string_equal(d->override, "vfio-pci");
	assert_string_equal(d->driver, "vfio-pci");
	assert_int_equal(d->iommu_group, 11);
	/* 64 bytes are what anybody may read. */
	assert_int_equal(d->config, TRI_UNKNOWN);
	assert_int_equal(machine_dev(m, "01:10.2")->vf_index, 1);
	assert_int_equal(machine_dev(m, "01:00.0")->vf_index, -1);
}

/* Details of bridges and the like only when everything is asked for. */
static void test_scope(void **state)
{
	struct test_machine *m = *state;

	machine_read(m, FACTS_MATTERS);
	assert_int_equal(machine_dev(m, "00:1c.0")->numa_node, -1);
	assert_int_equal(machine_dev(m, "00:1c.0")->reset_seen, TRI_UNKNOWN);
	machine_read(m, FACTS_ALL);
	assert_int_equal(machine_dev(m, "00:1c.0")->numa_node, 0);
	assert_int_equal(machine_dev(m, "00:1c.0")->reset_seen, TRI_YES);
}

/* Cut at 256: the capabilities in front are known, SR-IOV is not. */
static void test_cut_config(void **state)
{
	struct test_machine *m = *state;
	const struct pci_dev *d;
	struct space s;

	space_pf(&s, 8);
	tree_add_bytes(&m->tree, "sys/bus/pci/devices/0000:02:00.0/config", s.b, 256);
	machine_read(m, FACTS_MATTERS);
	d = machine_dev(m, "02:00.0");
	assert_int_equal(d->config, TRI_UNKNOWN);
	assert_int_equal(d->sriov.present, TRI_UNKNOWN);
	assert_int_equal(d->sriov.hw_total, -1);
	assert_true(d->pcie && d->flr);
}

/* SR-IOV in the hardware without the driver's file: the firmware switched it off. */
static void test_sriov_switched_off(void **state)
{
	struct test_machine *m = *state;
	const struct pci_dev *d;
	struct space s;

	space_pf(&s, 8);
	tree_add_bytes(&m->tree, "sys/bus/pci/devices/0000:02:00.0/config", s.b, sizeof(s.b));
	machine_read(m, FACTS_MATTERS);
	d = machine_dev(m, "02:00.0");
	assert_int_equal(d->sriov.present, TRI_YES);
	assert_int_equal(d->sriov.total, -1);
	assert_int_equal(d->sriov.hw_total, 8);
}

static void test_rubbish(void **state)
{
	static const struct tree_file files[] = {
		{ "sys/bus/pci/devices/0000:03:00.0/uevent",
			"\n\nDRIVER=\nPCI_CLASS=zz\nPCI_ID=8086\nPCI_ID=\nPCI_SUBSYS_ID=:\n=\nX" },
		{ "sys/bus/pci/devices/0000:03:00.0/sriov_totalvfs", "-7\n" },
		{ "sys/bus/pci/devices/0000:03:00.0/iommu_group", "-> ../../abc" },
		{ "sys/bus/pci/devices/0000:03:00.0/physfn", "-> ../0000:00:nowhere" },
		{ "sys/bus/pci/devices/0000:04:00.0", NULL },
		{ "sys/bus/pci/devices/0000:04:00.0/sriov_totalvfs", "seven\n" },
		{ "sys/bus/pci/devices/0000:04:00.0/physfn", "-> ../0000:99:00.0" },
		{ "sys/bus/pci/devices/0000:04:00.0/iommu_group", "-> ../../99999999999999999999" },
		{ "sys/bus/pci/devices/0000:05:00.0", "-> 0000:05:00.0" },
		{ "sys/bus/pci/devices/0000:06:00.0", "a file\n" },
		{ "sys/bus/pci/devices/not-an-address/uevent", "DRIVER=x\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct pci_dev *d;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_ALL);
	assert_int_equal(m->host.n_pci, 8);
	d = machine_dev(m, "03:00.0");
	assert_string_equal(d->driver, "");
	assert_int_equal(d->sriov.total, -1);
	assert_int_equal(d->iommu_group, -1);
	assert_false(d->is_vf);
	d = machine_dev(m, "04:00.0");
	assert_true(d->is_vf);
	assert_null(host_find_pf(&m->host, d));
	assert_int_equal(d->vf_index, -1);
	assert_int_equal(d->iommu_group, -1);
}

/* Words that are longer than their place are cut, not lost, not more. */
static void test_long_words(void **state)
{
	struct test_machine *m = *state;
	char text[5000];

	memset(text, 'd', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(text, "DRIVER=", 7);
	tree_add(&m->tree, "sys/bus/pci/devices/0000:02:00.0/uevent", text);
	tree_add(&m->tree, "sys/bus/pci/devices/0000:02:00.0/driver_override", text);
	tree_add(&m->tree, "sys/bus/pci/devices/0000:02:00.0/reset_method", text);
	machine_read(m, FACTS_ALL);
	assert_int_equal(strlen(machine_dev(m, "02:00.0")->driver), 39);
	assert_int_equal(strlen(machine_dev(m, "02:00.0")->override), 39);
	assert_int_equal(strlen(machine_dev(m, "02:00.0")->reset), 79);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_identity),
		TEST(test_no_uevent),
		TEST(test_pf),
		TEST(test_vfs),
		TEST(test_scope),
		TEST(test_cut_config),
		TEST(test_sriov_switched_off),
		TEST(test_rubbish),
		TEST(test_long_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

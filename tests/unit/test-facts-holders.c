/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who holds a VF through vfio?
 */
#include "facts/facts.h"

#include "lib/machine.h"
#include "lib/tests.h"

static void test_guest_by_group(void **state)
{
	struct test_machine *m = *state;
	const struct pci_use *use;

	tree_add(&m->tree, "proc/100/fd/3", "-> /dev/null");
	tree_add(&m->tree, "proc/100/fd/4", "-> /dev/vfio/11");
	tree_add_bytes(&m->tree, "proc/100/cmdline",
		"qemu-system-x86_64\0-name\0guest=web,debug-threads=on\0-S\0", 55);
	tree_add(&m->tree, "proc/200/fd/4", "-> /dev/vfio/vfio");
	machine_read(m, FACTS_MATTERS);
	use = pci_dev_busy(machine_dev(m, "01:10.0"));
	assert_non_null(use);
	assert_int_equal(use->kind, PCI_USE_GUEST);
	assert_string_equal(use->what, "web");
	assert_null(pci_dev_busy(machine_dev(m, "01:10.2")));
	/* A captured machine does not have all of /proc: what is not seen is not "free". */
	assert_int_equal(m->host.holders_seen, TRI_UNKNOWN);
}

static void test_process_by_cdev(void **state)
{
	struct test_machine *m = *state;
	const struct pci_use *use;

	tree_add(&m->tree, "proc/77/fd/9", "-> /dev/vfio/devices/vfio0");
	tree_add(&m->tree, "proc/77/comm", "dpdk-testpmd\n");
	tree_add(&m->tree, "proc/77/cmdline", "");
	machine_read(m, FACTS_MATTERS);
	use = pci_dev_busy(machine_dev(m, "01:10.0"));
	assert_non_null(use);
	assert_int_equal(use->kind, PCI_USE_PROCESS);
	assert_string_equal(use->what, "dpdk-testpmd (pid 77)");
	assert_null(pci_dev_busy(machine_dev(m, "01:10.2")));
}

static void test_names(void **state)
{
	static const struct {
		const char *cmdline;
		size_t size;
		const char *what;
	} rows[] = {
		{ "qemu\0-name\0plain\0", 17, "plain" },
		{ "qemu\0-name\0guest=a", 18, "a" },
		{ "qemu\0-name\0", 11, "process (pid 5)" },
		{ "qemu\0-name", 10, "process (pid 5)" },
		{ "qemu", 4, "process (pid 5)" },
	};
	struct test_machine *m = *state;

	tree_add(&m->tree, "proc/5/fd/1", "-> /dev/vfio/12");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		tree_add_bytes(&m->tree, "proc/5/cmdline", rows[i].cmdline, rows[i].size);
		machine_read(m, FACTS_MATTERS);
		assert_string_equal(machine_dev(m, "01:10.2")->uses[0].what, rows[i].what);
	}
}

static void test_rubbish(void **state)
{
	static const struct tree_file files[] = {
		{ "proc/1/fd/1", "-> /dev/vfio/" },
		{ "proc/1/fd/2", "-> /dev/vfio/x" },
		{ "proc/1/fd/3", "-> /dev/vfio/devices/" },
		{ "proc/1/fd/4", "-> /dev/vfio/devices/../../vfio-dev/vfio0" },
		{ "proc/1/fd/5", "-> /dev/vfio/noiommu-" },
		{ "proc/1/fd/6", "no link" },
		{ "proc/2/fd", "no folder" },
		{ "proc/3", NULL },
		{ "proc/4x/fd/1", "-> /dev/vfio/99999999999999999999" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_MATTERS);
	assert_null(pci_dev_busy(machine_dev(m, "01:10.2")));
}

/* With nothing on vfio there is nobody to look for. */
static void test_nothing_on_vfio(void **state)
{
	struct test_machine *m = *state;

	tree_add(&m->tree, "sys/bus/pci/devices/0000:01:10.0/uevent", "DRIVER=igbvf\n");
	tree_add(&m->tree, "sys/bus/pci/devices/0000:01:10.2/uevent", "");
	machine_read(m, FACTS_MATTERS);
	assert_int_equal(m->host.holders_seen, TRI_YES);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_guest_by_group), TEST(test_process_by_cdev),
		TEST(test_names), TEST(test_rubbish), TEST(test_nothing_on_vfio) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

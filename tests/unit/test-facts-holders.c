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

#define GPU "sys/bus/pci/devices/0000:00:02.0/"

static void test_gpu(void **state)
{
	static const struct tree_file files[] = {
		{ GPU "drm/card0/dev", "226:0\n" },
		{ GPU "drm/renderD128/dev", "226:128\n" },
		{ "proc/100/fd/3", "-> /dev/dri/card0" },
		{ "proc/100/fd/4", "-> /dev/dri/card0" },
		{ "proc/100/fd/5", "-> /dev/dri/renderD128" },
		{ "proc/100/fd/6", "-> /dev/dri/card0" },
		{ "proc/100/comm", "gnome-shell\n" },
		{ "proc/200/fd/3", "-> /dev/dri/card1" },
		{ "proc/200/fd/4", "-> /dev/dri/" },
		{ "proc/200/fd/5", "-> /dev/dri/card0 (deleted)" },
		{ "proc/200/fd/6", "-> /dev/null" },
		{ "proc/200/fd/7", "-> /dev/vfio/11" },
		{ "proc/300/fd/3", "-> /dev/dri/renderD128" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct session *s = &m->host.session;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_ALL);
	assert_int_equal(s->n_holders, 0);
	assert_int_equal(s->holders_seen, TRI_UNKNOWN);
	machine_read(m, FACTS_HOST);
	assert_int_equal(s->n_holders, 3);
	assert_int_equal(s->holders[0].pid, 100);
	assert_string_equal(s->holders[0].node, "/dev/dri/card0");
	assert_string_equal(s->holders[0].comm, "gnome-shell");
	assert_int_equal(pci_addr_compare(s->holders[0].gpu, machine_dev(m, "00:02.0")->addr), 0);
	assert_string_equal(s->holders[1].node, "/dev/dri/renderD128");
	assert_int_equal(s->holders[2].pid, 300);
	assert_string_equal(s->holders[2].comm, "");
	/* vfio is seen in the same walk. */
	assert_non_null(pci_dev_busy(machine_dev(m, "01:10.0")));
	/* A capture has no more than the holders: others may have been left out. */
	assert_int_equal(s->holders_seen, TRI_UNKNOWN);
}

static void test_nvidia(void **state)
{
	static const struct tree_file files[] = {
		{ "sys/bus/pci/devices/0000:03:00.0/uevent", "DRIVER=nvidia\nPCI_CLASS=30000\n" },
		{ "proc/driver/nvidia/gpus/0000:03:00.0/information",
			"Model: \t\t NVIDIA\nDevice Minor: \t 1\nGPU Excluded:\t No\n" },
		{ "proc/driver/nvidia/gpus/0000:04:00.0/information", "Device Minor: many\n" },
		{ "proc/driver/nvidia/gpus/rubbish/information", "Device Minor: 1\n" },
		{ "proc/7/fd/1", "-> /dev/nvidia1" },
		{ "proc/7/fd/2", "-> /dev/nvidiactl" },
		{ "proc/7/fd/3", "-> /dev/nvidia-uvm" },
		{ "proc/7/fd/4", "-> /dev/nvidia2" },
		{ "proc/7/comm", "python3\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct session *s = &m->host.session;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_HOST);
	assert_int_equal(s->n_holders, 1);
	assert_int_equal(s->holders[0].gpu.bus, 3);
	assert_string_equal(s->holders[0].node, "/dev/nvidia1");
}

/* A GPU that vfio has, or nobody, has no nodes that could be held. */
static void test_no_gpu(void **state)
{
	struct test_machine *m = *state;

	tree_add(&m->tree, GPU "uevent", "DRIVER=vfio-pci\nPCI_CLASS=30000\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(m->host.session.holders_seen, TRI_YES);
	/* With a driver whose nodes nobody captured, it is not known. */
	tree_add(&m->tree, GPU "uevent", "DRIVER=i915\nPCI_CLASS=30000\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(m->host.session.holders_seen, TRI_UNKNOWN);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_guest_by_group), TEST(test_process_by_cdev),
		TEST(test_names), TEST(test_rubbish), TEST(test_gpu), TEST(test_nvidia),
		TEST(test_no_gpu), TEST(test_nothing_on_vfio) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

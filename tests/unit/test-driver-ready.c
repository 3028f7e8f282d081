/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a driver that sysfs names already, but that is not through, told from one that is?
 */
#include "facts/driver-ready.h"

#include <stdio.h>

#include "base/mem.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define NIC 0x020000
#define GPU 0x030000

static bool ready(const struct tree *tree, uint32_t class, const char *driver, const char *netdev)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct pci_dev d = { .class = class, .name = "0000:01:00.0" };
	struct err err = { 0 };

	(void)snprintf(d.driver, sizeof(d.driver), "%s", driver);
	(void)snprintf(d.netdev, sizeof(d.netdev), "%s", netdev);
	assert_ok(root_open(&root, tree->path, &err), err);
	return driver_ready(&root, &d);
}

static void test_network(void **state)
{
	const struct tree *t = *state;

	assert_false(ready(t, NIC, "", ""));
	assert_false(ready(t, NIC, "igb", ""));
	/* Nobody gives it another name. */
	assert_true(ready(t, NIC, "igb", "eth0"));
	tree_add(t, "run/udev/control", "");
	assert_false(ready(t, NIC, "igb", "eth0"));
	tree_add(t, "sys/class/net/eth0/ifindex", "3\n");
	assert_false(ready(t, NIC, "igb", "eth0"));
	tree_add(t, "run/udev/data/n3", "I:1\n");
	assert_true(ready(t, NIC, "igb", "eth0"));
}

static void test_gpu(void **state)
{
	const struct tree *t = *state;

	assert_false(ready(t, GPU, "i915", ""));
	assert_false(ready(t, GPU, "xe", ""));
	assert_true(ready(t, GPU, "vfio-pci", ""));
	tree_add(t, "sys/bus/pci/devices/0000:01:00.0/drm/card0/dev", "226:0\n");
	assert_true(ready(t, GPU, "i915", ""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_network, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_gpu, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

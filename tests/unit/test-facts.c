/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a snapshot come together, and fail only where there is no PCI at all?
 */
#include "facts/facts.h"

#include <errno.h>

#include "base/mem.h"
#include "lib/machine.h"
#include "lib/tests.h"

static void test_display(void **state)
{
	struct test_machine *m = *state;
	const struct pci_use *use;

	machine_read(m, FACTS_MATTERS);
	use = pci_dev_busy(machine_dev(m, "00:02.0"));
	assert_non_null(use);
	assert_int_equal(use->kind, PCI_USE_BOOT_DISPLAY);
}

/* A tree with sysfs alone: everything else is unknown, not absent. */
static void test_bare(void **state)
{
	struct test_machine *m = *state;

	machine_read(m, FACTS_MATTERS);
	assert_int_equal(m->host.mounts_seen, TRI_UNKNOWN);
	assert_int_equal(m->host.holders_seen, TRI_UNKNOWN);
	assert_int_equal(m->host.iommu, TRI_YES);
	assert_null(machine_dev(m, "01:00.0")->device_name);
}

static void test_no_pci(void **state)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	const struct tree *tree = *state;
	struct host host = { .n_pci = 77 };
	struct err err = { 0 };

	assert_ok(root_open(&root, tree->path, &err), err);
	assert_int_equal(facts_read(&root, FACTS_MATTERS, &host, &err), -ENOENT);
	assert_contains(err.text, tree->path);
	assert_contains(err.text, "no PCI");
	assert_int_equal(host.n_pci, 77);
	tree_add(tree, "sys/bus/pci/devices", "a file\n");
	assert_int_equal(facts_read(&root, FACTS_MATTERS, &host, &err), -ENOTDIR);
}

static void test_empty(void **state)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_(host_done) struct host host = { 0 };
	const struct tree *tree = *state;
	struct err err = { 0 };

	tree_add(tree, "sys/bus/pci/devices", NULL);
	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(facts_read(&root, FACTS_ALL, &host, &err), err);
	assert_int_equal(host.n_pci, 0);
	assert_int_equal(host.iommu, TRI_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_display, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(test_bare, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(test_no_pci, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_empty, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

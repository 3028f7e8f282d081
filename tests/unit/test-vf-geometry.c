/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is it known which VF is at an address, also while none is there?
 */
#include "facts/vf-geometry.h"

#include "base/mem.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define PF "0000:01:00.0"

static void add(const struct tree *t, const char *offset, const char *stride)
{
	tree_add(t, "sys/bus/pci/devices/" PF "/sriov_offset", offset);
	tree_add(t, "sys/bus/pci/devices/" PF "/sriov_stride", stride);
}

static int at(const struct tree *tree, const char *address)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct pci_dev pf = { .name = PF };
	struct vf_geometry geometry;
	struct pci_addr addr;
	struct err err = { 0 };

	assert_int_equal(pci_addr_parse(PF, &pf.addr), 0);
	assert_int_equal(pci_addr_parse(address, &addr), 0);
	assert_ok(root_open(&root, tree->path, &err), err);
	vf_geometry_read(&root, &pf, &geometry);
	return vf_geometry_index(&geometry, &pf, addr);
}

/* An 82576: its VFs are on the next bus, every second function. */
static void test_card(void **state)
{
	const struct tree *t = *state;

	add(t, "384\n", "2\n");
	assert_int_equal(at(t, "0000:02:10.0"), 0);
	assert_int_equal(at(t, "0000:02:10.2"), 1);
	assert_int_equal(at(t, "0000:02:11.4"), 6);
	/* The other port's, the PF itself, what is in front of all, and another domain's. */
	assert_int_equal(at(t, "0000:02:10.1"), -1);
	assert_int_equal(at(t, PF), -1);
	assert_int_equal(at(t, "0000:01:10.0"), -1);
	assert_int_equal(at(t, "0001:02:10.0"), -1);
}

static void test_unknown(void **state)
{
	const struct tree *t = *state;

	assert_int_equal(at(t, "0000:01:00.1"), -1);
	add(t, "0\n", "0\n");
	assert_int_equal(at(t, "0000:01:00.1"), -1);
	add(t, "1\n", "x\n");
	assert_int_equal(at(t, "0000:01:00.1"), -1);
	add(t, "1\n", "99999\n");
	assert_int_equal(at(t, "0000:01:00.1"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_card, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_unknown, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

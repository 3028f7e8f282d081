/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the module for a PF that no driver holds what the capture says, and nothing that could
 * be more than a name?
 */
#include "facts/facts.h"

#include "lib/machine.h"
#include "lib/tests.h"
#include "model/pci-detail.h"

#define KEPT ".virtfn/pci-module/0000:01:00.0"

static const struct pci_detail *read_pf(struct test_machine *m)
{
	machine_read(m, FACTS_HOST);
	return machine_dev(m, "01:00.0")->detail;
}

static void test_named(void **state)
{
	struct test_machine *m = *state;
	const struct pci_detail *t;

	/* Its driver holds it: nobody asks. */
	tree_add(&m->tree, KEPT, "igb\n");
	t = read_pf(m);
	assert_int_equal(t->module_there, TRI_UNKNOWN);
	assert_string_equal(t->module, "");
	tree_add(&m->tree, MACHINE_PF "/uevent", "PCI_CLASS=20000\nPCI_ID=8086:1521\n");
	t = read_pf(m);
	assert_int_equal(t->module_there, TRI_YES);
	assert_string_equal(t->module, "igb");
	assert_int_equal(t->module_loaded, TRI_NO);
	tree_add(&m->tree, "sys/module/igb", NULL);
	t = read_pf(m);
	assert_int_equal(t->module_loaded, TRI_YES);
	tree_add(&m->tree, KEPT, "");
	t = read_pf(m);
	assert_int_equal(t->module_there, TRI_NO);
	assert_int_equal(t->module_loaded, TRI_UNKNOWN);
}

static void test_rubbish(void **state)
{
	static const char *const texts[] = { "igb; rm -rf /\n", "../igb\n", "\xff\n", "$(id)\n",
		"a_name_that_is_longer_than_any_module_may_be\n" };
	struct test_machine *m = *state;

	tree_add(&m->tree, MACHINE_PF "/uevent", "PCI_CLASS=20000\nPCI_ID=8086:1521\n");
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const struct pci_detail *t;

		tree_add(&m->tree, KEPT, texts[i]);
		t = read_pf(m);
		assert_int_equal(t->module_there, TRI_UNKNOWN);
		assert_string_equal(t->module, "");
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_named), TEST(test_rubbish) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

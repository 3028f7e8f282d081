/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do functions get the names that the system's own list has for them?
 */
#include "facts/facts.h"

#include <stdio.h>
#include <unistd.h>

#include "lib/machine.h"
#include "lib/tests.h"

static const char list[] = "8086  Intel Corporation\n"
			   "\t10c9  82576 Gigabit\n"
			   "\t10ca  82576 Virtual Function\n";

static void test_names(void **state)
{
	static const char *const places[] = { "usr/share/misc/pci.ids", "usr/share/hwdata/pci.ids",
		"usr/share/pci.ids" };
	struct test_machine *m = *state;
	char path[200];

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		tree_add(&m->tree, places[i], list);
		machine_read(m, FACTS_MATTERS);
		assert_string_equal(machine_dev(m, "01:00.0")->vendor_name, "Intel Corporation");
		assert_string_equal(machine_dev(m, "01:00.0")->device_name, "82576 Gigabit");
		assert_string_equal(
			machine_dev(m, "01:10.0")->device_name, "82576 Virtual Function");
		assert_string_equal(
			machine_dev(m, "01:10.2")->device_name, "82576 Virtual Function");
		assert_string_equal(machine_dev(m, "00:02.0")->vendor_name, "Intel Corporation");
		assert_null(machine_dev(m, "00:02.0")->device_name);
		assert_null(machine_dev(m, "02:00.0")->vendor_name);
		(void)snprintf(path, sizeof(path), "%s/%s", m->tree.path, places[i]);
		assert_int_equal(unlink(path), 0);
	}
}

static void test_not_wanted(void **state)
{
	struct test_machine *m = *state;

	tree_add(&m->tree, "usr/share/misc/pci.ids", list);
	machine_read(m, FACTS_NO_NAMES);
	assert_null(machine_dev(m, "01:00.0")->device_name);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_names), TEST(test_not_wanted) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

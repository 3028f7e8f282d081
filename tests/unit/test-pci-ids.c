/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do functions get their names, and no others?
 */
#include "formats/pci-ids.h"

#include <stdlib.h>
#include <string.h>

#include "lib/tests.h"

static const char list[] = "# A list\n"
			   "\n"
			   "8086  Intel Corporation\n"
			   "\t10c9  82576 Gigabit\n"
			   "\t\t8086 a03c  Gigabit ET\n"
			   "\t10CA  82576 Virtual Function\r\n"
			   "1b36  Red Hat, Inc.\n"
			   "\t0010  QEMU NVM Express Controller\n"
			   "10de  NVIDIA Corporation\n"
			   "\t10c9  not Intel's\n"
			   "zzzz  no number\n"
			   "1234 \n"
			   "\tbad\n"
			   "C 02  Network controller\n"
			   "\t00  Ethernet controller\n"
			   "\t10c9  a class, no device\n"
			   "15b3  Mellanox";

static void is(const char *name, size_t len, const char *want)
{
	if (!want) {
		assert_null(name);
		return;
	}
	assert_non_null(name);
	assert_int_equal(len, strlen(want));
	assert_memory_equal(name, want, len);
}

static void test_names(void **state)
{
	struct pci_ids_query q[] = {
		{ .vendor = 0x10de, .device = 0x10c9 },
		{ .vendor = 0x1234, .device = 0x0001 },
		{ .vendor = 0x15b3, .device = 0x1017 },
		{ .vendor = 0x1b36, .device = 0x0010 },
		{ .vendor = 0x8086, .device = 0x0001 },
		{ .vendor = 0x8086, .device = 0x10c9 },
		{ .vendor = 0x8086, .device = 0x10ca },
		{ .vendor = 0xabcd, .device = 0x0001 },
	};
	static const char *const want[][2] = {
		{ "NVIDIA Corporation", "not Intel's" },
		{ NULL, NULL },
		{ "Mellanox", NULL },
		{ "Red Hat, Inc.", "QEMU NVM Express Controller" },
		{ "Intel Corporation", NULL },
		{ "Intel Corporation", "82576 Gigabit" },
		{ "Intel Corporation", "82576 Virtual Function" },
		{ NULL, NULL },
	};

	(void)state;
	pci_ids_lookup(list, sizeof(list) - 1, q, 8);
	for (size_t i = 0; i < 8; i++) {
		is(q[i].vendor_name, q[i].vendor_len, want[i][0]);
		is(q[i].device_name, q[i].device_len, want[i][1]);
	}
}

/* Cut anywhere: no name reaches behind the end. */
static void test_every_length(void **state)
{
	(void)state;
	for (size_t n = 0; n < sizeof(list); n++) {
		struct pci_ids_query q = { .vendor = 0x8086, .device = 0x10ca };
		char *exact = malloc(n ? n : 1);

		assert_non_null(exact);
		memcpy(exact, list, n);
		pci_ids_lookup(exact, n, &q, 1);
		if (q.vendor_name)
			assert_true(q.vendor_name + q.vendor_len <= exact + n);
		if (q.device_name)
			assert_true(q.device_name + q.device_len <= exact + n);
		free(exact);
	}
}

static void test_none(void **state)
{
	struct pci_ids_query q = { .vendor = 1, .device = 2 };

	(void)state;
	pci_ids_lookup(list, sizeof(list) - 1, NULL, 0);
	pci_ids_lookup("", 0, &q, 1);
	assert_null(q.vendor_name);
}

static void test_compare(void **state)
{
	struct pci_ids_query a = { .vendor = 1, .device = 9 }, b = { .vendor = 2, .device = 1 };

	(void)state;
	assert_true(pci_ids_compare(&a, &b) < 0);
	assert_true(pci_ids_compare(&b, &a) > 0);
	b.vendor = 1;
	assert_true(pci_ids_compare(&a, &b) > 0);
	b.device = 9;
	assert_int_equal(pci_ids_compare(&a, &b), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_none),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

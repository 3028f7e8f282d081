/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which texts are addresses, and which users of a function make it busy?
 */
#include "model/pci.h"

#include <errno.h>

#include "base/mem.h"
#include "lib/tests.h"

static void test_good_addresses(void **state)
{
	static const struct {
		const char *text, *full;
		struct pci_addr addr;
	} rows[] = {
		{ "00:02.0", "0000:00:02.0", { 0, 0, 2, 0 } },
		{ "0000:00:02.0", "0000:00:02.0", { 0, 0, 2, 0 } },
		{ "ff:1f.7", "0000:ff:1f.7", { 0, 0xff, 31, 7 } },
		{ "FF:1F.7", "0000:ff:1f.7", { 0, 0xff, 31, 7 } },
		{ "0001:Ab:00.1", "0001:ab:00.1", { 1, 0xab, 0, 1 } },
		{ "10000:00:02.0", "10000:00:02.0", { 0x10000, 0, 2, 0 } },
		{ "ffffffff:ff:1f.7", "ffffffff:ff:1f.7", { 0xffffffff, 0xff, 31, 7 } },
		{ "00000000:00:02.0", "0000:00:02.0", { 0, 0, 2, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct pci_addr a;
		char text[PCI_ADDR_TEXT];

		if (pci_addr_parse(rows[i].text, &a) != 0)
			fail_msg("'%s' is an address", rows[i].text);
		assert_int_equal(pci_addr_compare(a, rows[i].addr), 0);
		pci_addr_format(a, text);
		assert_string_equal(text, rows[i].full);
	}
}

static void test_bad_addresses(void **state)
{
	static const char *const rows[] = {
		"",
		".",
		":",
		"::",
		":.",
		"::.",
		" ",
		"0",
		"00",
		"00:",
		"00:02",
		"00:02.",
		"0:2.0",
		"0:02.0",
		"00:2.0",
		"000:02.0",
		"00:020.0",
		"00:20.0",
		"00:ff.0",
		"00:02.8",
		"00:02.9",
		"00:02.a",
		"00:02.00",
		"00:02.0 ",
		" 00:02.0",
		"00: 02.0",
		"00:02.0\n",
		"00:02.-1",
		"+0:02.0",
		"0x:02.0",
		"0x00:02.0",
		"00:02:0",
		"00.02.0",
		"00:02,0",
		"000:00:02.0",
		"0:00:02.0",
		":00:02.0",
		"0000::02.0",
		"0000:00:02",
		"0000:00:02.",
		"0000:00:02.0.0",
		"0000:00:02.0:",
		"0000:0000:02.0",
		"0000:00:02.0/net",
		"000000000:00:02.0",
		"123456789:00:02.0",
		"g000:00:02.0",
		"0000:0g:02.0",
		"0000:00:02.g",
		"0000:00:02.0x",
		"pci_0000_00_02_0",
		"enp1s0",
		"52:54:00:aa:bb:01",
		"52:54:00:aa:bb.1",
		"0000:00:02.0 0000:00:02.1",
		"99999999999999999999999999999999999999999999999999:00:02.0",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct pci_addr a = { 7, 7, 7, 7 };

		if (pci_addr_parse(rows[i], &a) != -EINVAL)
			fail_msg("'%s' is no address", rows[i]);
		assert_int_equal(a.domain, 7);
	}
}

static void test_order(void **state)
{
	static const struct pci_addr sorted[] = { { 0, 0, 0, 0 }, { 0, 0, 0, 1 }, { 0, 0, 1, 0 },
		{ 0, 1, 0, 0 }, { 1, 0, 0, 0 }, { 0xffffffff, 0, 0, 0 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sorted); i++)
		for (size_t j = 0; j < ARRAY_SIZE(sorted); j++) {
			int r = pci_addr_compare(sorted[i], sorted[j]);

			assert_true(i < j ? r < 0 : i > j ? r > 0 : r == 0);
		}
}

static void test_uses(void **state)
{
	struct pci_dev d = { 0 };

	(void)state;
	assert_null(pci_dev_busy(&d));
	assert_int_equal(pci_dev_add_use(&d, PCI_USE_NETDEV_UP, "eth0"), 0);
	assert_null(pci_dev_busy(&d));
	assert_int_equal(pci_dev_add_use(&d, PCI_USE_NETDEV_UP, "eth0"), 0);
	assert_int_equal(d.n_uses, 1);
	assert_int_equal(pci_dev_add_use(&d, PCI_USE_NETDEV_ADDR, "eth0"), 0);
	assert_int_equal(pci_dev_add_use(&d, PCI_USE_GUEST, "web"), 0);
	assert_int_equal(d.n_uses, 3);
	assert_int_equal(pci_dev_busy(&d)->kind, PCI_USE_NETDEV_ADDR);
	pci_dev_done(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_good_addresses),
		cmocka_unit_test(test_bad_addresses),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_uses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

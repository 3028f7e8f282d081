/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a user get the function he means, and otherwise a list of what there is?
 */
#include "model/host.h"

#include <errno.h>
#include <stdio.h>

#include "base/mem.h"
#include "lib/tests.h"

static struct pci_dev devices[] = {
	{ .addr = { 0, 0, 2, 0 }, .name = "0000:00:02.0", .sriov.total = -1, .vf_index = -1 },
	{ .addr = { 0, 1, 0, 0 },
		.name = "0000:01:00.0",
		.sriov.total = 7,
		.netdev = "eth0",
		.mac = "52:54:00:aa:bb:01",
		.vf_index = -1 },
	{ .addr = { 0, 1, 0x10, 0 },
		.name = "0000:01:10.0",
		.is_vf = true,
		.physfn = { 0, 1, 0, 0 },
		.vf_index = 0,
		.sriov.total = -1 },
	{ .addr = { 0, 1, 0x10, 2 },
		.name = "0000:01:10.2",
		.is_vf = true,
		.physfn = { 0, 1, 0, 0 },
		.vf_index = 1,
		.sriov.total = -1,
		.netdev = "eth1",
		.mac = "52:54:00:aa:bb:02" },
	{ .addr = { 0x10000, 0, 2, 0 },
		.name = "10000:00:02.0",
		.sriov.total = -1,
		.vf_index = -1 },
};

static struct iommu_group groups[] = { { .id = 0 }, { .id = 3 }, { .id = 11 } };

static const struct host host = {
	.pci = devices, .n_pci = ARRAY_SIZE(devices), .groups = groups, .n_groups = 3
};

static void finds(const char *text, size_t n)
{
	struct pci_dev *d = NULL;
	struct err err = { 0 };

	assert_ok(host_resolve_pci(&host, text, &d, &err), err);
	assert_string_equal(d->name, devices[n].name);
}

static void test_resolve(void **state)
{
	(void)state;
	finds("00:02.0", 0);
	finds("0000:00:02.0", 0);
	finds("01:00.0", 1);
	finds("10000:00:02.0", 4);
	finds("eth0", 1);
	finds("eth1", 3);
	finds("52:54:00:aa:bb:02", 3);
	finds("52:54:00:AA:BB:01", 1);
	finds("/sys/bus/pci/devices/0000:01:00.0", 1);
	finds("/sys/bus/pci/devices/0000:01:00.0/", 1);
	finds("/sys/bus/pci/devices/0000:01:00.0/net/eth0", 1);
	finds("/sys/devices/pci0000:00/0000:01:00.0/0000:01:10.2", 3);
	finds("devices/0000:01:10.0", 2);
}

static void test_no_such(void **state)
{
	static const char *const rows[] = { "", "eth9", "03:00.0", "0001:01:00.0", "web",
		"52:54:00:aa:bb:03", "/sys/class/net/eth0", "/", "//", "01:00.0/", "x/03:00.0" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct pci_dev *d = NULL;
		struct err err = { 0 };
		char quoted[100];
		int r = host_resolve_pci(&host, rows[i], &d, &err);

		/* A path is as good as the address in it, however short. */
		if (r == 0 && rows[i][0] == '0')
			continue;
		if (r != -ENOENT)
			fail_msg("'%s' gave %d", rows[i], r);
		assert_null(d);
		(void)snprintf(quoted, sizeof(quoted), "'%s'", rows[i]);
		assert_contains(err.text, quoted);
		/* PFs and interfaces are worth a name; VFs are not, and the rest is not. */
		assert_contains(err.text, "0000:01:00.0 (eth0)");
		assert_lacks(err.text, "0000:01:10");
		assert_lacks(err.text, "00:02.0,");
	}
}

static void test_no_such_of_many(void **state)
{
	static struct pci_dev many[20];
	const struct host big = { .pci = many, .n_pci = 20 }, empty = { 0 };
	struct pci_dev *d;
	struct err err;

	(void)state;
	for (size_t i = 0; i < 20; i++) {
		many[i].addr.bus = (uint8_t)i;
		many[i].sriov.total = 7;
		pci_addr_format(many[i].addr, many[i].name);
	}
	assert_int_equal(host_resolve_pci(&big, "x", &d, &err), -ENOENT);
	assert_contains(err.text, "0000:07:00.0, ... (see virtfn list)");
	assert_lacks(err.text, "0000:08:00.0");
	assert_int_equal(host_resolve_pci(&empty, "x", &d, &err), -ENOENT);
	assert_string_equal(err.text, "there is no device 'x'; see virtfn list --all");
}

static void test_find(void **state)
{
	const struct host empty = { 0 };

	(void)state;
	assert_ptr_equal(host_find_pci(&host, devices[4].addr), &devices[4]);
	assert_null(host_find_pci(&host, (struct pci_addr) { 0, 9, 0, 0 }));
	assert_null(host_find_pci(&empty, devices[0].addr));
	assert_ptr_equal(host_find_pf(&host, &devices[2]), &devices[1]);
	assert_null(host_find_pf(&host, &devices[1]));
	assert_ptr_equal(host_find_vf(&host, &devices[1], 1), &devices[3]);
	assert_null(host_find_vf(&host, &devices[1], 2));
	assert_null(host_find_vf(&host, &devices[0], 0));
	assert_ptr_equal(host_find_group(&host, 3), &groups[1]);
	assert_null(host_find_group(&host, 4));
	assert_null(host_find_group(&empty, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resolve),
		cmocka_unit_test(test_no_such),
		cmocka_unit_test(test_no_such_of_many),
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

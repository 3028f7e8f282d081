/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is it foretold what sriov_enable() would refuse, and only that?
 */
#include "model/host-sriov.h"

#include "lib/tests.h"

static struct pci_detail bridge_detail, detail;

static struct pci_dev devices[] = {
	{ .addr = { 0, 0, 1, 0 }, .bridge = true, .detail = &bridge_detail },
	{ .addr = { 0, 0x83, 0, 0 }, .detail = &detail },
};

static struct pci_dev *const pf = &devices[1];
static const struct host host = { .pci = devices, .n_pci = 2 };

static int setup(void **state)
{
	(void)state;
	bridge_detail = (struct pci_detail) { .secondary = 0x83, .subordinate = 0x83 };
	/* ixgbe: 63 VFs from offset 128, stride 2, for which it takes two buses. */
	detail = (struct pci_detail) {
		.resources_seen = TRI_YES,
		.vf_bars = { { .size = 0x100000 }, { 0 }, { 0 }, { .size = 0x100000 } },
		.vf_bar_wanted = { TRI_YES, TRI_NO, TRI_NO, TRI_YES, TRI_NO, TRI_NO },
		.vf_offset = 128,
		.vf_stride = 2,
		.initial_vfs = 64,
	};
	pf->has_parent = true;
	pf->parent = devices[0].addr;
	pf->sriov.hw_total = 64;
	return 0;
}

static struct sriov_room room(int n)
{
	struct sriov_room r;

	host_sriov_room(&host, pf, n, &r);
	return r;
}

static void test_fits(void **state)
{
	struct sriov_room r = room(63);

	(void)state;
	assert_int_equal(r.bus, TRI_YES);
	assert_int_equal(r.last_bus, 0x83);
	assert_int_equal(r.last_allowed, 0x83);
	assert_ptr_equal(r.bridge, &devices[0]);
	assert_int_equal(r.mmio, TRI_YES);
	assert_int_equal(r.bar, -1);
	assert_int_equal(r.initial, TRI_YES);
	assert_int_equal(r.total_vfs, 64);
}

/* As dmesg/ixgbe-bus-out-of-range.txt: can't enable 1 VFs (bus 84 out of range of [bus 83]). */
static void test_bus(void **state)
{
	struct sriov_room r;

	(void)state;
	assert_int_equal(room(64).bus, TRI_YES);
	r = room(65);
	assert_int_equal(r.bus, TRI_NO);
	assert_int_equal(r.last_bus, 0x84);
	bridge_detail.subordinate = 0x84;
	assert_int_equal(room(65).bus, TRI_YES);
	detail.vf_offset = 256;
	detail.vf_stride = 1;
	assert_int_equal(room(1).last_bus, 0x84);
	assert_int_equal(room(256).bus, TRI_YES);
	assert_int_equal(room(257).bus, TRI_NO);
	/* Nobody knows where a root bus ends, but not behind 255. */
	pf->has_parent = false;
	r = room(1);
	assert_int_equal(r.bus, TRI_UNKNOWN);
	assert_int_equal(r.last_bus, 0x84);
	assert_int_equal(r.last_allowed, -1);
	assert_null(r.bridge);
	detail.vf_offset = 0xffff;
	assert_int_equal(room(1).bus, TRI_NO);
}

static void test_bus_unknown(void **state)
{
	(void)state;
	assert_int_equal(room(0).bus, TRI_UNKNOWN);
	assert_int_equal(room(-1).bus, TRI_UNKNOWN);
	detail.vf_stride = 0;
	assert_int_equal(room(1).bus, TRI_YES);
	assert_int_equal(room(2).bus, TRI_UNKNOWN);
	assert_int_equal(room(2).last_bus, -1);
	detail.vf_offset = 0;
	assert_int_equal(room(1).bus, TRI_UNKNOWN);
	detail.vf_offset = detail.vf_stride = -1;
	assert_int_equal(room(1).bus, TRI_UNKNOWN);
	detail.vf_offset = 256;
	detail.vf_stride = 1;
	bridge_detail.subordinate = -1;
	assert_int_equal(room(1).bus, TRI_UNKNOWN);
}

static void test_mmio(void **state)
{
	struct sriov_room r;

	(void)state;
	detail.vf_bars[3].size = 0;
	r = room(1);
	assert_int_equal(r.mmio, TRI_NO);
	assert_int_equal(r.bar, 3);
	/* Not root: what the capability wants is not known. */
	for (int i = 0; i < PCI_DETAIL_BARS; i++)
		detail.vf_bar_wanted[i] = TRI_UNKNOWN;
	assert_int_equal(room(1).mmio, TRI_UNKNOWN);
	detail.resources_seen = TRI_NO;
	assert_int_equal(room(1).mmio, TRI_UNKNOWN);
}

static void test_initial(void **state)
{
	struct sriov_room r;

	(void)state;
	detail.initial_vfs = 8;
	r = room(1);
	assert_int_equal(r.initial, TRI_NO);
	assert_int_equal(r.initial_vfs, 8);
	detail.initial_vfs = -1;
	assert_int_equal(room(1).initial, TRI_UNKNOWN);
	detail.initial_vfs = 64;
	pf->sriov.hw_total = -1;
	assert_int_equal(room(1).initial, TRI_UNKNOWN);
}

static void test_no_details(void **state)
{
	const struct pci_dev bare = { .addr = { 0, 1, 0, 0 }, .sriov.hw_total = 8 };
	struct sriov_room r;

	(void)state;
	host_sriov_room(&host, &bare, 1, &r);
	assert_int_equal(r.bus, TRI_UNKNOWN);
	assert_int_equal(r.mmio, TRI_UNKNOWN);
	assert_int_equal(r.initial, TRI_UNKNOWN);
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_fits),
		TEST(test_bus),
		TEST(test_bus_unknown),
		TEST(test_mmio),
		TEST(test_initial),
		TEST(test_no_details),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

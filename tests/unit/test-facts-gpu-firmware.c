/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Firmware files: plain, compressed, in an override, missing, and not to be seen.
 */
#include "facts/facts.h"

#include "lib/host-tree.h"
#include "lib/tests.h"

#define GPU "sys/bus/pci/devices/0000:00:02.0/uevent"
#define FW  "lib/firmware/"

static int there(const struct host_tree *t, const char *path)
{
	return kernel_firmware(&t->host.kernel, path);
}

static void test_all(void **state)
{
	static const struct tree_file files[] = {
		{ GPU, "PCI_CLASS=30000\nPCI_ID=8086:46A6\n" },
		{ "proc/sys/kernel/osrelease", "6.12-x\n" },
		{ FW "i915/adlp_guc_70.bin.zst", "x" },
		{ FW "i915/tgl_huc.bin.xz", "x" },
		{ FW "i915/adlp_dmc.bin", "x" },
		{ FW "i915/mtl_dmc.bin.bz2", "x" },
		{ FW "updates/i915/tgl_guc_70.bin", "x" },
		{ FW "updates/6.12-x/xe/lnl_huc.bin", "x" },
		{ FW "6.12-x/xe/ptl_huc.bin", "x" },
		{ "sys/module/firmware_class/parameters/path", "/opt/firmware\n" },
		{ "opt/firmware/xe/bmg_huc.bin", "x" },
		{ NULL, NULL },
	};
	static const char *const found[] = { "i915/adlp_guc_70.bin", "i915/tgl_huc.bin",
		"i915/adlp_dmc.bin", "i915/tgl_guc_70.bin", "xe/lnl_huc.bin", "xe/ptl_huc.bin",
		"xe/bmg_huc.bin" };
	struct host_tree *t = *state;

	tree_add_all(&t->tree, files);
	host_tree_read(t);
	for (size_t i = 0; i < 7; i++)
		assert_int_equal(there(t, found[i]), TRI_YES);
	assert_int_equal(there(t, "i915/mtl_dmc.bin"), TRI_NO);
	assert_int_equal(there(t, "xe/lnl_guc_70.bin"), TRI_NO);
	assert_int_equal(there(t, "i915/nobody_asks.bin"), TRI_UNKNOWN);
}

/* Nobody asks when there is no such display, and nobody knows without the folder. */
static void test_absent(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, FW "i915/adlp_guc_70.bin", "x");
	tree_add(&t->tree, GPU, "PCI_CLASS=30000\nPCI_ID=10DE:2204\n");
	host_tree_read(t);
	assert_int_equal(t->host.n_pci, 1);
	assert_int_equal(there(t, "i915/adlp_guc_70.bin"), TRI_UNKNOWN);
}

static void test_no_folder(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, GPU, "PCI_CLASS=38000\nPCI_ID=8086:46A6\n");
	host_tree_read(t);
	assert_int_equal(there(t, "i915/adlp_guc_70.bin"), TRI_UNKNOWN);
	tree_add(&t->tree, FW "i915", "a file\n");
	host_tree_read(t);
	assert_int_equal(there(t, "i915/adlp_guc_70.bin"), TRI_NO);
}

static void test_unreadable(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, GPU, "PCI_CLASS=30000\nPCI_ID=8086:46A6\n");
	tree_add(&t->tree, FW "i915/adlp_guc_70.bin", "x");
	tree_add(&t->tree, FW "updates/i915/tgl_guc_70.bin", "x");
	host_tree_lock(t, FW "i915");
	host_tree_read_as_nobody(t);
	assert_int_equal(there(t, "i915/tgl_guc_70.bin"), TRI_YES);
	assert_int_equal(there(t, "i915/adlp_guc_70.bin"), TRI_UNKNOWN);
	assert_int_equal(there(t, "xe/lnl_huc.bin"), TRI_NO);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all),
		TEST(test_absent),
		TEST(test_no_folder),
		TEST(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

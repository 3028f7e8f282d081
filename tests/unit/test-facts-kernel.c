/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Release, version, flavour, arguments and taint of a kernel.
 */
#include "facts/facts.h"

#include "lib/host-tree.h"
#include "lib/tests.h"

#define RELEASE "proc/sys/kernel/osrelease"

static void test_versions(void **state)
{
	static const struct {
		const char *release, *version, *flavour;
		int major, minor, patch;
	} kernels[] = {
		{ "6.12.95+deb12-amd64",
			"Linux version 6.12.95+deb12-amd64 (debian-kernel@lists.debian.org) (gcc)",
			"debian", 6, 12, 95 },
		{ "6.1.0-13-amd64", "Linux version 6.1.0-13-amd64 (gcc-12 (Debian 12.2.0-14))",
			"debian", 6, 1, 0 },
		{ "6.8.12-4-pve", "Linux version 6.8.12-4-pve (build@proxmox) (gcc (Debian 12))",
			"pve", 6, 8, 12 },
		{ "6.8.0-45-generic",
			"Linux version 6.8.0-45-generic (buildd@lcy02) (gcc (Ubuntu 13.2)) "
			"#45-Ubuntu",
			"ubuntu", 6, 8, 0 },
		{ "6.11.4-301.fc41.x86_64", "Linux version", "fedora", 6, 11, 4 },
		{ "6.15.2-arch1-1", "", "arch", 6, 15, 2 },
		{ "6.15.2-zen1-1-zen", "", "zen", 6, 15, 2 },
		{ "6.12.30-1-lts", "", "lts", 6, 12, 30 },
		{ "7.0.1-2-cachyos", "", "cachyos", 7, 0, 1 },
		{ "6.4.0-150600.23-default", "", "suse", 6, 4, 0 },
		{ "6.12.30", "Linux version 6.12.30 (nixbld@localhost)", "nixos", 6, 12, 30 },
		{ "7.0-rc3", "Linux version 7.0-rc3 (me@here)", "", 7, 0, 0 },
		{ "rubbish", "", "", -1, -1, -1 },
		{ "6", "", "", -1, -1, -1 },
		{ "99999999.1.1", "", "", -1, -1, -1 },
	};
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	for (size_t i = 0; i < sizeof(kernels) / sizeof(kernels[0]); i++) {
		tree_add(&t->tree, RELEASE, kernels[i].release);
		tree_add(&t->tree, "proc/version", kernels[i].version);
		host_tree_read(t);
		assert_string_equal(k->release, kernels[i].release);
		assert_string_equal(k->flavour, kernels[i].flavour);
		assert_int_equal(k->major, kernels[i].major);
		assert_int_equal(k->minor, kernels[i].minor);
		assert_int_equal(k->patch, kernels[i].patch);
	}
}

static void test_cmdline(void **state)
{
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	tree_add(&t->tree, "proc/cmdline",
		"BOOT_IMAGE=/vmlinuz intel_iommu=on,sm_on i915.max-vfs=7 \"acpi_osi=a b\" "
		"vfio-pci.ids=8086:46a6 quiet -- intel_iommu=off\n");
	host_tree_read(t);
	assert_int_equal(k->n_params, 6);
	assert_string_equal(k->params[2].name, "i915.max_vfs");
	assert_string_equal(k->params[3].value, "a b");
	assert_null(k->params[5].value);
	assert_int_equal(kernel_param_has(k, "intel_iommu", "sm_on"), TRI_YES);
	assert_int_equal(kernel_param_has(k, "intel_iommu", "off"), TRI_NO);
	assert_string_equal(kernel_param(k, "vfio_pci.ids")->value, "8086:46a6");
	tree_add(&t->tree, "proc/cmdline", "\n");
	host_tree_read(t);
	assert_string_equal(k->cmdline, "");
	assert_int_equal(k->n_params, 0);
	assert_int_equal(kernel_param_has(k, "intel_iommu", "off"), TRI_NO);
}

static void test_absent(void **state)
{
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	host_tree_read(t);
	assert_null(k->release);
	assert_null(k->cmdline);
	assert_int_equal(k->major, -1);
	assert_true(k->tainted == -1);
	assert_int_equal(kernel_param_has(k, "intel_iommu", "on"), TRI_UNKNOWN);
}

static void test_tainted(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, "proc/sys/kernel/tainted", "12289\n");
	host_tree_read(t);
	assert_true(t->host.kernel.tainted == 12289);
	tree_add(&t->tree, "proc/sys/kernel/tainted", "-1\n");
	host_tree_read(t);
	assert_true(t->host.kernel.tainted == -1);
}

static void test_unreadable(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, RELEASE, "6.1.0\n");
	tree_add(&t->tree, "proc/cmdline", "quiet\n");
	host_tree_lock(t, RELEASE);
	host_tree_lock(t, "proc/cmdline");
	host_tree_read_as_nobody(t);
	assert_null(t->host.kernel.release);
	assert_null(t->host.kernel.cmdline);
}

/* What becomes part of paths must be one part. */
static void test_hostile(void **state)
{
	static const char *const releases[] = { "../../etc", "..", "", "/" };
	struct host_tree *t = *state;

	for (size_t i = 0; i < 4; i++) {
		tree_add(&t->tree, RELEASE, releases[i]);
		host_tree_read(t);
		assert_null(t->host.kernel.release);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_versions),
		TEST(test_cmdline),
		TEST(test_absent),
		TEST(test_tainted),
		TEST(test_unreadable),
		TEST(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What dkms built and installed, from its tree, and with which kernels it may.
 */
#include "facts/facts.h"

#include "lib/host-tree.h"
#include "lib/tests.h"

#define D "var/lib/dkms/"

static void expect(const struct kernel_dkms *d, const char *version, const char *kernel, bool built,
	bool installed)
{
	assert_string_equal(d->version, version);
	if (kernel)
		assert_string_equal(d->kernel, kernel);
	else
		assert_null(d->kernel);
	assert_int_equal(d->built, built);
	assert_int_equal(d->installed, installed);
}

static void test_all(void **state)
{
	static const struct tree_file files[] = {
		{ D "dkms_dbversion", "2.0\n" },
		{ D "i915-sriov-dkms/2026.05.06/source", "-> /usr/src/i915-sriov-dkms-2026.05.06" },
		{ "usr/src/i915-sriov-dkms-2026.05.06/dkms.conf",
			"PACKAGE_NAME=\"i915-sriov-dkms\"\n# BUILD_EXCLUSIVE_KERNEL=\"no\"\n"
			"BUILD_EXCLUSIVE_KERNEL=\"^(6\\.1[7-9]|7\\.0)\"\n" },
		{ D "i915-sriov-dkms/2026.05.06/6.17.1-pve/x86_64/module/i915.ko", "x" },
		{ D "i915-sriov-dkms/2026.05.06/6.18.1-pve/x86_64/module/i915.ko", "x" },
		{ D "i915-sriov-dkms/2026.05.06/6.19.1-pve/x86_64/log/make.log", "x" },
		{ D "i915-sriov-dkms/2026.05.06/build", NULL },
		{ D "i915-sriov-dkms/kernel-6.17.1-pve-x86_64", "-> 2026.05.06/6.17.1-pve/x86_64" },
		{ D "i915-sriov-dkms/kernel-6.18.1-pve-x86_64", "-> 2025.01.01/6.18.1-pve/x86_64" },
		{ D "i915-sriov-dkms/original_module/6.17.1-pve/x86_64/i915.ko", "x" },
		{ D "kvmfr/0.0.12/source", "-> /usr/src/kvmfr-0.0.12" },
		{ "usr/src/kvmfr-0.0.12/dkms.conf", "  BUILD_EXCLUSIVE_KERNEL='^6' # x\n" },
		/* Broken: its source is gone. */
		{ D "vendor-reset/0.1.1/source", "-> /usr/src/vendor-reset-0.1.1" },
		{ D "vendor-reset/0.1.1/build", NULL },
		{ NULL, NULL },
	};
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	tree_add_all(&t->tree, files);
	host_tree_read(t);
	assert_int_equal(k->dkms_seen, TRI_YES);
	assert_int_equal(k->n_dkms, 4);
	assert_string_equal(k->dkms[0].name, "i915-sriov-dkms");
	expect(&k->dkms[0], "2026.05.06", "6.17.1-pve", true, true);
	expect(&k->dkms[1], "2026.05.06", "6.18.1-pve", true, false);
	assert_string_equal(k->dkms[1].build_exclusive, "^(6\\.1[7-9]|7\\.0)");
	assert_string_equal(k->dkms[2].name, "kvmfr");
	expect(&k->dkms[2], "0.0.12", NULL, false, false);
	assert_string_equal(k->dkms[2].build_exclusive, "^6");
	assert_string_equal(k->dkms[3].name, "vendor-reset");
	assert_null(k->dkms[3].build_exclusive);
}

static void test_absent(void **state)
{
	struct host_tree *t = *state;

	host_tree_read(t);
	assert_int_equal(t->host.kernel.dkms_seen, TRI_UNKNOWN);
	tree_add(&t->tree, "var/lib", NULL);
	host_tree_read(t);
	assert_int_equal(t->host.kernel.dkms_seen, TRI_NO);
	tree_add(&t->tree, "usr/sbin/dkms", "#!/bin/bash\n");
	host_tree_read(t);
	assert_int_equal(t->host.kernel.dkms_seen, TRI_YES);
}

static void test_unreadable(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, D "kvmfr/1/build", NULL);
	host_tree_lock(t, "var/lib/dkms");
	host_tree_read_as_nobody(t);
	assert_int_equal(t->host.kernel.dkms_seen, TRI_UNKNOWN);
}

static void test_rubbish(void **state)
{
	static const char *const confs[] = { "BUILD_EXCLUSIVE_KERNEL=", "BUILD_EXCLUSIVE_KERNEL=\"",
		"BUILD_EXCLUSIVE_KERNEL=\"\"\n", "XBUILD_EXCLUSIVE_KERNEL=x", "\n\n \t" };
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	tree_add(&t->tree, D "a/1/6.1/x86_64/module", "a file\n");
	tree_add(&t->tree, D "a/1/6.2", "a file\n");
	tree_add(&t->tree, D "a/1/6.3/x86_64/module", NULL);
	tree_add(&t->tree, D "a/2", "a file\n");
	for (size_t i = 0; i < 5; i++) {
		tree_add(&t->tree, D "a/1/source/dkms.conf", confs[i]);
		host_tree_read(t);
		assert_int_equal(k->n_dkms, 1);
		expect(&k->dkms[0], "1", NULL, false, false);
		assert_null(k->dkms[0].build_exclusive);
	}
	tree_add(&t->tree, D "a/1/source/dkms.conf", "BUILD_EXCLUSIVE_KERNEL=^6.1;x\n");
	host_tree_read(t);
	assert_string_equal(k->dkms[0].build_exclusive, "^6.1");
	tree_add(&t->tree, D "a/1/source/dkms.conf", "BUILD_EXCLUSIVE_KERNEL=\"^6.1\n\"");
	host_tree_read(t);
	assert_string_equal(k->dkms[0].build_exclusive, "^6.1");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all),
		TEST(test_absent),
		TEST(test_unreadable),
		TEST(test_rubbish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

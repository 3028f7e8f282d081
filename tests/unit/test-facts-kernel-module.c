/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loaded, built in, installed: each from its source, and unknown without it.
 */
#include "facts/facts.h"

#include "lib/host-tree.h"
#include "lib/tests.h"

#define RELEASE "proc/sys/kernel/osrelease"
#define R       "lib/modules/6.1-x/"

static const struct kernel_module *module(const struct host_tree *t, const char *name)
{
	const struct kernel_module *m = kernel_module(&t->host.kernel, name);

	assert_non_null(m);
	return m;
}

/* What is asked of one: loaded, built in, installed. */
static void expect(const struct host_tree *t, const char *name, int loaded, int builtin, int there)
{
	const struct kernel_module *m = module(t, name);

	if (m->loaded != loaded || m->builtin != builtin || m->installed != there)
		fail_msg("%s: %d %d %d", name, m->loaded, m->builtin, m->installed);
}

static const struct tree_file files[] = {
	{ RELEASE, "6.1-x\n" },
	{ "proc/modules", "i915 4096000 14 - Live 0x0000000000000000 (OE)\n"
			  "vfio_pci 16384 0 - Live 0x0000000000000000\n"
			  "vfio_pci_core 86016 1 vfio_pci, Live 0x0000000000000000\n"
			  "kvm 1 - - Live 0x0\n"
			  "xenfs 1 1 - Live 0x0\n" },
	{ "sys/module/i915/version", "2026.05.06-sriov\n" },
	{ "sys/module/i915/taint", "OE\n" },
	{ "sys/module/i915/parameters/enable_guc", "3\n" },
	{ "sys/module/i915/parameters/max_vfs", "7\n" },
	{ "sys/module/vfio_pci/taint", "\n" },
	{ "sys/module/nvme/parameters/io_queue_depth", "1024\n" },
	{ "sys/module/vfio_iommu_type1/parameters/allow_unsafe_interrupts", "N\n" },
	{ R "modules.builtin", "kernel/drivers/vfio/vfio_iommu_type1.ko\n"
			       "kernel/drivers/nvme/host/nvme.ko\nkernel/xenfs.ko\n" },
	{ R "modules.dep",
		"updates/dkms/i915.ko.zst: kernel/drivers/gpu/drm/drm.ko.zst\n"
		"kernel/drivers/vfio/pci/vfio-pci.ko.zst: kernel/drivers/vfio/vfio.ko.zst\n"
		"kernel/drivers/gpu/drm/xe/xe.ko:\n"
		"kernel/drivers/gpu/drm/xe/xe_sub.ko: kernel/drivers/gpu/drm/xe/mdev.ko\n" },
	{ NULL, NULL },
};

static void test_all(void **state)
{
	struct host_tree *t = *state;
	const struct kernel_module *m;

	tree_add_all(&t->tree, files);
	host_tree_read(t);
	expect(t, "i915", TRI_YES, TRI_NO, TRI_YES);
	expect(t, "vfio-pci", TRI_YES, TRI_NO, TRI_YES);
	expect(t, "vfio_pci_core", TRI_YES, TRI_NO, TRI_NO);
	expect(t, "xe", TRI_NO, TRI_NO, TRI_YES);
	expect(t, "mdev", TRI_NO, TRI_NO, TRI_NO);
	expect(t, "nvme", TRI_YES, TRI_YES, TRI_YES);
	expect(t, "vfio_iommu_type1", TRI_YES, TRI_YES, TRI_YES);
	m = module(t, "i915");
	assert_int_equal(m->held, TRI_YES);
	assert_string_equal(m->version, "2026.05.06-sriov");
	assert_string_equal(m->taint, "OE");
	assert_string_equal(m->file, "updates/dkms/i915.ko.zst");
	assert_int_equal(m->n_params, 2);
	assert_string_equal(kernel_module_param(&t->host.kernel, "i915", "max_vfs"), "7");
	assert_string_equal(
		kernel_module_param(&t->host.kernel, "vfio_iommu_type1", "allow_unsafe_interrupts"),
		"N");
	m = module(t, "vfio_pci");
	assert_int_equal(m->held, TRI_NO);
	assert_null(m->version);
	assert_string_equal(m->taint, "");
	assert_int_equal(m->params_seen, TRI_YES);
	assert_int_equal(module(t, "kvm")->held, TRI_UNKNOWN);
	assert_int_equal(module(t, "nvme")->n_params, 0);
	assert_int_equal(module(t, "nvme")->params_seen, TRI_UNKNOWN);
}

/* NixOS: /lib/modules is not there. */
static void test_nixos(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, RELEASE, "6.1-x\n");
	tree_add(&t->tree, "run/booted-system/kernel-modules/lib/modules/6.1-x/modules.dep",
		"kernel/xe.ko.xz:\n");
	host_tree_read(t);
	assert_int_equal(module(t, "xe")->installed, TRI_YES);
	assert_int_equal(module(t, "i915")->installed, TRI_NO);
}

static void test_absent(void **state)
{
	struct host_tree *t = *state;

	host_tree_read(t);
	expect(t, "i915", TRI_UNKNOWN, TRI_UNKNOWN, TRI_UNKNOWN);
	/* Loaded, and nothing else to be seen. */
	tree_add(&t->tree, "proc/modules", "xe 1 0 - Live 0x0\n");
	host_tree_read(t);
	expect(t, "xe", TRI_YES, TRI_NO, TRI_UNKNOWN);
	expect(t, "i915", TRI_UNKNOWN, TRI_UNKNOWN, TRI_UNKNOWN);
}

/* A kernel without modules, as small hypervisors run it. */
static void test_no_modules(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, RELEASE, "6.1-x\n");
	tree_add(&t->tree, "boot/config-6.1-x", "CONFIG_KVM=y\n# CONFIG_VFIO is not set\n");
	tree_add(&t->tree, "sys/module/tun/parameters", NULL);
	host_tree_read(t);
	expect(t, "kvm", TRI_YES, TRI_YES, TRI_YES);
	expect(t, "tun", TRI_YES, TRI_NO, TRI_UNKNOWN);
	expect(t, "vfio", TRI_NO, TRI_NO, TRI_UNKNOWN);
	/* No option tells of it. */
	expect(t, "nvidia", TRI_UNKNOWN, TRI_UNKNOWN, TRI_UNKNOWN);
}

/* An update took away what runs. */
static void test_gone(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, RELEASE, "6.1-x\n");
	tree_add(&t->tree, "proc/modules", "i915 1 0 - Live 0x0\n");
	tree_add(&t->tree, "lib/modules/6.2-x/modules.dep", "kernel/i915.ko:\n");
	host_tree_read(t);
	assert_int_equal(module(t, "i915")->installed, TRI_NO);
	assert_int_equal(module(t, "i915")->loaded, TRI_YES);
	/* In a container that says nothing. */
	tree_add(&t->tree, ".dockerenv", "");
	host_tree_read(t);
	assert_int_equal(module(t, "i915")->installed, TRI_UNKNOWN);
}

static void test_unreadable(void **state)
{
	struct host_tree *t = *state;

	tree_add_all(&t->tree, files);
	host_tree_lock(t, "proc/modules");
	host_tree_lock(t, R "modules.dep");
	host_tree_lock(t, R "modules.builtin");
	host_tree_lock(t, "sys/module/i915/parameters/max_vfs");
	host_tree_read_as_nobody(t);
	expect(t, "vfio_pci_core", TRI_UNKNOWN, TRI_UNKNOWN, TRI_UNKNOWN);
	expect(t, "i915", TRI_YES, TRI_UNKNOWN, TRI_UNKNOWN);
	assert_null(kernel_module_param(&t->host.kernel, "i915", "max_vfs"));
	assert_int_equal(kernel_has_module_param(&t->host.kernel, "i915", "max_vfs"), TRI_YES);
	assert_int_equal(kernel_has_module_param(&t->host.kernel, "i915", "modeset"), TRI_NO);
}

static void test_rubbish(void **state)
{
	static const struct tree_file rubbish[] = {
		{ RELEASE, "6.1-x\n" },
		{ "proc/modules", "\n \ni915\nxe 1\nvfio 1 x\nvfio 1 99999999999999999999\n" },
		{ R "modules.dep", "\n:\n::i915.ko:\n/i915.ko\nkernel/.ko:\nkernel/xe\nxe.ko" },
		{ R "modules.builtin", "vfio.ko.x\nkernel/a-name-that-is-longer-than-any-we-know"
				       "-of-in-here.ko\nkvm.ok\n" },
		{ "sys/module/i915/version", NULL },
		{ "sys/module/i915/parameters", "a file\n" },
		{ "sys/module/vfio/parameters/folder/x", "1\n" },
		{ NULL, NULL },
	};
	struct host_tree *t = *state;

	tree_add_all(&t->tree, rubbish);
	host_tree_read(t);
	assert_int_equal(module(t, "i915")->loaded, TRI_YES);
	assert_null(module(t, "i915")->version);
	assert_string_equal(module(t, "i915")->file, "/i915.ko");
	assert_int_equal(module(t, "i915")->params_seen, TRI_UNKNOWN);
	assert_int_equal(module(t, "xe")->held, TRI_UNKNOWN);
	assert_string_equal(module(t, "xe")->file, "xe.ko");
	assert_int_equal(module(t, "vfio")->held, TRI_YES);
	assert_int_equal(module(t, "vfio")->n_params, 1);
	assert_null(module(t, "vfio")->params[0].value);
	assert_int_equal(module(t, "kvm")->builtin, TRI_NO);
}

/* A capture keeps the lines that matter. */
static void test_capture(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, RELEASE, "6.1-x\n");
	tree_add(&t->tree, ".virtfn/modules.dep", "kernel/xe.ko:\n");
	tree_add(&t->tree, ".virtfn/modules.builtin", "kernel/kvm.ko\n");
	host_tree_read(t);
	assert_string_equal(module(t, "xe")->file, "kernel/xe.ko");
	assert_int_equal(module(t, "kvm")->builtin, TRI_YES);
	assert_int_equal(module(t, "i915")->installed, TRI_NO);
}

static void test_info(void **state)
{
	struct host_tree *t = *state;
	const struct kernel_module *m;

	tree_add_all(&t->tree, files);
	tree_add(&t->tree, "proc/modules", "vfio 1 0 - Live 0x0\n");
	tree_add(&t->tree, "sys/module/i915", NULL);
	tree_add(&t->tree, ".virtfn/modinfo/kvmgt",
		"signer: DKMS key: of a host\nvermagic: 6.1-x SMP\nversion: 2026\nversion: 2\n");
	tree_add(&t->tree, ".virtfn/modinfo/i915", "version: 1\n");
	tree_add(&t->tree, ".virtfn/modinfo/xe", "version: 1\n");
	tree_add(&t->tree, R "modules.dep",
		"updates/dkms/kvmgt.ko:\nupdates/i915.ko:\nkernel/xe.ko:\n");
	host_tree_read(t);
	m = module(t, "kvmgt");
	assert_int_equal(m->loaded, TRI_NO);
	assert_int_equal(m->info_seen, TRI_YES);
	assert_string_equal(m->file_version, "2026");
	assert_string_equal(m->vermagic, "6.1-x SMP");
	assert_string_equal(m->signer, "DKMS key: of a host");
	/* One is loaded, the other came with the kernel. */
	assert_int_equal(module(t, "i915")->loaded, TRI_YES);
	assert_int_equal(module(t, "i915")->info_seen, TRI_UNKNOWN);
	assert_int_equal(module(t, "xe")->info_seen, TRI_UNKNOWN);
	assert_null(module(t, "xe")->file_version);
}

static void test_info_rubbish(void **state)
{
	struct host_tree *t = *state;
	const struct kernel_module *m;

	tree_add(&t->tree, RELEASE, "6.1-x\n");
	tree_add(&t->tree, R "modules.dep", "updates/dkms/kvmgt.ko:\n");
	tree_add(&t->tree, ".virtfn/modinfo/kvmgt", "\nversion:2\nversions: 3\nsigner: \nvermagic");
	host_tree_read(t);
	m = module(t, "kvmgt");
	assert_int_equal(m->info_seen, TRI_YES);
	assert_null(m->file_version);
	assert_null(m->signer);
	assert_null(m->vermagic);
	/* Nobody is to load it. */
	tree_add(&t->tree, "proc/cmdline", "module_blacklist=xe,kvmgt\n");
	host_tree_read(t);
	assert_int_equal(module(t, "kvmgt")->info_seen, TRI_UNKNOWN);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all),
		TEST(test_nixos),
		TEST(test_absent),
		TEST(test_no_modules),
		TEST(test_gone),
		TEST(test_unreadable),
		TEST(test_rubbish),
		TEST(test_capture),
		TEST(test_info),
		TEST(test_info_rubbish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

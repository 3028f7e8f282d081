/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines about modules: which are kept, which files hide others, and which are not to be seen.
 */
#include "facts/facts.h"

#include <stdio.h>

#include "lib/host-tree.h"
#include "lib/tests.h"

static void expect(const struct kernel_conf *c, enum kernel_conf_kind kind, const char *where,
	const char *module, const char *text)
{
	char here[256];

	(void)snprintf(here, sizeof(here), "%s:%u", c->file, c->line);
	assert_string_equal(here, where);
	assert_int_equal(c->kind, kind);
	assert_string_equal(c->module, module);
	assert_string_equal(c->text, text);
}

static void test_commands(void **state)
{
	static const struct tree_file files[] = {
		{ "etc/modprobe.d/vfio.conf",
			"options vfio-pci ids=8086:46a6\nsoftdep i915 pre: vfio-pci\n"
			"softdep drm pre: vfio-pci\noptions snd_hda_codec x=1\n"
			"alias xe i915\nblacklist nvidiafb\n" },
		{ "etc/modprobe.d/zz.conf.dpkg-old", "blacklist xe\n" },
		{ "run/modprobe.d/vfio.conf", "blacklist i915\n" },
		{ "usr/lib/modprobe.d/a.conf", "install xe /bin/false\n" },
		{ "lib/modprobe.d/a.conf", "blacklist nouveau\n" },
		{ "lib/modprobe.d/b.conf", "blacklist nouveau\n" },
		{ NULL, NULL },
	};
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	tree_add_all(&t->tree, files);
	host_tree_read(t);
	assert_int_equal(k->conf_seen, TRI_YES);
	assert_int_equal(k->n_conf, 5);
	expect(&k->conf[0], KERNEL_CONF_INSTALL, "/usr/lib/modprobe.d/a.conf:1", "xe",
		"/bin/false");
	expect(&k->conf[1], KERNEL_CONF_BLACKLIST, "/lib/modprobe.d/b.conf:1", "nouveau", "");
	expect(&k->conf[2], KERNEL_CONF_OPTIONS, "/etc/modprobe.d/vfio.conf:1", "vfio_pci",
		"ids=8086:46a6");
	expect(&k->conf[3], KERNEL_CONF_SOFTDEP, "/etc/modprobe.d/vfio.conf:2", "i915",
		"pre: vfio-pci");
	expect(&k->conf[4], KERNEL_CONF_SOFTDEP, "/etc/modprobe.d/vfio.conf:3", "drm",
		"pre: vfio-pci");
	assert_ptr_equal(kernel_conf(k, KERNEL_CONF_BLACKLIST, "nouveau"), &k->conf[1]);
}

static void test_loads(void **state)
{
	static const struct tree_file files[] = {
		{ "etc/modules", "vfio\nloop\n" },
		{ "etc/modules-load.d/modules.conf", "-> ../modules" },
		{ "usr/lib/modules-load.d/kvm.conf", "; all\nkvm_intel nested=1\n" },
		{ "etc/initramfs-tools/modules", "# list\nvfio_pci ids=8086:46a6\n" },
		{ "usr/share/initramfs-tools/modules.d/pkg", "vfio_virqfd\n" },
		{ "etc/dracut.conf.d/vfio.conf",
			"add_drivers+=\" vfio_pci \"\nforce_drivers+=\" xe \"\n"
			"omit_drivers+=\" i915 \"\n" },
		{ "usr/lib/dracut/dracut.conf.d/vfio.conf", "add_drivers+=\" i915 \"\n" },
		{ "etc/mkinitcpio.conf", "MODULES=(btrfs vfio)\nHOOKS=(kvm)\n" },
		{ "etc/mkinitcpio.conf.d/x.conf", "MODULES+=(vfio_iommu_type1)\n" },
		{ NULL, NULL },
	};
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	tree_add_all(&t->tree, files);
	host_tree_read(t);
	assert_int_equal(k->n_conf, 8);
	/* By the names of the files: kvm.conf, modules.conf. */
	expect(&k->conf[0], KERNEL_CONF_LOAD, "/usr/lib/modules-load.d/kvm.conf:2", "kvm_intel",
		"nested=1");
	expect(&k->conf[1], KERNEL_CONF_LOAD, "/etc/modules-load.d/modules.conf:1", "vfio", "");
	expect(&k->conf[2], KERNEL_CONF_LOAD, "/etc/initramfs-tools/modules:2", "vfio_pci",
		"ids=8086:46a6");
	expect(&k->conf[3], KERNEL_CONF_LOAD, "/usr/share/initramfs-tools/modules.d/pkg:1",
		"vfio_virqfd", "");
	expect(&k->conf[4], KERNEL_CONF_LOAD, "/etc/dracut.conf.d/vfio.conf:1", "vfio_pci",
		"add_drivers");
	expect(&k->conf[5], KERNEL_CONF_LOAD, "/etc/dracut.conf.d/vfio.conf:2", "xe",
		"force_drivers");
	expect(&k->conf[6], KERNEL_CONF_LOAD, "/etc/mkinitcpio.conf:1", "vfio", "MODULES");
	expect(&k->conf[7], KERNEL_CONF_LOAD, "/etc/mkinitcpio.conf.d/x.conf:1", "vfio_iommu_type1",
		"MODULES");
}

/* An empty file, or a link to /dev/null, takes away what a package says. */
static void test_masked(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, "usr/lib/modprobe.d/x.conf", "blacklist xe\n");
	tree_add(&t->tree, "etc/modprobe.d/x.conf", "-> /dev/null");
	tree_add(&t->tree, "etc/modules", "xe\n");
	host_tree_read(t);
	assert_int_equal(t->host.kernel.n_conf, 1);
	expect(&t->host.kernel.conf[0], KERNEL_CONF_LOAD, "/etc/modules:1", "xe", "");
	assert_int_equal(t->host.kernel.conf_seen, TRI_YES);
}

static void test_absent(void **state)
{
	struct host_tree *t = *state;

	host_tree_read(t);
	assert_int_equal(t->host.kernel.conf_seen, TRI_UNKNOWN);
	tree_add(&t->tree, "etc", NULL);
	host_tree_read(t);
	assert_int_equal(t->host.kernel.conf_seen, TRI_YES);
	assert_int_equal(t->host.kernel.n_conf, 0);
}

static void test_unreadable(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, "etc/modprobe.d/a.conf", "blacklist xe\n");
	tree_add(&t->tree, "etc/modprobe.d/b.conf", "blacklist i915\n");
	tree_add(&t->tree, "etc/dracut.conf.d/x.conf", "add_drivers=kvm\n");
	host_tree_lock(t, "etc/modprobe.d/a.conf");
	host_tree_read_as_nobody(t);
	assert_int_equal(t->host.kernel.n_conf, 2);
	assert_int_equal(t->host.kernel.conf_seen, TRI_UNKNOWN);
}

static void test_denied_folder(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, "etc/dracut.conf.d/x.conf", "add_drivers=kvm\n");
	host_tree_lock(t, "etc/dracut.conf.d");
	host_tree_read_as_nobody(t);
	assert_int_equal(t->host.kernel.n_conf, 0);
	assert_int_equal(t->host.kernel.conf_seen, TRI_UNKNOWN);
}

static void test_rubbish(void **state)
{
	static const struct tree_file files[] = {
		{ "etc/modprobe.d", "a file\n" },
		{ "etc/modules", "a-name-longer-than-any-module-of-ours-vfio vfio\n\1\2vfio\n" },
		{ "etc/modules-load.d/.conf", "vfio\n" },
		{ "etc/initramfs-tools/modules/x", "vfio\n" },
		{ "etc/mkinitcpio.conf", "MODULES=(\n\nvfio\"" },
		{ NULL, NULL },
	};
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	tree_add_all(&t->tree, files);
	host_tree_read(t);
	assert_int_equal(k->n_conf, 2);
	expect(&k->conf[0], KERNEL_CONF_LOAD, "/etc/modules:2", "vfio", "");
	expect(&k->conf[1], KERNEL_CONF_LOAD, "/etc/mkinitcpio.conf:1", "vfio", "MODULES");
	/* A folder where a file should be was not read. */
	assert_int_equal(k->conf_seen, TRI_UNKNOWN);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_commands),
		TEST(test_loads),
		TEST(test_masked),
		TEST(test_absent),
		TEST(test_unreadable),
		TEST(test_denied_folder),
		TEST(test_rubbish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the configuration found where it may be, and does what is not known stay unknown?
 */
#include "facts/facts.h"

#include <string.h>

#include "lib/host-tree.h"
#include "lib/tests.h"

#define RELEASE "proc/sys/kernel/osrelease"

/* gzip of "CONFIG_KVM=m\nCONFIG_PCI_IOV=y\n# CONFIG_XEN is not set\n" */
static const uint8_t gzip[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x73,
	0xf6, 0xf7, 0x73, 0xf3, 0x74, 0x8f, 0xf7, 0x0e, 0xf3, 0xb5, 0xcd, 0xe5, 0x72, 0x86, 0x70,
	0x02, 0x9c, 0x3d, 0xe3, 0x3d, 0xfd, 0xc3, 0x6c, 0x2b, 0xb9, 0x94, 0x15, 0xa0, 0x42, 0x11,
	0xae, 0x7e, 0x0a, 0x99, 0xc5, 0x0a, 0x79, 0xf9, 0x25, 0x0a, 0xc5, 0xa9, 0x25, 0x5c, 0x00,
	0x4e, 0x3f, 0xcc, 0x41, 0x36, 0x00, 0x00, 0x00 };

static char config(const struct host_tree *t, const char *symbol)
{
	return kernel_config(&t->host.kernel, symbol);
}

static void test_gzip(void **state)
{
	struct host_tree *t = *state;

	tree_add_bytes(&t->tree, "proc/config.gz", gzip, sizeof(gzip));
	host_tree_read(t);
	assert_string_equal(t->host.kernel.config_file, "/proc/config.gz");
	assert_int_equal(config(t, "KVM"), 'm');
	assert_int_equal(config(t, "PCI_IOV"), 'y');
	assert_int_equal(config(t, "IOMMUFD"), 'n');
	/* Nobody asks for it. */
	assert_int_equal(config(t, "XEN"), 0);
}

/* Each place in turn; a broken one is passed by. */
static void test_places(void **state)
{
	static const struct {
		const char *path, *text;
	} places[] = {
		{ "usr/lib/modules/6.1-x/build/.config", "CONFIG_KVM=y\n" },
		{ "usr/lib/kernel/config-6.1-x", "CONFIG_KVM=m\n" },
		{ "lib/modules/6.1-x/config", "# CONFIG_KVM is not set\n" },
		{ "boot/config-6.1-x", "CONFIG_KVM=\"text\"\n" },
	};
	static const char want[] = "ymnv";
	struct host_tree *t = *state;

	tree_add(&t->tree, RELEASE, "6.1-x\n");
	tree_add(&t->tree, "proc/config.gz", "no gzip");
	for (size_t i = 0; i < 4; i++) {
		tree_add(&t->tree, places[i].path, places[i].text);
		host_tree_read(t);
		assert_int_equal(config(t, "KVM"), want[i]);
		assert_string_equal(t->host.kernel.config_file + 1, places[i].path);
	}
	tree_add(&t->tree, "boot/config-6.1-x", "this is a page of HTML\n");
	host_tree_read(t);
	assert_int_equal(config(t, "KVM"), 'n');
}

static void test_cut(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, RELEASE, "6.1-x\n");
	tree_add(&t->tree, "boot/config-6.1-x", "CONFIG_KVM=y\nCONFIG_PCI_IOV=");
	host_tree_read(t);
	assert_int_equal(config(t, "KVM"), 'y');
	assert_int_equal(config(t, "PCI_IOV"), 0);
	tree_add(&t->tree, "boot/config-6.1-x", "CONFIG_KVM=y\nCONFIG_PCI_IOV=maybe\n");
	host_tree_read(t);
	assert_int_equal(config(t, "PCI_IOV"), 0);
	assert_int_equal(config(t, "IOMMUFD"), 'n');
}

static void test_absent(void **state)
{
	struct host_tree *t = *state;

	host_tree_read(t);
	assert_null(t->host.kernel.config_file);
	assert_int_equal(config(t, "KVM"), 0);
	/* A release that would lead elsewhere. */
	tree_add(&t->tree, RELEASE, "x/../../etc\n");
	tree_add(&t->tree, "etc/config", "CONFIG_KVM=y\n");
	host_tree_read(t);
	assert_null(t->host.kernel.release);
	assert_null(t->host.kernel.config_file);
}

static void test_unreadable(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, RELEASE, "6.1-x\n");
	tree_add(&t->tree, "boot/config-6.1-x", "CONFIG_KVM=y\n");
	host_tree_lock(t, "boot/config-6.1-x");
	host_tree_read_as_nobody(t);
	assert_null(t->host.kernel.config_file);
	assert_int_equal(config(t, "KVM"), 0);
}

static void test_capture(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, ".virtfn/kernel-config", "# virtfn: from boot/config-6\nCONFIG_KVM=m\n");
	host_tree_read(t);
	assert_string_equal(t->host.kernel.config_file, "/boot/config-6");
	assert_int_equal(config(t, "KVM"), 'm');
	assert_int_equal(config(t, "PCI_IOV"), 'n');
	tree_add(&t->tree, ".virtfn/kernel-config", "CONFIG_KVM=m\n");
	host_tree_read(t);
	assert_null(t->host.kernel.config_file);
	tree_add(&t->tree, ".virtfn/kernel-config", "# virtfn: from ");
	host_tree_read(t);
	assert_null(t->host.kernel.config_file);
}

/* kernel_config() searches by halves. */
static void test_sorted(void **state)
{
	struct host_tree *t = *state;

	tree_add_bytes(&t->tree, "proc/config.gz", gzip, sizeof(gzip));
	host_tree_read(t);
	assert_true(t->host.kernel.n_config > 80);
	for (size_t i = 1; i < t->host.kernel.n_config; i++)
		assert_true(strcmp(t->host.kernel.config[i - 1].name,
				    t->host.kernel.config[i].name) < 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_gzip),
		TEST(test_places),
		TEST(test_cut),
		TEST(test_absent),
		TEST(test_unreadable),
		TEST(test_capture),
		TEST(test_sorted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

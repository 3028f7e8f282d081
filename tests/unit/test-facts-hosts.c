/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the captured machines of tests/hosts read for doctor, and does what their captures
 * lack stay unknown? And does this very machine?
 */
#include "facts/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/host-tree.h"
#include "lib/tests.h"

static void unpack(struct host_tree *t, const char *name)
{
	const char *hosts = getenv("VIRTFN_TEST_HOSTS");
	_cleanup_free_ char *command = NULL;

	assert_non_null(hosts);
	tree_remove(&t->tree);
	tree_make(&t->tree);
	command = str_printf("tar -xJf '%s/%s/tree.tar.xz' -C '%s'", hosts, name, t->tree.path);
	assert_true(command && system(command) == 0);
}

/* A capture that knows nothing of the kernel, as all were before doctor. */
static void expect_unknown(const struct host *host)
{
	assert_int_equal(host->machine.is_container, TRI_UNKNOWN);
	assert_int_equal(host->machine.uefi, TRI_UNKNOWN);
	assert_int_equal(host->machine.acpi.decoded, TRI_UNKNOWN);
	assert_int_equal(host->kernel.dkms_seen, TRI_UNKNOWN);
	for (size_t i = 0; i < host->kernel.n_modules; i++) {
		assert_int_equal(host->kernel.modules[i].loaded, TRI_UNKNOWN);
		assert_int_equal(host->kernel.modules[i].installed, TRI_UNKNOWN);
	}
}

static void test_hosts(void **state)
{
	static const char *const names[] = { "lab-igb", "lab-igb-vfs", "lab-no-acs", "lab-no-iommu",
		"lab-two-pfs" };
	struct host_tree *t = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		unpack(t, names[i]);
		host_tree_read(t);
		assert_true(t->host.doctor && t->host.n_pci > 3);
		assert_true(t->host.kernel.n_modules > 50);
		if (!t->host.kernel.release)
			expect_unknown(&t->host);
	}
}

/* Without FACTS_HOST nobody looks. */
static void test_scope(void **state)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct host_tree *t = *state;
	struct err err = { 0 };

	tree_add(&t->tree, "proc/sys/kernel/osrelease", "6.1\n");
	tree_add(&t->tree, "sys/class/dmi/id/board_name", "X\n");
	tree_add(&t->tree, "etc/modules", "vfio\n");
	tree_add(&t->tree, "lib/modules/6.1/kernel", NULL);
	assert_ok(root_open(&root, t->tree.path, &err), err);
	assert_ok(facts_read(&root, FACTS_ALL, &t->host, &err), err);
	assert_null(t->host.kernel.release);
	assert_null(t->host.machine.board);
	assert_int_equal(t->host.kernel.n_modules + t->host.kernel.n_conf, 0);
	assert_int_equal(t->host.kernel.images_seen, TRI_UNKNOWN);
}

/* Whatever it is: it has a kernel with a version. */
static void test_this_machine(void **state)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;
	struct err err = { 0 };

	if (access("/sys/bus/pci/devices", R_OK) < 0 || access("/proc/cmdline", R_OK) < 0)
		skip();
	assert_ok(root_open(&root, "/", &err), err);
	assert_ok(facts_read(&root, FACTS_ALL | FACTS_HOST, &t->host, &err), err);
	assert_true(k->release && k->major >= 3 && k->cmdline);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_hosts),
		TEST(test_scope),
		TEST(test_this_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a guest told from a machine, a container from neither, and "cannot tell" from both?
 */
#include "facts/facts.h"

#include <stdio.h>
#include <string.h>

#include "lib/host-tree.h"
#include "lib/tests.h"

#define DMI   "sys/class/dmi/id/"
#define CPU   "proc/cpuinfo"
#define METAL "processor\t: 0\nflags\t\t: fpu vmx\nbugs\t\t:\n\nprocessor\t: 1\n"
#define GUEST "processor\t: 0\nflags\t\t: fpu hypervisor vmx\nbugs\t\t:\n\n"

static void expect(struct host_tree *t, enum tri guest, const char *name)
{
	host_tree_read(t);
	assert_int_equal(t->host.machine.is_guest, guest);
	if (name)
		assert_string_equal(t->host.machine.hypervisor, name);
	else
		assert_null(t->host.machine.hypervisor);
}

static void test_guest(void **state)
{
	struct host_tree *t = *state;

	expect(t, TRI_UNKNOWN, NULL);
	tree_add(&t->tree, CPU, METAL);
	expect(t, TRI_NO, NULL);
	/* The CPU's flag may be hidden. */
	tree_add(&t->tree, DMI "sys_vendor", "QEMU\n");
	expect(t, TRI_YES, "QEMU");
	tree_add(&t->tree, DMI "sys_vendor", "A cloud\n");
	tree_add(&t->tree, CPU, GUEST);
	expect(t, TRI_YES, NULL);
}

/* Clouds sell whole machines under the same name. */
static void test_cloud(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, DMI "sys_vendor", "Amazon EC2\n");
	tree_add(&t->tree, CPU, METAL);
	expect(t, TRI_NO, NULL);
	tree_add(&t->tree, CPU, GUEST);
	expect(t, TRI_YES, "Amazon EC2");
	tree_add(&t->tree, DMI "sys_vendor", "Microsoft Corporation\n");
	tree_add(&t->tree, DMI "product_name", "Surface Pro 9\n");
	tree_add(&t->tree, CPU, METAL);
	expect(t, TRI_NO, NULL);
	tree_add(&t->tree, DMI "product_name", "Virtual Machine\n");
	expect(t, TRI_YES, "Hyper-V");
}

static void test_xen(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, CPU, GUEST);
	tree_add(&t->tree, "sys/hypervisor/type", "xen\n");
	expect(t, TRI_YES, "Xen");
	tree_add(&t->tree, "proc/xen/capabilities", "control_d\n");
	expect(t, TRI_NO, NULL);
}

static void test_rubbish(void **state)
{
	struct host_tree *t = *state;
	char text[20000];

	tree_add(&t->tree, CPU, "hypervisor");
	expect(t, TRI_UNKNOWN, NULL);
	tree_add(&t->tree, CPU, "processor: 0\nflags: no end");
	expect(t, TRI_UNKNOWN, NULL);
	memset(text, 'x', sizeof(text) - 1);
	memcpy(text, "\nflags\t:", 8);
	text[sizeof(text) - 1] = '\0';
	tree_add(&t->tree, CPU, text);
	expect(t, TRI_UNKNOWN, NULL);
	tree_add(&t->tree, CPU, "\nflags\t: hypervisors nohypervisor\nbugs\t:\n");
	expect(t, TRI_NO, NULL);
}

static void test_unreadable(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, CPU, METAL);
	tree_add(&t->tree, "proc/2/comm", "kthreadd\n");
	host_tree_lock(t, CPU);
	host_tree_lock(t, "proc/2/comm");
	host_tree_read_as_nobody(t);
	assert_int_equal(t->host.machine.is_guest, TRI_UNKNOWN);
	assert_int_equal(t->host.machine.is_container, TRI_UNKNOWN);
}

static void test_container(void **state)
{
	static const char *const marks[] = { "run/systemd/container", "run/.containerenv",
		".dockerenv" };
	struct host_tree *t = *state;

	host_tree_read(t);
	assert_int_equal(t->host.machine.is_container, TRI_UNKNOWN);
	tree_add(&t->tree, "proc/2/comm", "bash\n");
	host_tree_read(t);
	assert_int_equal(t->host.machine.is_container, TRI_UNKNOWN);
	tree_add(&t->tree, "proc/2/comm", "kthreadd\n");
	host_tree_read(t);
	assert_int_equal(t->host.machine.is_container, TRI_NO);
	for (size_t i = 0; i < 3; i++) {
		char full[128];

		tree_add(&t->tree, marks[i], "lxc\n");
		host_tree_read(t);
		assert_int_equal(t->host.machine.is_container, TRI_YES);
		(void)snprintf(full, sizeof(full), "%s/%s", t->tree.path, marks[i]);
		assert_int_equal(remove(full), 0);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_guest),
		TEST(test_cloud),
		TEST(test_xen),
		TEST(test_rubbish),
		TEST(test_unreadable),
		TEST(test_container),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is what works on a host seen, and what comes and goes left out?
 */
#include "facts/health.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "facts/facts.h"
#include "lib/machine.h"
#include "lib/tests.h"

#define HEADER "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n"
#define LOCAL  "eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\n"
#define WAY    "eth0\t00000000\t0202000A\t0003\t0\t0\t0\t00000000\n"

static void see(struct test_machine *m, struct health *h)
{
	struct root root;
	struct err err = { 0 };

	machine_read(m, FACTS_MATTERS | FACTS_NO_NAMES);
	health_done(h);
	assert_ok(root_open(&root, m->tree.path, &err), err);
	assert_ok(health_read(&root, &m->host, h, &err), err);
	root_done(&root);
}

static bool has(const struct health *h, const char *text)
{
	for (size_t i = 0; i < h->n; i++)
		if (strcmp(h->v[i], text) == 0)
			return true;
	return false;
}

static void test_drivers(void **state)
{
	struct test_machine *m = *state;
	struct health h = { 0 };
	size_t with = 0;

	see(m, &h);
	for (size_t i = 0; i < m->host.n_pci; i++) {
		const struct pci_dev *d = &m->host.pci[i];
		char text[100];

		(void)snprintf(text, sizeof(text), "%s has the driver %s", d->name, d->driver);
		if (d->is_vf || !d->driver[0] || strstr(d->driver, "vfio"))
			assert_false(has(&h, text));
		else
			assert_true(has(&h, text));
		with += has(&h, text);
	}
	assert_true(with > 0);
	assert_int_equal(with, h.n);
	health_done(&h);
}

/* A device that a guest holds today may be the host's tomorrow. */
static void test_given_away(void **state)
{
	struct test_machine *m = *state;
	struct health before = { 0 }, now = { 0 };

	see(m, &before);
	strcpy(machine_dev(m, "01:00.0")->driver, "vfio-pci");
	{
		struct root root;
		struct err err = { 0 };

		assert_ok(root_open(&root, m->tree.path, &err), err);
		assert_ok(health_read(&root, &m->host, &now, &err), err);
		root_done(&root);
	}
	assert_contains(health_missing(&before, &now), "0000:01:00.0 has the driver");
	assert_null(health_missing(&now, &before));
	health_done(&before);
	health_done(&now);
}

static void test_route(void **state)
{
	static const char *const ways[] = { HEADER WAY, HEADER LOCAL WAY, WAY,
		HEADER LOCAL WAY LOCAL };
	static const char *const none[] = { "", HEADER, HEADER LOCAL, "eth0", "\n\n\n", "00000000",
		"00000000 eth0\n", HEADER "eth0\t000000000\n" };
	struct test_machine *m = *state;
	struct health h = { 0 };

	see(m, &h);
	assert_false(has(&h, "there is a default route"));
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++) {
		tree_add(&m->tree, "proc/net/route", ways[i]);
		see(m, &h);
		assert_true(has(&h, "there is a default route"));
	}
	for (size_t i = 0; i < ARRAY_SIZE(none); i++) {
		tree_add(&m->tree, "proc/net/route", none[i]);
		see(m, &h);
		assert_false(has(&h, "there is a default route"));
	}
	health_done(&h);
}

static void test_services(void **state)
{
	struct test_machine *m = *state;
	struct health h = { 0 };

	tree_add(&m->tree, "sys/fs/cgroup/system.slice/ssh.service/cgroup.procs", "1\n");
	tree_add(&m->tree, "sys/fs/cgroup/system.slice/gdm.service/cgroup.procs", "2\n");
	tree_add(&m->tree, "sys/fs/cgroup/system.slice/someones-own.service/cgroup.procs", "3\n");
	see(m, &h);
	assert_true(has(&h, "ssh.service runs"));
	assert_true(has(&h, "gdm.service runs"));
	assert_false(has(&h, "sshd.service runs"));
	assert_false(has(&h, "someones-own.service runs"));
	health_done(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_drivers, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(test_given_away, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(test_route, machine_setup, machine_teardown),
		cmocka_unit_test_setup_teardown(test_services, machine_setup, machine_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does what host.yaml says of the host become needs, each with its place? And does a unit start
 * only where VFs are missing and can be made now?
 */
#include "plan/plan-wish.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static const struct conf_place at = { "host.yaml", 3, 5 };

static bool has(const struct needs *n, enum need_kind kind, const char *what)
{
	for (size_t i = 0; i < n->n; i++)
		if (n->v[i].kind == kind && str_eq(n->v[i].what, what)) {
			assert_string_equal(n->v[i].from, "host.yaml:3:5");
			return true;
		}
	return false;
}

static void needs_of(const struct host *host, const struct wish_host *wish, struct needs *ret)
{
	struct err err = { 0 };

	assert_int_equal(plan_wish_needs(host, wish, ret, &err), 0);
}

static void test_iommu(void **state)
{
	_cleanup_(needs_done) struct needs intel = { 0 };
	_cleanup_(needs_done) struct needs amd = { 0 };
	_cleanup_(needs_done) struct needs off = { 0 };
	struct wish_host wish = { .iommu = { true, WISH_IOMMU_PT, at } };
	struct host host;

	(void)state;
	host_init(&host);
	host.cpu.vendor = CPU_VENDOR_INTEL;
	needs_of(&host, &wish, &intel);
	assert_true(has(&intel, NEED_ARGUMENT, "intel_iommu=on"));
	assert_true(has(&intel, NEED_ARGUMENT, "iommu=pt"));
	host.cpu.vendor = CPU_VENDOR_AMD;
	needs_of(&host, &wish, &amd);
	assert_false(has(&amd, NEED_ARGUMENT, "intel_iommu=on"));
	assert_true(has(&amd, NEED_ARGUMENT, "iommu=pt"));
	wish.iommu.v = WISH_IOMMU_OFF;
	needs_of(&host, &wish, &off);
	assert_int_equal(off.n, 0);
}

static struct wish_huge huge(unsigned size, unsigned count, int node)
{
	return (struct wish_huge) {
		.at = at,
		.size = { true, size, at },
		.count = { true, count, at },
		.node = { node >= 0, node >= 0 ? (unsigned)node : 0, at },
	};
}

static void test_huge_pages(void **state)
{
	_cleanup_(needs_done) struct needs n = { 0 };
	_cleanup_(needs_done) struct needs nodes = { 0 };
	_cleanup_(needs_done) struct needs mixed = { 0 };
	_cleanup_(needs_done) struct needs sizes = { 0 };
	struct wish_huge v[] = { huge(WISH_PAGE_1G, 4, -1), huge(WISH_PAGE_1G, 2, -1) };
	struct wish_host wish = { .huge_pages = v, .n_huge_pages = 2 };
	struct host host;

	(void)state;
	host_init(&host);
	needs_of(&host, &wish, &n);
	assert_true(has(&n, NEED_ARGUMENT, "default_hugepagesz=1G"));
	assert_true(has(&n, NEED_ARGUMENT, "hugepagesz=1G"));
	assert_true(has(&n, NEED_ARGUMENT, "hugepages=6"));
	v[0] = huge(WISH_PAGE_2M, 4, 0);
	v[1] = huge(WISH_PAGE_2M, 2, 1);
	needs_of(&host, &wish, &nodes);
	assert_true(has(&nodes, NEED_ARGUMENT, "hugepages=0:4,1:2"));
	v[1] = huge(WISH_PAGE_2M, 2, -1);
	needs_of(&host, &wish, &mixed);
	assert_int_equal(mixed.n, 1);
	assert_int_equal(mixed.v[0].kind, NEED_PERSON);
	v[1] = huge(WISH_PAGE_1G, 2, 1);
	needs_of(&host, &wish, &sizes);
	assert_int_equal(sizes.n, 1);
	assert_int_equal(sizes.v[0].kind, NEED_PERSON);
}

static void test_rest(void **state)
{
	_cleanup_(needs_done) struct needs n = { 0 };
	static char argument[] = "a=1", gone[] = "b", load[] = "vfio-pci", blocked[] = "nouveau",
		    module[] = "i915", options[] = "x=1 y=2", package[] = "mdevctl", cpus[] = "2-3";
	struct wish_text texts[] = { { argument, at }, { gone, at }, { load, at }, { blocked, at },
		{ package, at } };
	struct wish_module_options one = { at, { module, at }, { options, at } };
	struct wish_host wish = {
		.kernel = { at, { &texts[0], 1 }, { &texts[1], 1 } },
		.modules = { at, { &texts[2], 1 }, { &texts[3], 1 }, &one, 1 },
		.packages = { &texts[4], 1 },
		.isolation = { at, { cpus, at } },
	};
	struct host host;

	(void)state;
	host_init(&host);
	needs_of(&host, &wish, &n);
	assert_int_equal(n.n, 9);
	assert_true(has(&n, NEED_ARGUMENT, "a=1"));
	assert_true(has(&n, NEED_ARGUMENT_GONE, "b"));
	assert_true(has(&n, NEED_MODULE_LOAD, "vfio-pci"));
	assert_true(has(&n, NEED_MODULE_BLOCKED, "nouveau"));
	assert_true(has(&n, NEED_MODULE_OPTION, "i915 x=1 y=2"));
	assert_true(has(&n, NEED_PACKAGE, "mdevctl"));
	assert_true(has(&n, NEED_ARGUMENT, "isolcpus=2-3"));
	assert_true(has(&n, NEED_ARGUMENT, "nohz_full=2-3"));
}

static struct pci_dev pf(void)
{
	struct pci_dev d = { .addr = { 0, 1, 0, 0 }, .class = 0x020000 };

	(void)snprintf(d.name, sizeof(d.name), "0000:01:00.0");
	(void)snprintf(d.driver, sizeof(d.driver), "igb");
	d.sriov.present = TRI_YES;
	d.sriov.total = 7;
	d.sriov.num = 0;
	return d;
}

static void test_start(void **state)
{
	_cleanup_(edits_done) struct edits e = { 0 };
	_cleanup_(edits_done) struct edits bare = { 0 };
	_cleanup_(edits_done) struct edits none = { 0 };
	_cleanup_(edits_done) struct edits driverless = { 0 };
	static char name[] = "0000:01:00.0";
	struct wish_device d = { .at = at, .device = { name, at }, .count = { true, 4, at } };
	struct wish_host wish = { .devices = &d, .n_devices = 1 };
	struct pci_dev dev = pf();
	struct err err = { 0 };
	struct host host;

	(void)state;
	host_init(&host);
	host.pci = &dev;
	host.n_pci = 1;
	assert_int_equal(plan_wish_check(&host, &wish, &err), 0);
	assert_int_equal(plan_wish_start(&host, &wish, NULL, &e, &err), 0);
	assert_int_equal(e.n_notes, 0);
	assert_int_equal(e.n_commands, 1);
	assert_true(e.commands[0].last);
	assert_string_equal(e.commands[0].argv[2], "virtfn-vf@0000:01:00.0.service");
	assert_null(e.commands[0].undo);
	assert_int_equal(plan_wish_start(&host, &wish, "/bin/virtfn", &bare, &err), 0);
	assert_string_equal(bare.commands[0].argv[0], "/bin/virtfn");
	assert_string_equal(bare.commands[0].argv[2], "restore");
	d.persist = (struct wish_number) { true, WISH_PERSIST_NO, at };
	assert_int_equal(plan_wish_start(&host, &wish, NULL, &none, &err), 0);
	assert_int_equal(none.n_commands + none.n_notes, 0);
	d.persist.given = false;
	dev.driver[0] = '\0';
	assert_int_equal(plan_wish_start(&host, &wish, NULL, &driverless, &err), 0);
	assert_int_equal(driverless.n_commands, 0);
	d.count.v = 8;
	assert_int_equal(plan_wish_check(&host, &wish, &err), -ERANGE);
	assert_non_null(strstr(err.text, "host.yaml:3:5: 0000:01:00.0 can have at most 7 VFs"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_iommu),
		cmocka_unit_test(test_huge_pages),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

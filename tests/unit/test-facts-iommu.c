/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are groups counted, in the order of their numbers, with their members?
 */
#include "facts/facts.h"

#include "lib/machine.h"
#include "lib/tests.h"

static void test_groups(void **state)
{
	static const struct {
		int id;
		const char *type;
		size_t members;
	} want[] = { { 0, "identity", 1 }, { 2, "DMA-FQ", 1 }, { 10, "DMA-FQ", 2 }, { 11, "", 1 },
		{ 12, "", 1 } };
	struct test_machine *m = *state;

	machine_read(m, FACTS_MATTERS);
	assert_int_equal(m->host.iommu, TRI_YES);
	assert_int_equal(m->host.n_groups, 5);
	for (size_t i = 0; i < 5; i++) {
		assert_int_equal(m->host.groups[i].id, want[i].id);
		assert_string_equal(m->host.groups[i].type, want[i].type);
		assert_int_equal(m->host.groups[i].members, want[i].members);
	}
}

static void test_rubbish(void **state)
{
	static const struct tree_file files[] = {
		{ "sys/kernel/iommu_groups/x/type", "DMA\n" },
		{ "sys/kernel/iommu_groups/-1", NULL },
		{ "sys/kernel/iommu_groups/99999999999", NULL },
		{ "sys/kernel/iommu_groups/3", "a file\n" },
		{ "sys/kernel/iommu_groups/4/type", "a type that is longer than its place\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_MATTERS);
	assert_int_equal(m->host.n_groups, 7);
	assert_string_equal(host_find_group(&m->host, 4)->type, "a type that is long");
}

static void test_reserved(void **state)
{
	static const struct {
		const char *text;
		enum tri direct;
		uint64_t first, last;
	} rows[] = {
		{ "0x00000000fee00000 0x00000000feefffff msi\n", TRI_NO, 0, 0 },
		{ "0x0 0xffffff direct-relaxable\n0xfee00000 0xfeefffff msi\n", TRI_NO, 0, 0 },
		{ "0xfee00000 0xfeefffff msi\n0x7b000000 0x7f7fffff direct\n", TRI_YES, 0x7b000000,
			0x7f7fffff },
		{ "0x1000 0x1fff direct\n0x3000 0x3fff direct\nrubbish\n", TRI_YES, 0x1000,
			0x1fff },
		{ "", TRI_NO, 0, 0 },
		{ "rubbish\n", TRI_UNKNOWN, 0, 0 },
		{ "0x1 direct\n", TRI_UNKNOWN, 0, 0 },
		{ "1 2 direct\n", TRI_UNKNOWN, 0, 0 },
		{ "0x10000000000000000 0x1 direct\n", TRI_UNKNOWN, 0, 0 },
	};
	struct test_machine *m = *state;
	const struct iommu_group *g;

	machine_read(m, FACTS_HOST);
	assert_int_equal(host_find_group(&m->host, 2)->direct, TRI_UNKNOWN);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		tree_add(&m->tree, "sys/kernel/iommu_groups/2/reserved_regions", rows[i].text);
		machine_read(m, FACTS_HOST);
		g = host_find_group(&m->host, 2);
		assert_int_equal(g->direct, rows[i].direct);
		assert_int_equal(g->direct_first, rows[i].first);
		assert_int_equal(g->direct_last, rows[i].last);
	}
	tree_add(&m->tree, "sys/kernel/iommu_groups/10/reserved_regions", NULL);
	machine_read(m, FACTS_HOST);
	assert_int_equal(host_find_group(&m->host, 10)->direct, TRI_UNKNOWN);
	/* Only doctor looks. */
	machine_read(m, FACTS_ALL);
	assert_int_equal(host_find_group(&m->host, 2)->direct, TRI_UNKNOWN);
}

static void test_none(void **state)
{
	struct test_machine *m = *state;

	tree_remove(&m->tree);
	tree_make(&m->tree);
	tree_add(&m->tree, "sys/bus/pci/devices", NULL);
	tree_add(&m->tree, "sys/kernel/iommu_groups", NULL);
	machine_read(m, FACTS_MATTERS);
	assert_int_equal(m->host.iommu, TRI_NO);
	assert_int_equal(m->host.n_groups, 0);
}

/*
 * A tree that others copied may lack the folder, which says nothing then: the functions' links
 * do. A capture has what there was, so that its lack counts.
 */
static void test_no_folder(void **state)
{
	struct test_machine *m = *state;

	tree_remove(&m->tree);
	tree_make(&m->tree);
	tree_add(&m->tree, "sys/bus/pci/devices/0000:00:02.0/class", "0x030000\n");
	tree_add(&m->tree, "sys/bus/pci/devices/0000:00:03.0/class", "0x030000\n");
	tree_add(&m->tree, "sys/bus/pci/devices/0000:00:03.1/class", "0x030000\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(m->host.iommu, TRI_UNKNOWN);
	tree_add(&m->tree, ".virtfn/capture", "root yes\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(m->host.iommu, TRI_NO);
	tree_add(&m->tree, "sys/bus/pci/devices/0000:00:02.0/iommu_group", "-> ../x/12");
	tree_add(&m->tree, "sys/bus/pci/devices/0000:00:03.0/iommu_group", "-> ../x/3");
	tree_add(&m->tree, "sys/bus/pci/devices/0000:00:03.1/iommu_group", "-> ../x/3");
	machine_read(m, FACTS_HOST);
	assert_int_equal(m->host.iommu, TRI_YES);
	assert_int_equal(m->host.n_groups, 2);
	assert_int_equal(m->host.groups[0].id, 3);
	assert_int_equal(m->host.groups[0].members, 2);
	assert_int_equal(m->host.groups[1].id, 12);
	assert_int_equal(m->host.groups[1].members, 1);
	assert_int_equal(m->host.groups[1].direct, TRI_UNKNOWN);
	/* What cannot be looked at is no proof either. */
	tree_remove(&m->tree);
	tree_make(&m->tree);
	tree_add(&m->tree, "sys/bus/pci/devices", NULL);
	tree_add(&m->tree, "sys/kernel/iommu_groups", "a file\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(m->host.iommu, TRI_UNKNOWN);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_groups), TEST(test_rubbish),
		TEST(test_reserved), TEST(test_none), TEST(test_no_folder) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

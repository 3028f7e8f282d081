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

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_groups), TEST(test_rubbish),
		TEST(test_reserved), TEST(test_none) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

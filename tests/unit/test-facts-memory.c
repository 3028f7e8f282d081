/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much memory, in which pages, and what may be locked?
 */
#include "facts/facts.h"

#include "base/mem.h"
#include "base/str.h"
#include "lib/machine.h"
#include "lib/tests.h"

#define HUGE_2M "sys/kernel/mm/hugepages/hugepages-2048kB/"
#define HUGE_1G "sys/kernel/mm/hugepages/hugepages-1048576kB/"

static void test_there(void **state)
{
	static const struct tree_file files[] = {
		{ "proc/meminfo", "MemTotal:       32653432 kB\nMemFree:  1 kB\n"
				  "MemAvailable:   20000000 kB\nSwapTotal:             0 kB\n" },
		{ "sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never\n" },
		{ HUGE_2M "nr_hugepages", "512\n" },
		{ HUGE_2M "free_hugepages", "500\n" },
		{ HUGE_2M "resv_hugepages", "2\n" },
		{ HUGE_1G "nr_hugepages", "0\n" },
		{ "proc/mounts", "proc /proc proc rw 0 0\n"
				 "hugetlbfs /dev/hugepages hugetlbfs rw,relatime 0 0\n" },
		{ ".virtfn/memlock", "8388608\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct memory *mem = &m->host.memory;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_HOST);
	assert_int_equal(mem->total, 32653432LL * 1024);
	assert_int_equal(mem->available, 20000000LL * 1024);
	assert_int_equal(mem->swap_total, 0);
	assert_string_equal(mem->thp, "madvise");
	assert_int_equal(mem->huge[MEMORY_HUGE_2M].total, 512);
	assert_int_equal(mem->huge[MEMORY_HUGE_2M].free, 500);
	assert_int_equal(mem->huge[MEMORY_HUGE_2M].reserved, 2);
	assert_int_equal(mem->huge[MEMORY_HUGE_1G].total, 0);
	assert_int_equal(mem->huge[MEMORY_HUGE_1G].free, -1);
	assert_int_equal(mem->hugetlbfs, TRI_YES);
	assert_int_equal(mem->memlock, 8388608);
	tree_add(&m->tree, ".virtfn/memlock", "unlimited\n");
	tree_add(&m->tree, "proc/mounts", "hugetlbfs /mnt tmpfs rw 0 0\n");
	machine_read(m, FACTS_HOST);
	assert_true(mem->memlock == INT64_MAX);
	assert_int_equal(mem->hugetlbfs, TRI_NO);
}

static void nothing(const struct memory *mem)
{
	assert_int_equal(mem->total, -1);
	assert_int_equal(mem->available, -1);
	assert_int_equal(mem->swap_total, -1);
	assert_string_equal(mem->thp, "");
	assert_int_equal(mem->huge[MEMORY_HUGE_2M].total, -1);
	assert_int_equal(mem->memlock, -1);
}

static void test_absent(void **state)
{
	struct test_machine *m = *state;

	machine_read(m, FACTS_HOST);
	nothing(&m->host.memory);
	assert_int_equal(m->host.memory.hugetlbfs, TRI_UNKNOWN);
	tree_add(&m->tree, "proc/meminfo", "MemTotal: 1 kB\n");
	machine_read(m, FACTS_ALL);
	nothing(&m->host.memory);
}

static void test_unreadable(void **state)
{
	static const struct tree_file files[] = {
		{ "proc/meminfo", NULL },
		{ "proc/mounts", NULL },
		{ "sys/kernel/mm/transparent_hugepage/enabled", NULL },
		{ HUGE_2M "nr_hugepages", NULL },
		{ ".virtfn/memlock", NULL },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_HOST);
	nothing(&m->host.memory);
	assert_int_equal(m->host.memory.hugetlbfs, TRI_UNKNOWN);
}

static void test_rubbish(void **state)
{
	static const struct tree_file files[] = {
		{ "proc/meminfo", "MemTotal: 12 MB\nMemTotal:\n\n:\nMemAvailable: -5 kB\n"
				  "SwapTotal: 99999999999999999999 kB\nMemTotal: many kB\n" },
		{ "sys/kernel/mm/transparent_hugepage/enabled",
			"[a-word-that-is-longer-than-its-place]\n" },
		{ HUGE_2M "nr_hugepages", "-1\n" },
		{ "proc/mounts", "\nx\nx y\n   \n" },
		{ ".virtfn/memlock", "infinite\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_HOST);
	nothing(&m->host.memory);
	assert_int_equal(m->host.memory.hugetlbfs, TRI_NO);
	tree_add(&m->tree, "sys/kernel/mm/transparent_hugepage/enabled", "always [never\n");
	machine_read(m, FACTS_HOST);
	assert_string_equal(m->host.memory.thp, "");
}

/* The running host has memory, and a limit. */
static void test_this_host(void **state)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_(host_done) struct host host;
	struct err err = { 0 };
	size_t row = 0;

	(void)state;
	host_init(&host);
	assert_ok(root_open(&root, "/", &err), err);
	while (facts_rows[row] && !str_eq(facts_rows[row]->id, "memory"))
		row++;
	assert_non_null(facts_rows[row]);
	assert_ok(facts_rows[row]->read(&root, FACTS_HOST, &host, &err), err);
	assert_true(host.memory.total > 1024 * 1024);
	assert_true(host.memory.memlock >= 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_there), TEST(test_absent),
		TEST(test_unreadable), TEST(test_rubbish), TEST(test_this_host) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

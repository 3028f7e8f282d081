/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are processors read as they are: recorded topologies, plain sysfs, and rubbish?
 */
#include "facts/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "facts/cpu-cores.h"
#include "lib/machine.h"
#include "lib/tests.h"

#define CPU "sys/devices/system/cpu/"

static void cores_are(const struct cpu *c, int pus, size_t cores, int kinds, int l3)
{
	assert_int_equal(c->n_pus, pus);
	assert_int_equal(c->n_cores, cores);
	assert_int_equal(c->n_kinds, kinds);
	assert_int_equal(c->n_l3, l3);
}

/* Two P cores with two threads each, four E cores; P are the more powerful. */
static void test_hybrid(void **state)
{
	struct test_machine *m = *state;
	const struct cpu *c = &m->host.cpu;

	tree_add(&m->tree, ".virtfn/cpu",
		"0 0 0 1 0,1\n0 0 0 1 2,3\n0 0 0 0 4\n0 0 0 0 5\n0 0 0 0 6\n0 0 0 0 7\n");
	machine_read(m, FACTS_ALL);
	assert_int_equal(c->n_cores, 0);
	machine_read(m, FACTS_HOST);
	cores_are(c, 8, 6, 2, 1);
	assert_int_equal(c->n_packages, 1);
	assert_int_equal(c->n_nodes, 1);
	assert_int_equal(c->cores[0].n_pus, 2);
	assert_int_equal(c->cores[0].kind, 1);
	assert_int_equal(c->cores[2].pus[0], 4);
	assert_int_equal(c->cores[2].kind, 0);
}

static void test_recorded(void **state)
{
	struct test_machine *m = *state;
	const struct cpu *c = &m->host.cpu;

	/* Two CCX: an L3 for every two cores; threads are half the machine apart. */
	tree_add(&m->tree, ".virtfn/cpu", "0 0 0 0 0,4\n0 0 0 0 1,5\n0 0 1 0 2,6\n0 0 1 0 3,7");
	machine_read(m, FACTS_HOST);
	cores_are(c, 8, 4, 1, 2);
	assert_int_equal(c->cores[2].l3, 1);
	assert_int_equal(c->cores[1].pus[1], 5);

	/* Two sockets, told in disorder, nodes 0 and 2. */
	tree_add(&m->tree, ".virtfn/cpu", "1 2 1 0 1\n0 0 0 0 2\n0 0 0 0 0\n1 2 1 0 3\n");
	machine_read(m, FACTS_HOST);
	cores_are(c, 4, 4, 1, 2);
	assert_int_equal(c->n_packages, 2);
	assert_int_equal(c->n_nodes, 2);
	assert_int_equal(c->cores[0].pus[0], 0);
	assert_int_equal(c->cores[1].pus[0], 2);
	assert_int_equal(c->cores[3].node, 2);

	/* One core, no L3. */
	tree_add(&m->tree, ".virtfn/cpu", "0 0 -1 0 0\n");
	machine_read(m, FACTS_HOST);
	cores_are(c, 1, 1, 1, 0);
	assert_int_equal(c->cores[0].l3, -1);

	/* Numbers with gaps are made dense. */
	tree_add(&m->tree, ".virtfn/cpu", "0 0 9 7 0\n0 0 4 3 1\n");
	machine_read(m, FACTS_HOST);
	cores_are(c, 2, 2, 2, 2);
	assert_int_equal(c->cores[0].kind, 1);
	assert_int_equal(c->cores[0].l3, 1);
}

static void test_bad_text(void **state)
{
	static const char *const rows[] = { "", "\n", "0 0 0 0\n", "0 0 0 0 \n", "0 0 0 0 x\n",
		"0 0 0 0 0 0\n", "-1 0 0 0 0\n", "0 0 -2 0 0\n", "0 0 0 0 1-\n", "0 0 0 0 -1\n",
		"0 0 0 0 3-1\n", "0 0 0 0 99999999999\n", "0 0 0 0 0-8\n", "0 0 0 0 0,,1\n",
		"99999999 0 0 0 0\n", "0 0 0 0 0\nrubbish\n" };
	struct cpu c;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		cpu_init(&c);
		assert_true(cpu_cores_parse(rows[i], &c) < 0);
		assert_int_equal(c.n_cores, 0);
		assert_null(c.cores);
		cpu_done(&c);
	}
}

static void add_cpu(
	const struct test_machine *m, int n, int package, const char *siblings, const char *l3)
{
	char path[96], text[16];

	(void)snprintf(text, sizeof(text), "%d\n", package);
	(void)snprintf(path, sizeof(path), CPU "cpu%d/topology/physical_package_id", n);
	tree_add(&m->tree, path, text);
	(void)snprintf(path, sizeof(path), CPU "cpu%d/topology/core_cpus_list", n);
	tree_add(&m->tree, path, siblings);
	(void)snprintf(path, sizeof(path), CPU "cpu%d/cache/index2/level", n);
	tree_add(&m->tree, path, "2\n");
	(void)snprintf(path, sizeof(path), CPU "cpu%d/cache/index3/level", n);
	tree_add(&m->tree, path, "3\n");
	(void)snprintf(path, sizeof(path), CPU "cpu%d/cache/index3/shared_cpu_list", n);
	tree_add(&m->tree, path, l3);
}

static void test_sysfs(void **state)
{
	struct test_machine *m = *state;
	const struct cpu *c = &m->host.cpu;

	add_cpu(m, 0, 0, "0-1\n", "0-1\n");
	add_cpu(m, 1, 0, "0-1\n", "0-1\n");
	add_cpu(m, 2, 1, "2\n", "2-10\n");
	add_cpu(m, 10, 1, "10\n", "2-10\n");
	/* Offline: a folder without a topology. */
	tree_add(&m->tree, CPU "cpu3/online", "0\n");
	tree_add(&m->tree, CPU "cpufreq", NULL);
	tree_add(&m->tree, CPU "cpu99999999999", NULL);
	tree_add(&m->tree, "sys/devices/system/node/node0/cpulist", "0-1\n");
	tree_add(&m->tree, "sys/devices/system/node/node1/cpulist", "2,10\n");
	tree_add(&m->tree, "sys/devices/system/node/node2/cpulist", "\n");
	machine_read(m, FACTS_HOST);
	cores_are(c, 4, 3, 1, 2);
	assert_int_equal(c->n_packages, 2);
	assert_int_equal(c->n_nodes, 2);
	assert_int_equal(c->cores[0].n_pus, 2);
	assert_int_equal(c->cores[2].pus[0], 10);
	assert_int_equal(c->cores[2].node, 1);
	assert_int_equal(c->cores[2].l3, 1);

	/* The kernel names the kinds. */
	tree_add(&m->tree, "sys/devices/cpu_core/cpus", "0-1\n");
	tree_add(&m->tree, "sys/devices/cpu_atom/cpus", "2,10\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->n_kinds, 2);
	assert_int_equal(c->cores[0].kind, 1);
	assert_int_equal(c->cores[1].kind, 0);
	/* Who does not name his siblings may be anybody's: the number of cores is not known. */
	tree_add(&m->tree, CPU "cpu10/topology/core_cpus_list", "rubbish\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->n_cores, 0);
	tree_add(&m->tree, CPU "cpu10/topology/thread_siblings_list", "10\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->n_cores, 3);
	/* Rubbish in the recorded text is as good as none. */
	tree_add(&m->tree, ".virtfn/cpu", "rubbish\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->n_cores, 3);
}

static void test_kinds_by_speed(void **state)
{
	struct test_machine *m = *state;
	const struct cpu *c = &m->host.cpu;

	for (int i = 0; i < 4; i++) {
		char path[64], list[8];

		(void)snprintf(list, sizeof(list), "%d\n", i);
		add_cpu(m, i, 0, list, "0-3\n");
		(void)snprintf(path, sizeof(path), CPU "cpu%d/cpufreq/cpuinfo_max_freq", i);
		/* Two good ones are let run faster: still one kind. */
		tree_add(&m->tree, path, i < 2 ? "5200000\n" : "5000000\n");
	}
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->n_kinds, 1);
	tree_add(&m->tree, CPU "cpu3/cpufreq/cpuinfo_max_freq", "3600000\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->n_kinds, 2);
	assert_int_equal(c->cores[3].kind, 0);
	assert_int_equal(c->cores[0].kind, 1);
	/* One that does not say: nothing is told apart. */
	tree_add(&m->tree, CPU "cpu2/cpufreq/cpuinfo_max_freq", "fast\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->n_kinds, 1);
}

static void test_cpuinfo(void **state)
{
	struct test_machine *m = *state;
	const struct cpu *c = &m->host.cpu;

	machine_read(m, FACTS_HOST);
	assert_int_equal(c->vendor, CPU_VENDOR_UNKNOWN);
	assert_int_equal(c->virt, TRI_UNKNOWN);
	assert_int_equal(c->n_cores, 0);
	assert_null(c->name);
	tree_add(&m->tree, "proc/cpuinfo",
		"processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\nmodel\t\t: 97\n"
		"model name\t: AMD Ryzen 9 7950X 16-Core Processor\nstepping\t: 2\n"
		"flags\t\t: fpu vme svm_lock svm\nbugs\t\t: sysret_ss_attrs\n"
		"address sizes\t: 48 bits physical, 48 bits virtual\n\n"
		"processor\t: 1\nvendor_id\t: GenuineIntel\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->vendor, CPU_VENDOR_AMD);
	assert_string_equal(c->name, "AMD Ryzen 9 7950X 16-Core Processor");
	assert_int_equal(c->family, 25);
	assert_int_equal(c->model, 97);
	assert_int_equal(c->stepping, 2);
	assert_int_equal(c->virt, TRI_YES);
	assert_int_equal(c->hypervisor, TRI_NO);
	assert_int_equal(c->phys_bits, 48);
	tree_add(&m->tree, "proc/cpuinfo",
		"vendor_id : GenuineIntel\nflags : fpu hypervisor\nvmx flags : vmx vnmi\n"
		"model name : a\nmodel name : b\nno colon\n:\naddress sizes : many\nmodel : -3");
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->vendor, CPU_VENDOR_INTEL);
	assert_int_equal(c->virt, TRI_NO);
	assert_int_equal(c->hypervisor, TRI_YES);
	assert_int_equal(c->phys_bits, -1);
	assert_int_equal(c->model, -1);
	assert_string_equal(c->name, "a");
}

/* A line that the end of the read cuts off says nothing: half a list has no "svm" in it. */
static void test_long_cpuinfo(void **state)
{
	struct test_machine *m = *state;
	char text[20000];

	(void)snprintf(text, sizeof(text), "vendor_id : AuthenticAMD\nflags : ");
	memset(text + strlen(text), 'f', sizeof(text) - strlen(text) - 1);
	text[sizeof(text) - 1] = '\0';
	memcpy(text + sizeof(text) - 6, " svm\n", 6);
	tree_add(&m->tree, "proc/cpuinfo", text);
	machine_read(m, FACTS_HOST);
	assert_int_equal(m->host.cpu.vendor, CPU_VENDOR_AMD);
	assert_int_equal(m->host.cpu.virt, TRI_UNKNOWN);
}

static void test_state(void **state)
{
	static const struct tree_file files[] = {
		{ CPU "smt/active", "1\n" },
		{ CPU "cpu0/cpufreq", "-> ../cpufreq/policy0" },
		{ CPU "cpufreq/policy0/scaling_governor", "powersave\n" },
		{ CPU "cpufreq/policy0/scaling_available_governors", "performance powersave \n" },
		{ CPU "cpufreq/policy0/scaling_driver", "intel_pstate\n" },
		{ "sys/module/kvm_intel/parameters/nested", "Y\n" },
		{ ".virtfn/kvm", "refused\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct cpu *c = &m->host.cpu;

	machine_read(m, FACTS_HOST);
	assert_int_equal(c->smt, TRI_UNKNOWN);
	assert_int_equal(c->nested, TRI_UNKNOWN);
	assert_int_equal(c->dev_kvm, TRI_UNKNOWN);
	assert_string_equal(c->governor, "");
	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->smt, TRI_YES);
	assert_int_equal(c->nested, TRI_YES);
	assert_int_equal(c->dev_kvm, TRI_YES);
	assert_int_equal(c->dev_kvm_mine, TRI_NO);
	assert_string_equal(c->governor, "powersave");
	assert_true(str_has_word(c->governors, "performance", strlen("performance")));
	assert_string_equal(c->driver, "intel_pstate");
	tree_add(&m->tree, ".virtfn/kvm", "absent\n");
	tree_add(&m->tree, CPU "smt/active", "notsupported\n");
	tree_add(&m->tree, "sys/module/kvm_intel/parameters/nested", "0\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->dev_kvm, TRI_NO);
	assert_int_equal(c->dev_kvm_mine, TRI_NO);
	assert_int_equal(c->smt, TRI_UNKNOWN);
	assert_int_equal(c->nested, TRI_NO);
}

static void test_unreadable(void **state)
{
	static const struct tree_file files[] = {
		{ "proc/cpuinfo", NULL },
		{ ".virtfn/cpu", NULL },
		{ ".virtfn/kvm", NULL },
		{ CPU "smt/active", NULL },
		{ CPU "cpu0/topology/physical_package_id", NULL },
		{ CPU "cpu1", "a file\n" },
		{ "sys/module/kvm_amd/parameters/nested", NULL },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct cpu *c = &m->host.cpu;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_HOST);
	assert_int_equal(c->vendor, CPU_VENDOR_UNKNOWN);
	assert_int_equal(c->n_cores, 0);
	assert_int_equal(c->n_pus, 0);
	assert_int_equal(c->smt, TRI_UNKNOWN);
	assert_int_equal(c->nested, TRI_UNKNOWN);
	assert_int_equal(c->dev_kvm, TRI_UNKNOWN);
}

/* Here and now: what hwloc says of this machine is what its sysfs says. */
static void test_this_host(void **state)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_(cpu_done) struct cpu sysfs;
	_cleanup_(host_done) struct host host;
	struct err err = { 0 };
	size_t row = 0;

	(void)state;
	cpu_init(&sysfs);
	host_init(&host);
	assert_ok(root_open(&root, "/", &err), err);
	while (facts_rows[row] && !str_eq(facts_rows[row]->id, "cpu"))
		row++;
	assert_non_null(facts_rows[row]);
	assert_ok(facts_rows[row]->read(&root, FACTS_HOST, &host, &err), err);
	if (cpu_cores_from_sysfs(&root, &sysfs) < 0)
		skip();
	assert_int_equal(host.cpu.n_pus, sysfs.n_pus);
	assert_int_equal(host.cpu.n_cores, sysfs.n_cores);
	assert_int_equal(host.cpu.n_packages, sysfs.n_packages);
}

/* A real 1370P: six P cores with two threads each, eight E cores. Its sysfs names no kinds. */
static void test_real_hybrid(void **state)
{
	const char *data = getenv("VIRTFN_TEST_DATA");
	_cleanup_free_ char *file =
		str_printf("%s/sysfs/20em64t-hybrid-1p6c2t+2ca4co1t.tar.bz2", data ? data : "");
	struct test_machine *m = *state;
	const char *const argv[] = { "tar", "-xjf", file, "-C", m->tree.path,
		"--strip-components=1", NULL };
	const struct cpu *c = &m->host.cpu;
	struct err err = { 0 };
	size_t p = 0;

	assert_non_null(file);
	if (access(file, R_OK) < 0 || run_argv(argv, 20000, NULL, &err) != 0) {
		/* It leaves by longjmp(). */
		free(TAKE_PTR(file));
		skip();
	}
	machine_read(m, FACTS_HOST);
	cores_are(c, 20, 14, 2, 1);
	for (size_t i = 0; i < c->n_cores; i++) {
		assert_int_equal(c->cores[i].n_pus, c->cores[i].kind == 1 ? 2 : 1);
		p += c->cores[i].kind == 1;
	}
	assert_int_equal(p, 6);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_hybrid),
		TEST(test_recorded),
		TEST(test_bad_text),
		TEST(test_sysfs),
		TEST(test_kinds_by_speed),
		TEST(test_cpuinfo),
		TEST(test_long_cpuinfo),
		TEST(test_state),
		TEST(test_unreadable),
		TEST(test_this_host),
		TEST(test_real_hybrid),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

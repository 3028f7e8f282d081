/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of processors say ok, bad and unknown where they should?
 */
#include <stdio.h>

#include "base/mem.h"
#include "lib/judged.h"
#include "lib/tests.h"
#include "model/host.h"

#define HOST ((struct judged_as) { 0 })

static void test_count(void **state)
{
	struct cpu_core cores[4] = { 0 };
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("cpu-count", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.cpu.cores = cores;
	host.cpu.n_cores = 2;
	assert_judged("cpu-count", &host, HOST, VERDICT_WARNING, "2 cores are few");
	host.cpu.n_cores = 3;
	assert_judged("cpu-count", &host, HOST, VERDICT_OK, "3 cores");
}

static void test_hybrid(void **state)
{
	struct cpu_core cores[] = {
		{ .pus = { 0, 1 }, .n_pus = 2, .kind = 1 },
		{ .pus = { 2, 3 }, .n_pus = 2, .kind = 1 },
		{ .pus = { 4 }, .n_pus = 1, .kind = 0 },
	};
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("cpu-hybrid", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.cpu.n_kinds = 1;
	assert_judged("cpu-hybrid", &host, HOST, VERDICT_OK, NULL);
	host.cpu.n_kinds = 2;
	host.cpu.cores = cores;
	host.cpu.n_cores = ARRAY_SIZE(cores);
	assert_judged("cpu-hybrid", &host, HOST, VERDICT_WARNING,
		"2 kinds | the strongest kind: 0,1,2,3 | each M out of 0,1,2,3");
}

static void test_phys_bits(void **state)
{
	/* A unit without a register that was read, one of 48 bits, one of 39. */
	struct machine_iommu units[] = {
		{ .name = "dmar0" },
		{ .name = "dmar1", .cap = UINT64_C(47) << 16 },
		{ .name = "dmar2", .cap = UINT64_C(38) << 16 | 7 },
	};
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("cpu-phys-bits", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.cpu.phys_bits = 46;
	assert_judged("cpu-phys-bits", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.machine.iommus = units;
	host.machine.n_iommus = 1;
	assert_judged("cpu-phys-bits", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.machine.n_iommus = 2;
	assert_judged("cpu-phys-bits", &host, HOST, VERDICT_OK, "46 bits | dmar1: 48 bits");
	host.machine.n_iommus = 3;
	assert_judged("cpu-phys-bits", &host, HOST, VERDICT_WARNING,
		"46 address bits, the IOMMU maps 39 | dmar2: 39 bits | limit='39'");
	host.cpu.vendor = CPU_VENDOR_AMD;
	assert_judged("cpu-phys-bits", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
}

static void set_cpufreq(struct host *host, const char *governor, const char *driver)
{
	(void)snprintf(host->cpu.governor, sizeof(host->cpu.governor), "%s", governor);
	(void)snprintf(host->cpu.driver, sizeof(host->cpu.driver), "%s", driver);
}

static void test_governor(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("cpu-governor", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.cpu.hypervisor = TRI_YES;
	assert_judged("cpu-governor", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
	set_cpufreq(&host, "schedutil", "");
	assert_judged("cpu-governor", &host, HOST, VERDICT_OK, "schedutil");
	set_cpufreq(&host, "powersave", "intel_pstate");
	assert_judged("cpu-governor", &host, HOST, VERDICT_OK, NULL);
	set_cpufreq(&host, "powersave", "amd-pstate-epp");
	assert_judged("cpu-governor", &host, HOST, VERDICT_OK, NULL);
	set_cpufreq(&host, "powersave", "");
	assert_judged("cpu-governor", &host, HOST, VERDICT_UNKNOWN, NULL);
	set_cpufreq(&host, "powersave", "intel_cpufreq");
	assert_judged("cpu-governor", &host, HOST, VERDICT_WARNING,
		"lowest clock | powersave, driver intel_cpufreq | scaling_governor");
	set_cpufreq(&host, "powersave", "acpi-cpufreq");
	assert_judged("cpu-governor", &host, HOST, VERDICT_WARNING, NULL);
}

static void test_numa(void **state)
{
	struct cpu_core cores[] = { { .node = 0 }, { .node = 0 }, { .node = 2 } };
	struct pci_dev dev = { .name = "0000:01:00.0", .class = 0x020000, .numa_node = -1 };
	const struct judged_as as = { .dev = &dev };
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("cpu-numa", &host, as, VERDICT_UNKNOWN, NULL);
	host.cpu.n_nodes = 1;
	assert_judged("cpu-numa", &host, as, VERDICT_OK, "one NUMA node");
	host.cpu.n_nodes = 3;
	host.cpu.cores = cores;
	host.cpu.n_cores = ARRAY_SIZE(cores);
	assert_judged("cpu-numa", &host, as, VERDICT_UNKNOWN, "numa_node: -1");
	dev.numa_node = 0;
	assert_judged("cpu-numa", &host, as, VERDICT_OK, "node 0, with 2 cores");
	dev.numa_node = 1;
	assert_judged("cpu-numa", &host, as, VERDICT_WARNING, "node 1 | node1 has no cores");
	host.cpu.n_cores = 0;
	assert_judged("cpu-numa", &host, as, VERDICT_UNKNOWN, NULL);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("cpu", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_hybrid),
		cmocka_unit_test(test_phys_bits),
		cmocka_unit_test(test_governor),
		cmocka_unit_test(test_numa),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of memory say ok, bad and unknown where they should?
 */
#include <stdio.h>

#include "base/mem.h"
#include "lib/judged.h"
#include "lib/tests.h"
#include "model/host.h"

#define GIB  (INT64_C(1) << 30)
#define HOST ((struct judged_as) { 0 })

static void test_enough(void **state)
{
	const struct judged_as windows = { .guests = GUEST_OS_WINDOWS };
	struct memory *m;
	struct host host;

	(void)state;
	host_init(&host);
	m = &host.memory;
	assert_judged("memory-enough", &host, HOST, VERDICT_UNKNOWN, NULL);
	m->total = 4 * GIB;
	assert_judged("memory-enough", &host, HOST, VERDICT_UNKNOWN, NULL);
	m->available = 3 * GIB + GIB / 2;
	assert_judged("memory-enough", &host, HOST, VERDICT_OK, "3.5 GiB of memory are free");
	assert_judged(
		"memory-enough", &host, windows, VERDICT_WARNING, "4.0 GiB of memory are too few");
	m->total = 8 * GIB;
	assert_judged("memory-enough", &host, windows, VERDICT_WARNING,
		"a guest of 4 GiB | MemTotal 8.0 GiB, MemAvailable 3.5 GiB");
	m->huge[MEMORY_HUGE_1G] = (struct memory_huge) { 4, 4, 0 };
	assert_judged("memory-enough", &host, windows, VERDICT_OK, NULL);
	m->available = 0;
	m->huge[MEMORY_HUGE_1G] = (struct memory_huge) { -1, -1, -1 };
	assert_judged("memory-enough", &host, HOST, VERDICT_WARNING, "0.0 GiB are free");
}

static void test_huge_idle(void **state)
{
	struct memory *m;
	struct host host;

	(void)state;
	host_init(&host);
	m = &host.memory;
	assert_judged("memory-huge-idle", &host, HOST, VERDICT_UNKNOWN, NULL);
	m->total = 16 * GIB;
	m->huge[MEMORY_HUGE_2M] = (struct memory_huge) { 2048, 2048, 0 };
	assert_judged("memory-huge-idle", &host, HOST, VERDICT_WARNING,
		"4.0 GiB | hugepages-2048kB: 2048 of 2048 free | "
		"echo 0 | hugepages-2048kB/nr_hugepages");
	m->huge[MEMORY_HUGE_2M] = (struct memory_huge) { 2048, 2048, 2000 };
	assert_judged("memory-huge-idle", &host, HOST, VERDICT_OK, NULL);
	m->huge[MEMORY_HUGE_2M] = (struct memory_huge) { 2048, 0, 0 };
	assert_judged("memory-huge-idle", &host, HOST, VERDICT_OK, NULL);
	/* What no host has does not overflow. */
	m->huge[MEMORY_HUGE_2M] = (struct memory_huge) { INT64_MAX, INT64_MAX, 0 };
	assert_judged("memory-huge-idle", &host, HOST, VERDICT_OK, NULL);
}

static void test_huge_boot(void **state)
{
	struct kernel_param params[] = {
		{ JUDGED_TEXT("hugepagesz"), JUDGED_TEXT("1G") },
		{ JUDGED_TEXT("hugepages"), JUDGED_TEXT("8") },
		{ JUDGED_TEXT("hugepagesz"), JUDGED_TEXT("2M") },
		{ JUDGED_TEXT("hugepages"), JUDGED_TEXT("16") },
	};
	struct memory *m;
	struct host host;

	(void)state;
	host_init(&host);
	m = &host.memory;
	assert_judged("memory-huge-boot", &host, HOST, VERDICT_UNKNOWN, "command line");
	host.kernel.cmdline = JUDGED_TEXT("...");
	assert_judged("memory-huge-boot", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
	host.kernel.params = params;
	host.kernel.n_params = 2;
	assert_judged("memory-huge-boot", &host, HOST, VERDICT_UNKNOWN, "1 GiB");
	m->huge[MEMORY_HUGE_1G].total = 5;
	assert_judged("memory-huge-boot", &host, HOST, VERDICT_WARNING,
		"8 huge pages of 1 GiB were asked for, 5 are there | hugepages-1048576kB");
	m->huge[MEMORY_HUGE_1G].total = 8;
	assert_judged("memory-huge-boot", &host, HOST, VERDICT_OK, NULL);
	host.kernel.n_params = 4;
	assert_judged("memory-huge-boot", &host, HOST, VERDICT_UNKNOWN, "2 MiB");
	m->huge[MEMORY_HUGE_2M].total = 0;
	assert_judged("memory-huge-boot", &host, HOST, VERDICT_WARNING, "16 huge pages of 2 MiB");
	m->huge[MEMORY_HUGE_2M].total = 16;
	params[1].value = JUDGED_TEXT("0:4,1:4");
	assert_judged("memory-huge-boot", &host, HOST, VERDICT_UNKNOWN, "per node");
	params[1].value = NULL;
	assert_judged("memory-huge-boot", &host, HOST, VERDICT_UNKNOWN, "per node");
	/* A size that x86 lacks is not ours. */
	params[0].value = JUDGED_TEXT("16M");
	params[1].value = JUDGED_TEXT("3");
	assert_judged("memory-huge-boot", &host, HOST, VERDICT_OK, NULL);
	params[0] = (struct kernel_param) { JUDGED_TEXT("default_hugepagesz"), JUDGED_TEXT("1G") };
	params[1].value = JUDGED_TEXT("9");
	assert_judged("memory-huge-boot", &host, HOST, VERDICT_WARNING, "9 huge pages of 1 GiB");
}

static void test_hugetlbfs(void **state)
{
	struct memory *m;
	struct host host;

	(void)state;
	host_init(&host);
	m = &host.memory;
	assert_judged("memory-hugetlbfs", &host, HOST, VERDICT_UNKNOWN, NULL);
	m->huge[MEMORY_HUGE_2M].total = 0;
	assert_judged("memory-hugetlbfs", &host, HOST, VERDICT_NOT_APPLICABLE, NULL);
	m->huge[MEMORY_HUGE_2M].total = 10;
	assert_judged("memory-hugetlbfs", &host, HOST, VERDICT_UNKNOWN, NULL);
	m->hugetlbfs = TRI_NO;
	assert_judged("memory-hugetlbfs", &host, HOST, VERDICT_WARNING, "dev-hugepages.mount");
	m->hugetlbfs = TRI_YES;
	assert_judged("memory-hugetlbfs", &host, HOST, VERDICT_OK, NULL);
}

static void test_thp(void **state)
{
	struct kernel_param param = { JUDGED_TEXT("transparent_hugepage"), JUDGED_TEXT("never") };
	struct memory *m;
	struct host host;

	(void)state;
	host_init(&host);
	m = &host.memory;
	assert_judged("memory-thp", &host, HOST, VERDICT_UNKNOWN, NULL);
	(void)snprintf(m->thp, sizeof(m->thp), "madvise");
	assert_judged("memory-thp", &host, HOST, VERDICT_OK, "madvise");
	(void)snprintf(m->thp, sizeof(m->thp), "never");
	assert_judged("memory-thp", &host, HOST, VERDICT_WARNING,
		"echo madvise | attribute-write /sys/kernel/mm/transparent_hugepage/enabled "
		"madvise");
	host.kernel.cmdline = JUDGED_TEXT("transparent_hugepage=never");
	host.kernel.params = &param;
	host.kernel.n_params = 1;
	assert_judged("memory-thp", &host, HOST, VERDICT_WARNING,
		"cmdline-remove transparent_hugepage=never");
	m->huge[MEMORY_HUGE_1G].total = 4;
	assert_judged("memory-thp", &host, HOST, VERDICT_OK, "huge pages");
}

static void test_memlock(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("memory-memlock", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.memory.memlock = 8 << 20;
	assert_judged("memory-memlock", &host, HOST, VERDICT_UNKNOWN, NULL);
	host.stack.libvirt = LIBVIRT_NONE;
	assert_judged("memory-memlock", &host, HOST, VERDICT_WARNING,
		"8192 KiB | RLIMIT_MEMLOCK: 8388608 | limits.d");
	host.memory.memlock = INT64_MAX;
	assert_judged("memory-memlock", &host, HOST, VERDICT_OK, NULL);
	host.memory.memlock = 0;
	host.stack.libvirt = LIBVIRT_MODULAR;
	assert_judged("memory-memlock", &host, HOST, VERDICT_OK, "libvirt");
}

static void test_host_left(void **state)
{
	struct memory *m;
	struct host host;

	(void)state;
	host_init(&host);
	m = &host.memory;
	assert_judged("memory-host-left", &host, HOST, VERDICT_UNKNOWN, NULL);
	m->total = 16 * GIB;
	m->huge[MEMORY_HUGE_1G].total = 15;
	assert_judged("memory-host-left", &host, HOST, VERDICT_WARNING,
		"leave 1.0 GiB | 15.0 of 16.0 GiB in huge pages");
	m->huge[MEMORY_HUGE_1G].total = 17;
	assert_judged("memory-host-left", &host, HOST, VERDICT_WARNING, "leave 0.0 GiB");
	m->huge[MEMORY_HUGE_1G].total = 8;
	assert_judged("memory-host-left", &host, HOST, VERDICT_OK, NULL);
	m->total = GIB;
	m->huge[MEMORY_HUGE_1G].total = 0;
	assert_judged("memory-host-left", &host, HOST, VERDICT_OK, NULL);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("memory", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_enough),
		cmocka_unit_test(test_huge_idle),
		cmocka_unit_test(test_huge_boot),
		cmocka_unit_test(test_hugetlbfs),
		cmocka_unit_test(test_thp),
		cmocka_unit_test(test_memlock),
		cmocka_unit_test(test_host_left),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

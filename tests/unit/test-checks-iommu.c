/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of the IOMMU say ok, bad and unknown where they should?
 */
#include "lib/judged.h"
#include "lib/tests.h"
#include "model/host.h"

static void test_iommu_on(void **state)
{
	static const struct boot_chain grub = { .add = "echo 'x %s'", .remove = "y %s" };
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("iommu-on", &host, (struct judged_as) { 0 }, VERDICT_UNKNOWN, NULL);
	host.iommu = TRI_NO;
	assert_judged(
		"iommu-on", &host, (struct judged_as) { 0 }, VERDICT_BLOCKS, "no IOMMU groups");
	host.machine.acpi.dmar = host.machine.acpi.ivrs = TRI_NO;
	assert_judged("iommu-on", &host, (struct judged_as) { 0 }, VERDICT_BLOCKS, "VT-d");
	host.machine.acpi.dmar = TRI_YES;
	host.boot = &grub;
	assert_judged("iommu-on", &host, (struct judged_as) { 0 }, VERDICT_BLOCKS,
		"echo 'x intel_iommu=on' | cmdline-add intel_iommu=on | "
		"/sys/firmware/acpi/tables/DMAR");
	host.iommu = TRI_YES;
	host.n_groups = 12;
	assert_judged("iommu-on", &host, (struct judged_as) { 0 }, VERDICT_OK, "12 IOMMU groups");
	host.n_groups = 0;
	host_done(&host);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("iommu", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_iommu_on),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

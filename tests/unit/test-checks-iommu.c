/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of the IOMMU say ok, bad and unknown where they should?
 */
#include "lib/given.h"
#include "lib/judged.h"
#include "lib/tests.h"
#include "model/host.h"

#include <stdlib.h>
#include <string.h>

static const struct judged_as as_host;

static void test_iommu_on(void **state)
{
	static const struct boot_chain grub = { .add = "echo 'x %s'", .remove = "y %s" };
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("iommu-on", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.iommu = TRI_NO;
	assert_judged("iommu-on", &host, as_host, VERDICT_BLOCKS, "no IOMMU groups");
	host.machine.acpi.dmar = host.machine.acpi.ivrs = TRI_NO;
	assert_judged("iommu-on", &host, as_host, VERDICT_BLOCKS, "VT-d");
	host.machine.acpi.dmar = TRI_YES;
	host.boot = &grub;
	assert_judged("iommu-on", &host, as_host, VERDICT_BLOCKS,
		"echo 'x intel_iommu=on' | cmdline-add intel_iommu=on | "
		"/sys/firmware/acpi/tables/DMAR");
	given_config(&host, "INTEL_IOMMU_DEFAULT_ON", 'n');
	assert_judged("iommu-on", &host, as_host, VERDICT_BLOCKS,
		"/boot/config-6.12.0: CONFIG_INTEL_IOMMU_DEFAULT_ON is not set");
	given_cmdline(&host, "intel_iommu=on,sm_on quiet");
	assert_judged("iommu-on", &host, as_host, VERDICT_BLOCKS, "given already");
	host.machine.acpi.dmar = TRI_NO;
	host.machine.acpi.ivrs = TRI_YES;
	assert_judged("iommu-on", &host, as_host, VERDICT_BLOCKS, "amd_iommu=off");
	host.iommu = TRI_YES;
	host.n_groups = 12;
	assert_judged("iommu-on", &host, as_host, VERDICT_OK, "12 IOMMU groups");
	host.n_groups = 0;
	host_done(&host);
}

static void test_table(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("iommu-table", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.machine.acpi.dmar = TRI_NO;
	assert_judged("iommu-table", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.cpu.vendor = CPU_VENDOR_INTEL;
	assert_judged("iommu-table", &host, as_host, VERDICT_BLOCKS,
		"/sys/firmware/acpi/tables/DMAR is not there | VT-d");
	host.machine.is_guest = TRI_YES;
	assert_judged("iommu-table", &host, as_host, VERDICT_BLOCKS, "virtual IOMMU");
	host.cpu.vendor = CPU_VENDOR_AMD;
	assert_judged("iommu-table", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.machine.is_guest = TRI_NO;
	host.machine.acpi.ivrs = TRI_NO;
	assert_judged("iommu-table", &host, as_host, VERDICT_BLOCKS, "IVRS | AMD CBS");
	host.iommu = TRI_YES;
	assert_judged("iommu-table", &host, as_host, VERDICT_OK, "neither");
	host.machine.acpi.ivrs = TRI_YES;
	assert_judged("iommu-table", &host, as_host, VERDICT_OK, "IVRS");
	host_done(&host);
}

static void test_decode(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("iommu-decode", &host, as_host, VERDICT_UNKNOWN, "needs root");
	strcpy(host.machine.acpi.why, "permission denied");
	assert_judged("iommu-decode", &host, as_host, VERDICT_UNKNOWN, "permission denied");
	host.machine.acpi.decoded = TRI_NO;
	strcpy(host.machine.acpi.why, "the sum of its bytes is wrong");
	assert_judged("iommu-decode", &host, as_host, VERDICT_WARNING,
		"DMAR: the sum of its bytes | update the firmware");
	host.machine.acpi.ivrs = TRI_YES;
	host.machine.acpi.decoded = TRI_YES;
	strcpy(host.machine.acpi.why, "the checksum of IVRS is wrong");
	assert_judged("iommu-decode", &host, as_host, VERDICT_WARNING, "IVRS is odd | checksum");
	host.machine.acpi.why[0] = '\0';
	assert_judged("iommu-decode", &host, as_host, VERDICT_OK, "IVRS");
	host.machine.acpi.ivrs = host.machine.acpi.dmar = TRI_NO;
	assert_judged("iommu-decode", &host, as_host, VERDICT_NOT_APPLICABLE, NULL);
	host_done(&host);
}

static void test_param_off(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("iommu-param-off", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_cmdline(&host, "root=/dev/sda1 intel_iommu=on,sm_off iommu=pt amd_iommu_dump");
	assert_judged("iommu-param-off", &host, as_host, VERDICT_OK, NULL);
	given_cmdline(&host, "intel_iommu=off");
	assert_judged("iommu-param-off", &host, as_host, VERDICT_BLOCKS,
		"intel_iommu=off | cmdline-remove intel_iommu=off");
	given_cmdline(&host, "intel_iommu=off quiet intel_iommu=on");
	assert_judged("iommu-param-off", &host, as_host, VERDICT_OK, NULL);
	given_cmdline(&host, "intel_iommu=on,off");
	assert_judged("iommu-param-off", &host, as_host, VERDICT_BLOCKS, "word off");
	given_cmdline(&host, "amd_iommu=off intel_iommu=on");
	assert_judged("iommu-param-off", &host, as_host, VERDICT_BLOCKS, "amd_iommu=off");
	host.cpu.vendor = CPU_VENDOR_INTEL;
	assert_judged("iommu-param-off", &host, as_host, VERDICT_OK, NULL);
	host.cpu.vendor = CPU_VENDOR_AMD;
	given_cmdline(&host, "intel_iommu=off");
	assert_judged("iommu-param-off", &host, as_host, VERDICT_OK, NULL);
	given_cmdline(&host, "iommu=off");
	assert_judged("iommu-param-off", &host, as_host, VERDICT_BLOCKS, "iommu=off");
	host.iommu = TRI_YES;
	assert_judged("iommu-param-off", &host, as_host, VERDICT_WARNING, "and yet");
	host_done(&host);
}

static void test_units(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("iommu-units", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.iommu = TRI_NO;
	assert_judged("iommu-units", &host, as_host, VERDICT_NOT_APPLICABLE, NULL);
	host.iommu = TRI_YES;
	assert_judged("iommu-units", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.machine.iommus = calloc(2, sizeof(*host.machine.iommus));
	host.machine.n_iommus = 2;
	strcpy(host.machine.iommus[0].name, "dmar0");
	strcpy(host.machine.iommus[1].name, "dmar1");
	assert_judged("iommu-units", &host, as_host, VERDICT_WARNING, "dmar1 has no devices");
	host.machine.iommus[1].n_devices = 14;
	assert_judged("iommu-units", &host, as_host, VERDICT_OK, "2 IOMMUs with 14 devices");
	host_done(&host);
}

static void test_device(void **state)
{
	struct judged_as as = { .mode = USE_MODE_SRIOV };
	struct host host;

	(void)state;
	host_init(&host);
	as.dev = given_dev(&host, "0000:00:02.0", 0x0300, 0x46a6);
	assert_judged("iommu-device", &host, as, VERDICT_UNKNOWN, NULL);
	host.iommu = TRI_NO;
	assert_judged("iommu-device", &host, as, VERDICT_BLOCKS, "see iommu-on");
	host.iommu = TRI_YES;
	given_cmdline(&host, "quiet");
	assert_judged("iommu-device", &host, as, VERDICT_BLOCKS,
		"or its VFs | 0000:00:02.0/iommu_group is not there | intel_iommu=on");
	given_config(&host, "INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF", 'y');
	assert_judged("iommu-device", &host, as, VERDICT_BLOCKS, "INTGPU_OFF=y | intel_iommu=on");
	given_cmdline(&host, "intel_iommu=on");
	assert_judged("iommu-device", &host, as, VERDICT_BLOCKS, "update the firmware");
	host.pci[0].iommu_group = 0;
	assert_judged("iommu-device", &host, as, VERDICT_OK, "group 0");
	host_done(&host);
}

static void test_intr_remap(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("intr-remap", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.machine.intr_remap = TRI_YES;
	assert_judged("intr-remap", &host, as_host, VERDICT_OK, NULL);
	host.machine.intr_remap = TRI_NO;
	assert_judged("intr-remap", &host, as_host, VERDICT_BLOCKS,
		"refuses | /proc/interrupts | Interrupt Remapping");
	given_module_param(&host, "vfio_iommu_type1", "allow_unsafe_interrupts", "N");
	assert_judged("intr-remap", &host, as_host, VERDICT_BLOCKS, NULL);
	given_module_param(&host, "vfio_iommu_type1", "allow_unsafe_interrupts", "Y");
	assert_judged("intr-remap", &host, as_host, VERDICT_WARNING, "told to go on");
	host_done(&host);
}

static void test_direct(void **state)
{
	struct judged_as as = { .mode = USE_MODE_PASSTHROUGH };
	struct iommu_group *g;
	struct host host;

	(void)state;
	host_init(&host);
	as.dev = given_dev(&host, "0000:03:00.0", 0x0107, 0x1234);
	assert_judged("iommu-direct", &host, as, VERDICT_UNKNOWN, NULL);
	host.iommu = TRI_YES;
	assert_judged("iommu-direct", &host, as, VERDICT_NOT_APPLICABLE, NULL);
	g = given_group(&host, 7, "0000:03:00.0");
	assert_judged("iommu-direct", &host, as, VERDICT_UNKNOWN, NULL);
	/* What may be relaxed is not "direct" in the model. */
	g->direct = TRI_NO;
	assert_judged("iommu-direct", &host, as, VERDICT_OK, NULL);
	g->direct = TRI_YES;
	g->direct_first = 0x7d800000;
	g->direct_last = 0x7fffffff;
	assert_judged("iommu-direct", &host, as, VERDICT_BLOCKS,
		"iommu_groups/7/reserved_regions: 0x7d800000 to 0x7fffffff direct | HPE");
	host.machine.acpi.dma_guard = TRI_YES;
	assert_judged("iommu-direct", &host, as, VERDICT_BLOCKS, "pre-boot DMA protection");
	given_cmdline(&host, "intel_iommu=on,relax_rmrr");
	assert_judged("iommu-direct", &host, as, VERDICT_WARNING, "relax_rmrr");
	host_done(&host);
}

/* A bridge at 00:01.0, below it the card 01:00.0 with 01:00.1, and another at 02:00.0. */
static void make_group(struct host *host)
{
	static const char *const below[] = { "0000:01:00.0", "0000:01:00.1" };
	struct pci_dev *d;

	d = given_dev(host, "0000:00:01.0", 0x0604, 0x1901);
	d->bridge = d->pcie = true;
	d->pcie_type = 4;
	d->config = TRI_YES;
	for (size_t i = 0; i < 2; i++) {
		d = given_dev(host, below[i], 0x0200, 0x1521);
		d->has_parent = d->pcie = d->multifunction = true;
		d->parent = host->pci[0].addr;
		d->pcie_type = 0;
		d->config = TRI_YES;
	}
	given_dev(host, "0000:02:00.0", 0x0108, 0x1234);
}

static void test_group(void **state)
{
	struct judged_as sriov = { .mode = USE_MODE_SRIOV },
			 whole = { .mode = USE_MODE_PASSTHROUGH };
	struct iommu_group *g;
	struct host host;

	(void)state;
	host_init(&host);
	make_group(&host);
	sriov.dev = whole.dev = &host.pci[1];
	assert_judged("iommu-group", &host, sriov, VERDICT_UNKNOWN, NULL);
	host.iommu = TRI_YES;
	assert_judged("iommu-group", &host, sriov, VERDICT_NOT_APPLICABLE, NULL);
	g = given_group(&host, 3, "0000:01:00.0");
	assert_judged("iommu-group", &host, sriov, VERDICT_OK, "alone");
	g->members = 2;
	host.pci[2].iommu_group = 3;
	assert_judged("iommu-group", &host, sriov, VERDICT_OK, "get IOMMU groups of their own");
	assert_judged("iommu-group", &host, whole, VERDICT_OK, "this card only");
	g->members = 4;
	host.pci[0].iommu_group = host.pci[3].iommu_group = 3;
	assert_judged("iommu-group", &host, whole, VERDICT_WARNING,
		"shared with 0000:02:00.0 | group 3 has 4 functions | 0000:00:01.0 does not "
		"isolate | "
		"another slot | ACS");
	strcpy(host.pci[1].driver, "igb");
	assert_judged("iommu-group", &host, sriov, VERDICT_BLOCKS, "VFs come | the host holds");
	strcpy(host.pci[1].driver, "vfio-pci");
	assert_judged("iommu-group", &host, sriov, VERDICT_WARNING, "one guest only");
	/* Groups that are there count more than what is foreseen. */
	host.pci[3].is_vf = true;
	host.pci[3].physfn = host.pci[1].addr;
	host.pci[3].iommu_group = 4;
	assert_judged("iommu-group", &host, sriov, VERDICT_OK, "have IOMMU groups of their own");
	host.pci[3].iommu_group = 3;
	strcpy(host.pci[1].driver, "igb");
	assert_judged("iommu-group", &host, sriov, VERDICT_BLOCKS, "VFs came");
	host.pci[0].config = host.pci[1].config = TRI_UNKNOWN;
	assert_judged("iommu-group", &host, sriov, VERDICT_BLOCKS, "only root sees");
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
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_param_off),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_device),
		cmocka_unit_test(test_intr_remap),
		cmocka_unit_test(test_group),
		cmocka_unit_test(test_direct),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

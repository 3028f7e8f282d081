/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of firmware and machine say ok, bad and unknown where they should?
 */
#include "lib/given.h"
#include "lib/judged.h"
#include "lib/tests.h"

#include <stdlib.h>
#include <string.h>

static const struct judged_as as_host;

static void test_cpu_virt(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("cpu-virt", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.cpu.virt = TRI_YES;
	assert_judged("cpu-virt", &host, as_host, VERDICT_OK, "vmx");
	host.cpu.virt = TRI_NO;
	assert_judged("cpu-virt", &host, as_host, VERDICT_BLOCKS,
		"vmx | Intel Virtualization Technology | /proc/cpuinfo");
	host.cpu.vendor = CPU_VENDOR_AMD;
	assert_judged("cpu-virt", &host, as_host, VERDICT_BLOCKS, "svm | SVM Mode");
	host.machine.is_guest = TRI_YES;
	assert_judged("cpu-virt", &host, as_host, VERDICT_BLOCKS, "nested");
	host_done(&host);
}

static void test_host_guest(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("host-guest", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.machine.is_guest = TRI_NO;
	assert_judged("host-guest", &host, as_host, VERDICT_OK, NULL);
	host.machine.is_guest = TRI_YES;
	assert_judged(
		"host-guest", &host, as_host, VERDICT_WARNING, "a hypervisor | virtual IOMMU");
	host.machine.hypervisor = strdup("VMware");
	host.machine.sys_vendor = strdup("VMware, Inc.");
	host.cpu.hypervisor = TRI_YES;
	assert_judged("host-guest", &host, as_host, VERDICT_WARNING,
		"guest of VMware | /proc/cpuinfo: hypervisor | sys_vendor: VMware, Inc.");
	host_done(&host);
}

static void test_host_container(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("host-container", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.machine.is_container = TRI_NO;
	assert_judged("host-container", &host, as_host, VERDICT_OK, NULL);
	host.machine.is_container = TRI_YES;
	assert_judged("host-container", &host, as_host, VERDICT_WARNING, "on the host itself");
	host_done(&host);
}

static void test_firmware_csm(void **state)
{
	struct judged_as as = { .mode = USE_MODE_PASSTHROUGH };
	struct host host;
	struct pci_dev *d;

	(void)state;
	host_init(&host);
	d = given_dev(&host, "0000:01:00.0", 0x0300, 0x56a0);
	as.dev = d;
	assert_judged("firmware-csm", &host, as, VERDICT_UNKNOWN, NULL);
	d->boot_vga = TRI_YES;
	assert_judged("firmware-csm", &host, as, VERDICT_UNKNOWN, NULL);
	host.machine.uefi = TRI_NO;
	assert_judged("firmware-csm", &host, as, VERDICT_WARNING,
		"legacy BIOS | /sys/firmware/efi is not there | 0000:01:00.0/boot_vga | CSM");
	d->boot_vga = TRI_NO;
	assert_judged("firmware-csm", &host, as, VERDICT_OK, "did not start");
	d->boot_vga = TRI_YES;
	host.machine.uefi = TRI_YES;
	assert_judged("firmware-csm", &host, as, VERDICT_OK, "UEFI");
	host_done(&host);
}

static void test_intr_remap_firmware(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("intr-remap-firmware", &host, as_host, VERDICT_UNKNOWN, "needs root");
	host.is_root = TRI_YES;
	assert_judged("intr-remap-firmware", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.machine.acpi.intr_remap = TRI_YES;
	assert_judged("intr-remap-firmware", &host, as_host, VERDICT_OK, NULL);
	host.machine.acpi.intr_remap = TRI_NO;
	assert_judged("intr-remap-firmware", &host, as_host, VERDICT_WARNING,
		"DMAR: flag INTR_REMAP is 0 | Interrupt Remapping");
	host.machine.acpi.dmar = TRI_NO;
	assert_judged("intr-remap-firmware", &host, as_host, VERDICT_NOT_APPLICABLE, NULL);
	host_done(&host);
}

static void test_unit_base(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("iommu-unit-base", &host, as_host, VERDICT_UNKNOWN, "needs root");
	host.machine.acpi.dmar = TRI_YES;
	assert_judged("iommu-unit-base", &host, as_host, VERDICT_UNKNOWN, "needs root");
	host.machine.acpi.decoded = TRI_YES;
	host.machine.acpi.units = calloc(2, sizeof(*host.machine.acpi.units));
	host.machine.acpi.n_units = 2;
	host.machine.acpi.units[0].base = 0xfed90000;
	host.machine.acpi.units[1].base = 0xfed91000;
	assert_judged("iommu-unit-base", &host, as_host, VERDICT_OK, "2 IOMMUs");
	host.machine.acpi.units[1].base = 0;
	host.machine.acpi.units[1].include_all = true;
	assert_judged("iommu-unit-base", &host, as_host, VERDICT_WARNING,
		"address 0 | segment 0, base 0, INCLUDE_ALL | update the firmware");
	host.machine.acpi.dmar = TRI_NO;
	assert_judged("iommu-unit-base", &host, as_host, VERDICT_NOT_APPLICABLE, NULL);
	host_done(&host);
}

static void test_regions(void **state)
{
	struct machine_region *r;
	struct host host;

	(void)state;
	host_init(&host);
	host.machine.acpi.dmar = TRI_YES;
	assert_judged("iommu-regions", &host, as_host, VERDICT_UNKNOWN, "needs root");
	host.machine.acpi.decoded = TRI_YES;
	assert_judged("iommu-regions", &host, as_host, VERDICT_OK, "0 reserved");
	r = host.machine.acpi.regions = calloc(1, sizeof(*host.machine.acpi.regions));
	host.machine.acpi.n_regions = 1;
	r->first = 0x8b800000;
	r->last = 0x8fffffff;
	assert_judged("iommu-regions", &host, as_host, VERDICT_OK, "1 reserved");
	r->last = 0x1000;
	assert_judged("iommu-regions", &host, as_host, VERDICT_WARNING, "0x8b800000 to 0x1000");
	host.machine.acpi.dmar = TRI_NO;
	assert_judged("iommu-regions", &host, as_host, VERDICT_NOT_APPLICABLE, NULL);
	host_done(&host);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("firmware", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cpu_virt),
		cmocka_unit_test(test_host_guest),
		cmocka_unit_test(test_host_container),
		cmocka_unit_test(test_firmware_csm),
		cmocka_unit_test(test_intr_remap_firmware),
		cmocka_unit_test(test_unit_base),
		cmocka_unit_test(test_regions),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

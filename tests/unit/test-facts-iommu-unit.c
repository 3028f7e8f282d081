/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which IOMMUs are driven, and are interrupts remapped?
 */
#include "facts/facts.h"

#include "base/mem.h"
#include "lib/machine.h"
#include "lib/tests.h"

#define UNIT "sys/class/iommu/"

static void test_units(void **state)
{
	static const struct tree_file files[] = {
		{ UNIT "dmar0", "-> ../../devices/virtual/iommu/dmar0" },
		{ "sys/devices/virtual/iommu/dmar0/intel-iommu/cap", "1c0000c40660462\n" },
		{ "sys/devices/virtual/iommu/dmar0/intel-iommu/ecap", "29a00f0505e\n" },
		{ "sys/devices/virtual/iommu/dmar0/devices/0000:00:02.0", "-> /" },
		{ UNIT "dmar1/intel-iommu/cap", "none of your business\n" },
		{ UNIT "dmar1/devices", NULL },
		{ UNIT "ivhd0/amd-iommu/cap", "1f03000f\n" },
		{ UNIT "ivhd0/devices/0000:00:01.0", NULL },
		{ UNIT "ivhd0/devices/0000:00:02.0", NULL },
		{ UNIT "a-unit-whose-name-is-too-long", NULL },
		{ UNIT "a-file", "" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct machine_iommu *u;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_ALL);
	assert_int_equal(m->host.machine.n_iommus, 0);
	machine_read(m, FACTS_HOST);
	u = m->host.machine.iommus;
	assert_int_equal(m->host.machine.n_iommus, 3);
	assert_string_equal(u[0].name, "dmar0");
	assert_int_equal(u[0].cap, 0x1c0000c40660462);
	assert_int_equal(u[0].ecap, 0x29a00f0505e);
	assert_int_equal(u[0].n_devices, 1);
	assert_int_equal(u[1].cap, 0);
	assert_int_equal(u[1].n_devices, 0);
	assert_string_equal(u[2].name, "ivhd0");
	assert_int_equal(u[2].cap, 0);
	assert_int_equal(u[2].n_devices, 2);
}

static void test_interrupts(void **state)
{
	static const struct {
		const char *text;
		enum tri remapped;
	} rows[] = {
		{ "            CPU0       CPU1\n"
		  "   0:         35          0   IO-APIC   2-edge      timer\n"
		  "  24:          0          0   PCI-MSI-0000:00:1c.0   0-edge      PCIe PME\n"
		  " NMI:          0          0   Non-maskable interrupts\n",
			TRI_NO },
		{ "           CPU0\n"
		  "   8:          0   IR-IO-APIC   8-edge      rtc0\n"
		  " 120:          0   DMAR-MSI   0-edge      dmar0\n"
		  " 124:        774   IR-PCI-MSIX-0000:02:00.0   0-edge      enp2s0\n",
			TRI_YES },
		/* AMD's own interrupt is not remapped, the others are. */
		{ "           CPU0\n"
		  "  25:          0   PCI-MSI 4096-edge      AMD-Vi\n"
		  "  26:          0   IR-PCI-MSI 442368-edge      eth0\n",
			TRI_YES },
		/* What a driver calls itself is not the chip. */
		{ "  26:          0   PCI-MSI 442368-edge      IR-receiver\n", TRI_NO },
		{ "  64:          0   DMAR_MSI-edge      dmar0\n"
		  "  65:          1   IR-PCI-MSI-edge      eth0\n",
			TRI_YES },
		{ "  1:  0   xen-pirq    -ioapic-edge  i8042\n", TRI_UNKNOWN },
		{ "LOC:   12   44\nERR:  0\n", TRI_UNKNOWN },
		{ "", TRI_UNKNOWN },
		{ ":::\n \n1:\n", TRI_UNKNOWN },
	};
	struct test_machine *m = *state;

	machine_read(m, FACTS_HOST);
	assert_int_equal(m->host.machine.intr_remap, TRI_UNKNOWN);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		tree_add(&m->tree, "proc/interrupts", rows[i].text);
		machine_read(m, FACTS_HOST);
		assert_int_equal(m->host.machine.intr_remap, rows[i].remapped);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_units), TEST(test_interrupts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

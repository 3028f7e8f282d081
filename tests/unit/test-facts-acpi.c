/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the firmware's tables become units and regions, and is "only root may look" no "no"?
 * Real tables are in test-facts-data.c.
 */
#include "facts/facts.h"

#include <string.h>

#include "lib/host-tree.h"
#include "lib/acpi-image.h"
#include "lib/tests.h"

#define TABLES "sys/firmware/acpi/tables/"
#define FUNC   "sys/bus/pci/devices/"

/* Two units, the second for all else; a region of 00:02.0, of one behind a bridge, of rubbish. */
static void make_dmar(struct acpi_image *t)
{
	memset(t, 0, sizeof(*t));
	acpi_image_text(t, "DMAR\0\0\0\0\1\0VIRTFNTESTTEST", 24);
	acpi_image_put(t, 0, 12);
	acpi_image_put(t, 38, 1);
	acpi_image_put(t, 5, 1);
	acpi_image_put(t, 0, 10);
	acpi_image_put(t, 0, 2);
	acpi_image_put(t, 16 + 8, 2);
	acpi_image_put(t, 0, 4);
	acpi_image_put(t, 0xfed90000, 8);
	acpi_image_text(t, "\1\10\0\0\0\0\2\0", 8);
	acpi_image_put(t, 0, 2);
	acpi_image_put(t, 16, 2);
	acpi_image_put(t, 1, 4);
	acpi_image_put(t, 0xfed91000, 8);
	acpi_image_put(t, 1, 2);
	acpi_image_put(t, 24 + 8 + 10 + 8, 2);
	acpi_image_put(t, 0, 4);
	acpi_image_put(t, 0x7b800000, 8);
	acpi_image_put(t, 0x7fffffff, 8);
	acpi_image_text(t, "\1\10\0\0\0\0\2\0", 8);
	acpi_image_text(t, "\1\12\0\0\0\0\34\0\0\0", 10);
	acpi_image_text(t, "\1\10\0\0\0\0\40\0", 8);
	acpi_image_seal(t);
}

static void put_unit(struct acpi_image *t, unsigned type, unsigned device, uint64_t base)
{
	acpi_image_put(t, type, 1);
	acpi_image_put(t, 0, 1);
	acpi_image_put(t, (type == 0x10 ? 24 : 40) + 4, 2);
	acpi_image_put(t, device, 2);
	acpi_image_put(t, 0x40, 2);
	acpi_image_put(t, base, 8);
	acpi_image_put(t, 0, 2);
	acpi_image_put(t, 0, 2);
	acpi_image_put(t, 0, 4);
	if (type != 0x10)
		acpi_image_put(t, 0, 16);
	acpi_image_text(t, "\1\0\0\0", 4);
}

static void put_memory(struct acpi_image *t, unsigned type, unsigned flags, uint64_t length)
{
	acpi_image_put(t, type, 1);
	acpi_image_put(t, flags, 1);
	acpi_image_put(t, 32, 2);
	acpi_image_put(t, 0x0010, 2);
	acpi_image_put(t, 0x00ff, 2);
	acpi_image_put(t, 0, 8);
	acpi_image_put(t, 0x75e00000, 8);
	acpi_image_put(t, length, 8);
}

/* One unit, told three times. */
static void make_ivrs(struct acpi_image *t)
{
	memset(t, 0, sizeof(*t));
	acpi_image_text(t, "IVRS\0\0\0\0\2\0VIRTFNTESTTEST", 24);
	acpi_image_put(t, 0, 12);
	acpi_image_put(t, 0x203042, 4);
	acpi_image_put(t, 0, 8);
	put_unit(t, 0x10, 2, 0xfd200000);
	put_unit(t, 0x11, 2, 0xfd200000);
	put_unit(t, 0x40, 2, 0xfd200000);
	put_memory(t, 0x20, 1, 0x1000);
	put_memory(t, 0x21, 8, 0x2000);
	put_memory(t, 0x22, 7, UINT64_MAX);
	put_memory(t, 0x22, 7, 0);
	put_memory(t, 0x22, 6, 0x1000);
	acpi_image_seal(t);
}

static void test_dmar(void **state)
{
	static const struct pci_addr gpu = { .slot = 2 };
	struct host_tree *t = *state;
	const struct machine_acpi *a = &t->host.machine.acpi;
	struct acpi_image dmar;

	make_dmar(&dmar);
	tree_add_bytes(&t->tree, TABLES "DMAR", dmar.b, dmar.size);
	host_tree_read(t);
	assert_int_equal(a->dmar, TRI_YES);
	assert_int_equal(a->ivrs, TRI_NO);
	assert_int_equal(a->decoded, TRI_YES);
	assert_string_equal(a->why, "");
	assert_int_equal(a->intr_remap, TRI_YES);
	assert_int_equal(a->x2apic_opt_out, TRI_NO);
	assert_int_equal(a->dma_guard, TRI_YES);
	assert_int_equal(a->address_width, 39);
	assert_int_equal(a->n_units, 2);
	assert_true(a->units[0].base == 0xfed90000 && !a->units[0].include_all);
	assert_true(a->units[1].base == 0xfed91000 && a->units[1].include_all);
	assert_int_equal(a->n_regions, 1);
	assert_true(a->regions[0].first == 0x7b800000 && a->regions[0].last == 0x7fffffff);
	assert_false(a->regions[0].all);
	assert_int_equal(a->regions[0].n_devices, 1);
	assert_int_equal(pci_addr_compare(a->regions[0].devices[0], gpu), 0);
}

static void test_ivrs(void **state)
{
	struct host_tree *t = *state;
	const struct machine_acpi *a = &t->host.machine.acpi;
	struct acpi_image ivrs;

	make_ivrs(&ivrs);
	tree_add_bytes(&t->tree, TABLES "IVRS", ivrs.b, ivrs.size);
	tree_add(&t->tree, FUNC "0000:00:01.7/uevent", "PCI_CLASS=60400\nPCI_ID=1022:1483\n");
	tree_add(&t->tree, FUNC "0000:00:1f.7/uevent", "PCI_CLASS=20000\nPCI_ID=1022:1484\n");
	tree_add(&t->tree, FUNC "0000:01:00.0/uevent", "PCI_CLASS=20000\nPCI_ID=1022:1485\n");
	host_tree_read(t);
	assert_int_equal(t->host.n_pci, 3);
	assert_int_equal(a->dmar, TRI_NO);
	assert_int_equal(a->ivrs, TRI_YES);
	assert_int_equal(a->decoded, TRI_YES);
	assert_int_equal(a->dma_guard, TRI_YES);
	assert_int_equal(a->intr_remap, TRI_UNKNOWN);
	assert_int_equal(a->address_width, -1);
	assert_int_equal(a->n_units, 1);
	assert_true(a->units[0].base == 0xfd200000 && a->units[0].include_all);
	assert_int_equal(a->n_regions, 3);
	assert_true(a->regions[0].all && a->regions[0].n_devices == 0);
	assert_true(a->regions[0].last == 0x75e00fff);
	assert_int_equal(a->regions[1].n_devices, 1);
	assert_int_equal(a->regions[1].devices[0].slot, 2);
	/* Of the range only what is there; and the end does not wrap. */
	assert_int_equal(a->regions[2].n_devices, 1);
	assert_int_equal(a->regions[2].devices[0].slot, 0x1f);
	assert_true(a->regions[2].last == UINT64_MAX);
}

static void test_absent(void **state)
{
	struct host_tree *t = *state;
	const struct machine_acpi *a = &t->host.machine.acpi;

	host_tree_read(t);
	assert_int_equal(a->dmar, TRI_UNKNOWN);
	tree_add(&t->tree, TABLES "data", NULL);
	host_tree_read(t);
	assert_int_equal(a->dmar, TRI_NO);
	assert_int_equal(a->ivrs, TRI_NO);
	assert_int_equal(a->decoded, TRI_UNKNOWN);
	assert_string_equal(a->why, "");
}

static void test_empty_folder(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, "sys/firmware/acpi/tables", NULL);
	host_tree_read(t);
	assert_int_equal(t->host.machine.acpi.dmar, TRI_UNKNOWN);
}

static void test_unreadable(void **state)
{
	struct host_tree *t = *state;
	const struct machine_acpi *a = &t->host.machine.acpi;
	struct acpi_image dmar;

	make_dmar(&dmar);
	tree_add_bytes(&t->tree, TABLES "DMAR", dmar.b, dmar.size);
	host_tree_lock(t, TABLES "DMAR");
	host_tree_read_as_nobody(t);
	assert_int_equal(a->dmar, TRI_YES);
	assert_int_equal(a->decoded, TRI_UNKNOWN);
	assert_int_equal(a->intr_remap, TRI_UNKNOWN);
	assert_string_equal(a->why, "only root may read /" TABLES "DMAR");
	assert_int_equal(a->n_units, 0);
}

static void test_rubbish(void **state)
{
	struct host_tree *t = *state;
	const struct machine_acpi *a = &t->host.machine.acpi;
	struct acpi_image dmar;

	tree_add(&t->tree, TABLES "DMAR", "DMAR and no more");
	host_tree_read(t);
	assert_int_equal(a->dmar, TRI_YES);
	assert_int_equal(a->decoded, TRI_NO);
	assert_int_equal(a->intr_remap, TRI_UNKNOWN);
	assert_true(a->why[0] != '\0');
	make_dmar(&dmar);
	tree_add_bytes(&t->tree, TABLES "DMAR", dmar.b, dmar.size - 5);
	host_tree_read(t);
	assert_int_equal(a->decoded, TRI_YES);
	assert_int_equal(a->n_units, 2);
	assert_string_equal(a->why, "parts of DMAR make no sense");
	dmar.b[36]++;
	tree_add_bytes(&t->tree, TABLES "DMAR", dmar.b, dmar.size);
	host_tree_read(t);
	assert_int_equal(a->decoded, TRI_YES);
	assert_string_equal(a->why, "the checksum of DMAR is wrong");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_dmar),
		TEST(test_ivrs),
		TEST(test_absent),
		TEST(test_empty_folder),
		TEST(test_unreadable),
		TEST(test_rubbish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

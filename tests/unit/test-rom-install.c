/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the ROM that somebody installed for a device found again, and nothing else?
 */
#include "cli/rom-install.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root.h"
#include "lib/tests.h"
#include "lib/tree.h"

static const struct pci_dev vf = { .vendor = 0x8086, .device = 0x46a6, .is_vf = true };

/* A legacy ROM of one unit: its bytes add up to 0 (PCI Firmware 3.3, section 5.1). */
static void make(uint8_t rom[512], uint16_t vendor, uint16_t device)
{
	static const uint8_t head[] = { 0x55, 0xaa, 1 };
	const uint8_t pcir[] = { 'P', 'C', 'I', 'R', (uint8_t)vendor, (uint8_t)(vendor >> 8),
		(uint8_t)device, (uint8_t)(device >> 8), 0, 0, 24, 0, 0, 0, 0, 3, 1, 0, 0, 0, 0,
		0x80 };
	uint8_t sum = 0;

	memset(rom, 0, 512);
	memcpy(rom, head, sizeof(head));
	rom[0x18] = 0x20;
	memcpy(rom + 0x20, pcir, sizeof(pcir));
	for (int i = 0; i < 511; i++)
		sum = (uint8_t)(sum + rom[i]);
	rom[511] = (uint8_t)-sum;
}

static void test_found(void **state)
{
	const struct tree *tree = *state;
	_cleanup_(root_done) struct root root = { 0 };
	_cleanup_free_ char *path = NULL;
	struct err err = { 0 };
	uint8_t rom[512];

	assert_ok(root_open(&root, tree->path, &err), err);
	/* No folder. */
	assert_int_equal(rom_installed(&root, &vf, &path, &err), -ENOENT);
	make(rom, 0x1234, 0x1111);
	tree_add_bytes(tree, "usr/share/vgabios/a.bin", rom, sizeof(rom));
	make(rom, 0x8086, 0x4680);
	tree_add_bytes(tree, "usr/share/vgabios/b.rom", rom, sizeof(rom));
	/* A bad sum; cut; something missing in front; a folder. */
	make(rom, 0x8086, 0x46a6);
	rom[300] ^= 1;
	tree_add_bytes(tree, "usr/share/vgabios/c.rom", rom, sizeof(rom));
	make(rom, 0x8086, 0x46a6);
	tree_add_bytes(tree, "usr/share/vgabios/d.rom", rom, 0x30);
	tree_add_bytes(tree, "usr/share/vgabios/e.rom", rom + 1, sizeof(rom) - 1);
	tree_add_bytes(tree, "usr/share/vgabios/f/g.rom", rom, sizeof(rom));
	assert_int_equal(rom_installed(&root, &vf, &path, &err), -ENOENT);
	tree_add_bytes(tree, "usr/share/kvm/mine.rom", rom, sizeof(rom));
	assert_ok(rom_installed(&root, &vf, &path, &err), err);
	assert_contains(path, tree->path);
	assert_contains(path, "/usr/share/kvm/mine.rom");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_found, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

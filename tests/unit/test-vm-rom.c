/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a new guest get the ROM that is installed for its GPU where the rule wants one, none where
 * it does not, and words where one is missing?
 */
#include "cli/vm-rom.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root.h"
#include "base/str.h"
#include "lib/made-host.h"
#include "lib/tests.h"
#include "lib/tree.h"

struct made {
	struct root root;
	struct host host;
	struct call call;
	struct vm_device v;
	struct vm_desktop d;
	char *path;
};

static void made_done(struct made *m)
{
	root_done(&m->root);
	host_done(&m->host);
	doc_free(m->call.doc);
	free(m->path);
}

/* A legacy ROM of one unit for that device. */
static void install(const struct tree *tree, uint16_t vendor, uint16_t device)
{
	const uint8_t pcir[] = { 'P', 'C', 'I', 'R', (uint8_t)vendor, (uint8_t)(vendor >> 8),
		(uint8_t)device, (uint8_t)(device >> 8), 0, 0, 24, 0, 0, 0, 0, 3, 1, 0, 0, 0, 0,
		0x80 };
	uint8_t rom[512] = { 0x55, 0xaa, 1, [0x18] = 0x20 }, sum = 0;

	memcpy(rom + 0x20, pcir, sizeof(pcir));
	for (int i = 0; i < 511; i++)
		sum = (uint8_t)(sum + rom[i]);
	rom[511] = (uint8_t)-sum;
	tree_add_bytes(tree, "usr/share/vgabios/mine.rom", rom, sizeof(rom));
}

static void make(
	struct made *m, const struct tree *tree, enum guest_system os, uint16_t vendor, bool vf)
{
	struct err err = { 0 };
	struct pci_dev *gpu;

	assert_ok(root_open(&m->root, tree->path, &err), err);
	host_init(&m->host);
	gpu = made_dev(
		&m->host, "0000:03:00.1", 0x030000, vendor, vendor == 0x8086 ? 0x46a6 : 0x1638);
	gpu->is_vf = vf;
	gpu->boot_vga = TRI_NO;
	gpu->detail->has_rom = TRI_NO;
	m->call.root = &m->root;
	m->call.doc = doc_new();
	assert_non_null(m->call.doc);
	m->v = (struct vm_device) { .call = &m->call, .host = &m->host };
	m->d.wish.os = os;
	m->d.devices[0].addr = gpu->addr;
	m->d.n_devices = 1;
	assert_ok(vm_rom_choose(&m->v, &m->d, &m->path, &err), err);
	assert_int_equal(m->d.choice.n_settings, 1);
	assert_string_equal(m->d.choice.settings[0].what, "rom");
	assert_ptr_equal(m->d.devices[0].rom, m->path);
}

static void test_vf(void **state)
{
	_cleanup_(made_done) struct made none = { 0 }, other_system = { 0 }, windows = { 0 },
					 other = { 0 };

	make(&none, *state, GUEST_SYSTEM_WIN11, 0x8086, true);
	assert_null(none.path);
	assert_string_equal(none.d.choice.settings[0].value, "none");
	assert_contains(none.d.choice.settings[0].why, "a Windows guest needs none");
	assert_null(doc_get(none.call.doc, DOC_KEY_NOTE));
	install(*state, 0x8086, 0x46a6);
	make(&other_system, *state, GUEST_SYSTEM_LINUX, 0x8086, true);
	assert_null(other_system.path);
	assert_contains(other_system.d.choice.settings[0].why, "a Linux guest needs none");
	make(&windows, *state, GUEST_SYSTEM_WIN11, 0x8086, true);
	assert_non_null(windows.path);
	assert_contains(windows.path, "/usr/share/vgabios/mine.rom");
	assert_contains(windows.d.choice.settings[0].why, "installed for 8086:46a6");
	make(&other, *state, GUEST_SYSTEM_WIN11, 0x1002, true);
	assert_null(other.path);
}

/* AMD's display without a ROM of its own needs one. */
static void test_whole(void **state)
{
	_cleanup_(made_done) struct made none = { 0 }, found = { 0 };

	make(&none, *state, GUEST_SYSTEM_LINUX, 0x1002, false);
	assert_null(none.path);
	assert_contains(doc_text(doc_first(doc_get(none.call.doc, DOC_KEY_NOTE))),
		"the guest needs a ROM for 0000:03:00.1");
	install(*state, 0x1002, 0x1638);
	make(&found, *state, GUEST_SYSTEM_LINUX, 0x1002, false);
	assert_non_null(found.path);
	assert_null(doc_get(found.call.doc, DOC_KEY_NOTE));
	assert_contains(found.d.choice.settings[0].why, "AMD's drivers want one");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_vf, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_whole, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

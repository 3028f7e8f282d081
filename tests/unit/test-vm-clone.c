/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of a clone's devices gets the ROM that the other guest's device has?
 */
#include "cli/vm-clone.h"

#include "base/mem.h"
#include "lib/made-host.h"
#include "lib/tests.h"

#define GPU 0x030000
#define NIC 0x020000

static void test_rom(void **state)
{
	const struct pci_addr gone = { 0, 9, 0, 0 };
	char rom[] = "/r/x.rom";
	struct guest_clone c = { .rom = rom };
	_cleanup_(host_done) struct host host;
	struct guest_device d[2];

	(void)state;
	host_init(&host);
	(void)made_dev(&host, "0000:02:00.0", NIC, 0x8086, 0x1520);
	(void)made_dev(&host, "0000:03:00.0", GPU, 0x8086, 0x46a6);
	(void)made_dev(&host, "0000:04:00.0", GPU, 0x8086, 0x46a6);
	d[0] = (struct guest_device) { .addr = { 0, 2, 0, 0 } };
	d[1] = (struct guest_device) { .addr = { 0, 4, 0, 0 } };
	c.rom_of = (struct pci_addr) { 0, 3, 0, 0 };
	assert_true(vm_clone_rom(&c, &host, d, 2));
	assert_null(d[0].rom);
	assert_ptr_equal(d[1].rom, rom);
	/* A network's function alone. */
	assert_false(vm_clone_rom(&c, &host, d, 1));
	assert_null(d[0].rom);
	/* Whose it was is not there any more. */
	c.rom_of = gone;
	assert_true(vm_clone_rom(&c, &host, d, 1));
	assert_ptr_equal(d[0].rom, rom);
	d[0].rom = NULL;
	c.rom = NULL;
	assert_false(vm_clone_rom(&c, &host, d, 2));
	assert_null(d[0].rom);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rom) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

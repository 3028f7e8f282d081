/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the right device need a ROM file, and is there a reason for each answer?
 */
#include "guest/guest-rom.h"

#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

#define INTEL  0x8086
#define AMD    0x1002
#define NVIDIA 0x10de

static void answers(void **state)
{
	static const struct {
		uint16_t vendor, device;
		uint32_t class;
		bool vf;
		uint8_t bus, slot;
		enum tri boot, rom;
		enum guest_rom_need need;
		const char *word;
	} cases[] = {
		{ INTEL, 0xa780, 0x030000, true, 0, 2, TRI_NO, TRI_NO, GUEST_ROM_SOMETIMES,
			"until it had one" },
		{ INTEL, 0x46a6, 0x030000, true, 0, 2, TRI_NO, TRI_NO, GUEST_ROM_SOMETIMES,
			"no report" },
		{ NVIDIA, 0x2230, 0x030200, true, 1, 0, TRI_NO, TRI_NO, GUEST_ROM_NO, "outputs" },
		{ INTEL, 0x10ca, 0x020000, true, 1, 16, TRI_NO, TRI_NO, GUEST_ROM_NO, "VF" },
		{ INTEL, 0xa780, 0x030000, false, 0, 2, TRI_YES, TRI_YES, GUEST_ROM_SOMETIMES,
			"IgdAssignmentDxe" },
		{ INTEL, 0x1533, 0x020000, false, 1, 0, TRI_NO, TRI_YES, GUEST_ROM_NO,
			"no display" },
		{ AMD, 0x164e, 0x030000, false, 14, 0, TRI_YES, TRI_NO, GUEST_ROM_YES, "VFCT" },
		{ NVIDIA, 0x2520, 0x030000, false, 1, 0, TRI_NO, TRI_NO, GUEST_ROM_SOMETIMES,
			"system firmware" },
		{ NVIDIA, 0x2520, 0x030200, false, 1, 0, TRI_NO, TRI_NO, GUEST_ROM_NO, "3D" },
		{ NVIDIA, 0x1c02, 0x030000, false, 1, 0, TRI_YES, TRI_YES, GUEST_ROM_YES,
			"primary display" },
		{ NVIDIA, 0x1c02, 0x030000, false, 1, 0, TRI_NO, TRI_YES, GUEST_ROM_NO,
			"its own ROM" },
		{ NVIDIA, 0x1c02, 0x030000, false, 1, 0, TRI_UNKNOWN, TRI_YES, GUEST_ROM_UNKNOWN,
			"its own ROM" },
		{ NVIDIA, 0x1c02, 0x030000, false, 1, 0, TRI_NO, TRI_UNKNOWN, GUEST_ROM_UNKNOWN,
			"could not be looked at" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct pci_dev d = {
			.vendor = cases[i].vendor,
			.device = cases[i].device,
			.class = cases[i].class,
			.is_vf = cases[i].vf,
			.addr = { .bus = cases[i].bus, .slot = cases[i].slot },
			.boot_vga = cases[i].boot,
		};
		struct guest_rom r = guest_rom_needed(&d, cases[i].rom);
		bool found = false;

		if (r.need != cases[i].need)
			fail_msg("case %zu: %d", i, (int)r.need);
		for (size_t n = 0; n < GUEST_ROM_WORDS && r.why[n]; n++)
			found |= strstr(r.why[n], cases[i].word) != NULL;
		if (!found)
			fail_msg("case %zu: no \"%s\"", i, cases[i].word);
		assert_true(r.need != GUEST_ROM_YES || r.what[0]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(answers) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

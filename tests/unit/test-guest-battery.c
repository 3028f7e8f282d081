/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of a battery: the same terms as in the one that people have copied for years, and
 * what iasl makes of it where it is installed.
 */
#include "guest/guest-battery.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "guest/guest-domain.h"
#include "lib/tests.h"
#include "model/guest-desktop.h"

#define IASL "/usr/bin/iasl"

/* SSDT1.dat, 161 bytes, behind its header: a SSDT of 2019 by "INTL 20191018". */
static const uint8_t known[] = {
	0x10,
	0x4c,
	0x06,
	0x2e,
	'_',
	'S',
	'B',
	'_',
	'P',
	'C',
	'I',
	'0',
	0x5b,
	0x82,
	0x4f,
	0x05,
	'B',
	'A',
	'T',
	'0',
	0x08,
	'_',
	'H',
	'I',
	'D',
	0x0c,
	0x41,
	0xd0,
	0x0c,
	0x0a,
	0x08,
	'_',
	'U',
	'I',
	'D',
	0x00,
	0x14,
	0x09,
	'_',
	'S',
	'T',
	'A',
	0x00,
	0xa4,
	0x0a,
	0x1f,
	0x14,
	0x2b,
	'_',
	'B',
	'I',
	'F',
	0x00,
	0xa4,
	0x12,
	0x23,
	0x0d,
	0x01,
	0x0b,
	0x70,
	0x17,
	0x0b,
	0x70,
	0x17,
	0x01,
	0x0b,
	0xd0,
	0x39,
	0x0b,
	0x58,
	0x02,
	0x0b,
	0x2c,
	0x01,
	0x0a,
	0x3c,
	0x0a,
	0x3c,
	0x0d,
	0x00,
	0x0d,
	0x00,
	0x0d,
	'L',
	'I',
	'O',
	'N',
	0x00,
	0x0d,
	0x00,
	0x14,
	0x12,
	'_',
	'B',
	'S',
	'T',
	0x00,
	0xa4,
	0x12,
	0x0a,
	0x04,
	0x00,
	0x00,
	0x0b,
	0x70,
	0x17,
	0x0b,
	0xd0,
	0x39,
};

static void known_terms(void **state)
{
	uint8_t table[GUEST_BATTERY_MOST], sum = 0;
	size_t n = guest_battery_table(table);
	/* That one has External(\_SB.PCI0) in front, and names no root. */
	size_t skip = 36 + 3;

	(void)state;
	assert_memory_equal(table, "SSDT", 4);
	assert_int_equal(table[4] | table[5] << 8, n);
	for (size_t i = 0; i < n; i++)
		sum = (uint8_t)(sum + table[i]);
	assert_int_equal(sum, 0);
	assert_int_equal(table[skip], '\\');
	assert_memory_equal(table + skip + 1, known + 3, sizeof(known) - 3);
	assert_int_equal(n, skip + 1 + sizeof(known) - 3);
}

/* An oracle that knows nothing of us: it takes the table apart and puts it together again. */
static void iasl_reads_it(void **state)
{
	static const char *const wanted[] = { "Scope (\\_SB.PCI0)", "Device (BAT0)", "PNP0C0A",
		"Return (0x1F)", "\"LION\"", "0x1770", "0x39D0",
		"Method (_BST, 0, NotSerialized)" };
	uint8_t table[GUEST_BATTERY_MOST];
	size_t n = guest_battery_table(table);
	char aml[] = "/tmp/virtfn-battery-XXXXXX", text[4096] = "";
	const char *const argv[] = { IASL, "-d", aml, NULL };
	_cleanup_free_ char *dsl = NULL;
	struct run_output o = { 0 };
	struct err err = { 0 };
	FILE *f;
	int fd;

	(void)state;
	if (access(IASL, X_OK) < 0)
		skip();
	fd = mkstemp(aml);
	assert_true(fd >= 0 && write(fd, table, n) == (ssize_t)n);
	assert_int_equal(close(fd), 0);
	assert_ok(run_argv(argv, 30000, &o, &err), err);
	run_output_done(&o);
	dsl = str_printf("%s.dsl", aml);
	f = fopen(dsl, "r");
	assert_non_null(f);
	assert_true(fread(text, 1, sizeof(text) - 1, f) > 0);
	assert_int_equal(fclose(f), 0);
	(void)unlink(dsl);
	(void)unlink(aml);
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++)
		assert_contains(text, wanted[i]);
	assert_lacks(text, "Incorrect checksum");
}

/* Where the guest gets it from; beside Looking Glass's device there is one command line, not two.
 */
static void in_the_domain(void **state)
{
	struct guest_desktop desktop = {
		.os = GUEST_SYSTEM_WIN11, .memory_node = -1, .battery = true
	};
	const struct guest_spec spec = {
		.name = "g", .memory = 1 << 30, .vcpus = 1, .disk = "/x", .desktop = &desktop
	};
	_cleanup_free_ char *one = NULL, *both = NULL, *none = NULL;
	struct err err = { 0 };
	const char *line;

	(void)state;
	assert_ok(guest_domain_xml(&spec, &one, &err), err);
	assert_contains(one, "<qemu:arg value=\"-acpitable\"/>");
	assert_contains(one, "<qemu:arg value=\"file=/" GUEST_BATTERY_FILE "\"/>");
	assert_lacks(one, "kvmfr");
	desktop.kvmfr = true;
	desktop.frame_mib = 64;
	assert_ok(guest_domain_xml(&spec, &both, &err), err);
	assert_contains(both, "-acpitable");
	assert_contains(both, "/dev/kvmfr0");
	line = strstr(both, "<qemu:commandline");
	assert_non_null(line);
	assert_null(strstr(line + 1, "<qemu:commandline"));
	desktop = (struct guest_desktop) { .os = GUEST_SYSTEM_WIN11, .memory_node = -1 };
	assert_ok(guest_domain_xml(&spec, &none, &err), err);
	assert_lacks(none, "commandline");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_terms),
		cmocka_unit_test(iasl_reads_it),
		cmocka_unit_test(in_the_domain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

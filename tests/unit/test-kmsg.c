/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is each way to write down a kernel log read, and only the log of it?
 */
#include "formats/kmsg.h"

#include <string.h>

#include "lib/tests.h"

static struct kmsg k;

static struct kmsg_record one(const char *line)
{
	struct kmsg_record rec;

	kmsg_open(&k, line, strlen(line));
	assert_true(kmsg_next(&k, &rec));
	return rec;
}

static void is(const struct kmsg_record *rec, const char *text)
{
	assert_int_equal(rec->len, strlen(text));
	assert_memory_equal(rec->text, text, rec->len);
}

/* All of these say the same. */
static void test_dress(void **state)
{
	static const char *const lines[] = {
		"[    1.234567] igb 0000:01:00.0: [drm] x",
		"[    1.234567][    T1] igb 0000:01:00.0: [drm] x",
		"[    1.234567] [   C12] igb 0000:01:00.0: [drm] x",
		"<6>[    1.234567] igb 0000:01:00.0: [drm] x",
		"<6>[   10.583234][  T189] igb 0000:01:00.0: [drm] x",
		"kern  :info  : [    1.234567] igb 0000:01:00.0: [drm] x",
		"kern  :err   : [Sat Nov 21 02:00:00 2026] igb 0000:01:00.0: [drm] x",
		"[Sat Nov 21 02:00:00 2026] igb 0000:01:00.0: [drm] x",
		"[Feb26 10:50] igb 0000:01:00.0: [drm] x",
		"[  +0.000007] igb 0000:01:00.0: [drm] x",
		"Nov 21 02:00:00 my-host kernel: igb 0000:01:00.0: [drm] x",
		"Nov  1 02:00:00 my-host kernel: [  278.999485] igb 0000:01:00.0: [drm] x",
		"2026-11-21T02:00:00+0100 my-host kernel: igb 0000:01:00.0: [drm] x",
		"kernel: igb 0000:01:00.0: [drm] x",
		"6,1234,5678,-;igb 0000:01:00.0: [drm] x",
		"6,1234,5678,-,caller=T1;igb 0000:01:00.0: [drm] x",
		"> > [    1.234567] igb 0000:01:00.0: [drm] x\r\n",
		"| [    1.234567] igb 0000:01:00.0: [drm] x",
		"    [    1.234567] igb 0000:01:00.0: [drm] x   ",
		"\033[32m[    1.234567] \033[0m\033[33migb 0000:01:00.0: \033[0m[drm] x\033[m",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct kmsg_record rec = one(lines[i]);

		is(&rec, "igb 0000:01:00.0: [drm] x");
		assert_true(rec.kernel);
	}
}

static void test_plain(void **state)
{
	static const char *const lines[] = {
		"igb 0000:01:00.0: x",
		"[drm] Initialized",
		"[Firmware Bug]: x",
		"6, 12, 13;x",
		"<x>y",
		"May you live: long",
		"Nov 21: a day",
		"[1] a footnote",
		"[",
		"<",
		"",
	};

	(void)state;
	for (size_t i = 0; lines[i][0]; i++) {
		struct kmsg_record rec = one(lines[i]);

		is(&rec, lines[i]);
		assert_false(rec.kernel);
		assert_int_equal(rec.level, -1);
		assert_true(rec.usec == -1);
	}
}

static void test_program(void **state)
{
	struct kmsg_record rec = one("Nov 21 02:00:00 host libvirtd[88]: internal error: x");

	(void)state;
	is(&rec, "internal error: x");
	assert_false(rec.kernel);
}

static void test_numbers(void **state)
{
	struct kmsg_record rec = one("<3>[   12.000345] x");

	(void)state;
	assert_int_equal(rec.level, 3);
	assert_true(rec.usec == 12000345);
	rec = one("30,1,99,-;x");
	assert_int_equal(rec.level, 6);
	assert_true(rec.usec == 99);
	rec = one("kern  :warn  : [    1.5] x");
	assert_int_equal(rec.level, 4);
	assert_true(rec.usec == 1500000);
}

static void test_lines(void **state)
{
	static const char log[] = "6,1,2,-;a\n SUBSYSTEM=pci\n DEVICE=+pci:0000:01:00.0\n"
				  "6,2,3,-;b\n\n[    1.0] c\n d\nlast";
	static const char *const want[] = { "a", "b", "", "c", "d", "last" };
	static const size_t line[] = { 1, 4, 5, 6, 7, 8 };
	struct kmsg_record rec;

	(void)state;
	kmsg_open(&k, log, sizeof(log) - 1);
	for (size_t i = 0; i < 6; i++) {
		assert_true(kmsg_next(&k, &rec));
		is(&rec, want[i]);
		assert_int_equal(rec.line, line[i]);
	}
	assert_false(kmsg_next(&k, &rec));
	assert_false(kmsg_next(&k, &rec));
	kmsg_open(&k, "", 0);
	assert_false(kmsg_next(&k, &rec));
}

static void test_long(void **state)
{
	static char log[3 * KMSG_TEXT_MAX];
	struct kmsg_record rec;

	(void)state;
	memset(log, 'x', sizeof(log));
	kmsg_open(&k, log, sizeof(log));
	assert_true(kmsg_next(&k, &rec));
	assert_int_equal(rec.len, KMSG_TEXT_MAX);
	log[0] = '\033';
	log[1] = '[';
	kmsg_open(&k, log, sizeof(log));
	assert_true(kmsg_next(&k, &rec));
	assert_int_equal(rec.len, KMSG_TEXT_MAX);
	assert_false(kmsg_next(&k, &rec));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dress),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_program),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is each way to write down a kernel log read, and only the log of it?
 */
#include "formats/kmsg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
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

/* journalctl -o json */
static void test_json(void **state)
{
	struct kmsg_record rec =
		one("{\"__CURSOR\":\"s=1;i=2\",\"PRIORITY\":\"3\",\"SYSLOG_FACILITY\":\"0\","
		    "\"_UDEV_LINK\":[\"a\",\"b\"],\"_SOURCE_MONOTONIC_TIMESTAMP\":\"1234567\","
		    "\"_TRANSPORT\":\"kernel\",\"MESSAGE\":\"igb 0000:01:00.0: [drm] x\","
		    "\"__MONOTONIC_TIMESTAMP\":\"2000000\"}\r");

	(void)state;
	is(&rec, "igb 0000:01:00.0: [drm] x");
	assert_true(rec.kernel);
	assert_int_equal(rec.level, 3);
	assert_true(rec.usec == 1234567);
	rec = one("> | { \"MESSAGE\" : \"a\" , \"__MONOTONIC_TIMESTAMP\" : 7 }");
	is(&rec, "a");
	assert_false(rec.kernel);
	assert_int_equal(rec.level, -1);
	assert_true(rec.usec == 7);
	rec = one("{\"MESSAGE\":\"a\",\"_TRANSPORT\":\"stdout\",\"SYSLOG_FACILITY\":\"3\","
		  "\"PRIORITY\":\"99999999999999999999\"}");
	assert_false(rec.kernel);
	assert_int_equal(rec.level, -1);
}

/* What may stand for a message. */
static void test_json_messages(void **state)
{
	static const struct {
		const char *json, *text;
	} all[] = {
		{ "[105,103,98,58,32,120]", "igb: x" },
		{ "[27,91,51,49,109,120,10,121,0,122]", "x y z" },
		{ "[65,300,-1,66.5,1000000,66]", "AB" },
		{ "[\"two\",\"words\"]", "two words" },
		{ "[]", "" },
		{ "null", "" },
		{ "\"\"", "" },
		{ "\"a\\nb\\t\"", "a b" },
		{ "\"\\\"\\\\\\/\"", "\"\\/" },
		{ "\"\\u001b[31mred\\u001b[0m\"", "red" },
		{ "\"\\u00e9\\u20ac\\ud83d\\ude00\"", "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" },
		{ "\"\\ud83dx\\ude00\\ud83d\\u0041\"", "\xef\xbf\xbdx\xef\xbf\xbd\xef\xbf\xbd"
						       "A" },
		{ "\"a\\u0000b\"", "a b" },
		{ "\"x\",\"MESSAGE\":\"y\"", "y" },
		{ "\"[    1.0] as it is\"", "[    1.0] as it is" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		char line[200];
		struct kmsg_record rec;

		(void)snprintf(line, sizeof(line), "{\"MESSAGE\":%s,\"_TRANSPORT\":\"kernel\"}",
			all[i].json);
		rec = one(line);
		is(&rec, all[i].text);
		assert_true(rec.kernel);
	}
}

/* What is no such line is any text; each beginning of one is, too. */
static void test_json_not(void **state)
{
	static const char *const lines[] = {
		"{",
		"{}",
		"{ a set }",
		"{\"PRIORITY\":\"6\"}",
		"{\"MESSAGE\":{}}",
		"{\"MESSAGE\":[[1]]}",
		"{\"MESSAGE\":\"\\x\"}",
		"{\"MESSAGE\":\"\\u12g4\"}",
		"{\"MESSAGE\":\"x\",}",
		"{\"MESSAGE\":\"x\"} y",
		"{\"MESSAGE\" \"x\"}",
		"{\"MESSAGE\":}",
		"[{\"MESSAGE\":\"x\"}]",
	};
	static const char whole[] = "{\"MESSAGE\":[1,\"\\ud83d\\ude00\"],\"X\":null}";
	struct kmsg_record rec;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		rec = one(lines[i]);
		is(&rec, lines[i]);
		assert_false(rec.kernel);
	}
	for (size_t n = 1; n < sizeof(whole) - 1; n++) {
		_cleanup_free_ char *exact = malloc(n);

		assert_non_null(exact);
		memcpy(exact, whole, n);
		kmsg_open(&k, exact, n);
		assert_true(kmsg_next(&k, &rec));
		assert_int_equal(rec.len, n);
	}
}

/* A message as long as its place, in a line that is longer, and one that is too long. */
static void test_json_long(void **state)
{
	static char log[20 * KMSG_TEXT_MAX];
	size_t n = strlen(strcpy(log, "{\"MESSAGE\":["));
	struct kmsg_record rec;

	(void)state;
	for (size_t i = 0; i < KMSG_TEXT_MAX; i++)
		n += strlen(strcpy(log + n, "120,"));
	(void)strcpy(log + n, "121],\"PRIORITY\":\"2\"}\nlast");
	kmsg_open(&k, log, strlen(log));
	assert_true(kmsg_next(&k, &rec));
	assert_int_equal(rec.len, KMSG_TEXT_MAX);
	assert_int_equal(rec.level, 2);
	assert_int_equal(rec.text[KMSG_TEXT_MAX - 1], 'x');
	assert_true(kmsg_next(&k, &rec));
	is(&rec, "last");
	assert_int_equal(rec.line, 2);
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
		cmocka_unit_test(test_json),
		cmocka_unit_test(test_json_messages),
		cmocka_unit_test(test_json_not),
		cmocka_unit_test(test_json_long),
		cmocka_unit_test(test_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

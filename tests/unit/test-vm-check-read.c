/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vm-check-read.c: answers as agents give them, and as a hostile guest would.
 */
#include "cli/vm-check-read.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static struct json *parse(const char *text)
{
	struct json *json = NULL;
	struct err err;

	assert_int_equal(json_parse(text, &json, &err), 0);
	return json;
}

static void test_os(void **state)
{
	_cleanup_(json_freep) struct json *windows = parse(
		"{\"return\":{\"name\":\"Microsoft Windows\",\"pretty-name\":\"Windows 11 Pro\","
		"\"id\":\"mswindows\",\"version-id\":\"11\"}}");
	_cleanup_(json_freep) struct json *linux_os =
		parse("{\"return\":{\"name\":\"Debian\",\"id\":\"debian\"}}");
	_cleanup_(json_freep) struct json *odd = parse("{\"return\":{\"name\":7,\"id\":[]}}");
	struct vm_seen s = { 0 };

	(void)state;
	vm_seen_os(windows, &s);
	assert_true(s.windows);
	assert_string_equal(s.os, "Windows 11 Pro");
	vm_seen_os(linux_os, &s);
	assert_false(s.windows);
	assert_string_equal(s.os, "Debian");
	vm_seen_os(odd, &s);
	assert_string_equal(s.os, "");
	vm_seen_os(NULL, &s);
	assert_false(s.windows);
}

static void test_windows(void **state)
{
	_cleanup_(json_freep) struct json *devices = parse(
		"{\"return\":[{\"driver-date\":1690000000000000000,\"driver-name\":\"Intel(R) "
		"UHD\","
		"\"driver-version\":\"32.0.101.8826\",\"id\":{\"type\":\"pci\",\"vendor-id\":32902,"
		"\"device-id\":42880}},{\"driver-name\":\"no id\"},{\"id\":{\"vendor-id\":-1,"
		"\"device-id\":99999}},{\"driver-name\":\"second\",\"id\":{\"vendor-id\":32902,"
		"\"device-id\":42880}},7,null]}");
	static const char problems[] =
		"{\"lg\":\"00:00:00.0 [I]  main.c:5 | app_main | Looking Glass Host (B7-12-gab)\","
		"\"vbs\":2,\"pnp\":[{\"Name\":\"Intel(R) UHD\",\"DeviceID\":"
		"\"PCI\\\\VEN_8086&DEV_A780&SUBSYS_1\",\"ConfigManagerErrorCode\":43},"
		"{\"DeviceID\":\"PCI\\\\VEN_8086&DEV_A780&SUBSYS_2\",\"ConfigManagerErrorCode\":0},"
		"{\"DeviceID\":\"USB\\\\VEN_8086\"},{\"DeviceID\":7},{\"DeviceID\":"
		"\"PCI\\\\VEN_1AF4&DEV_1041\",\"ConfigManagerErrorCode\":99999999}]}";
	_cleanup_(vm_seen_done) struct vm_seen s = { .vbs = TRI_UNKNOWN };
	const struct vm_seen_device *d;
	struct err err;
	size_t at = 0;

	(void)state;
	assert_int_equal(vm_seen_devices(devices, &s, &err), 0);
	assert_true(s.listed);
	assert_int_equal(s.n, 2);
	assert_int_equal(vm_seen_problems(problems, &s, &err), 0);
	assert_int_equal(s.n, 3);
	assert_int_equal(s.vbs, TRI_YES);
	assert_string_equal(s.looking_glass, "B7-12-gab");
	d = vm_seen_find(&s, 0x8086, 0xa780, &at);
	assert_int_equal(d->problem, 43);
	assert_string_equal(d->version, "32.0.101.8826");
	d = vm_seen_find(&s, 0x8086, 0xa780, &at);
	assert_int_equal(d->problem, 0);
	assert_null(vm_seen_find(&s, 0x8086, 0xa780, &at));
	at = 0;
	assert_int_equal(vm_seen_find(&s, 0x1af4, 0x1041, &at)->problem, -1);
}

static void test_hostile(void **state)
{
	static const char *const texts[] = { "{}", "{\"pnp\":{}}", "{\"pnp\":null,\"vbs\":\"2\"}",
		"{\"pnp\":\"x\",\"lg\":5}", "{\"lg\":\"Looking Glass\"}",
		"{\"lg\":\"Looking Glass (\"}", "{\"lg\":\"Looking Glass (B7\"}", "[]", "7" };
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(vm_seen_done) struct vm_seen s = { .vbs = TRI_UNKNOWN };

		assert_int_equal(vm_seen_problems(texts[i], &s, &err), 0);
		assert_int_equal(s.n, 0);
		assert_false(s.listed);
		assert_int_equal(s.vbs, TRI_UNKNOWN);
		assert_string_equal(s.looking_glass, "");
	}
	for (size_t i = 0; i < 2; i++) {
		_cleanup_(vm_seen_done) struct vm_seen s = { 0 };

		assert_int_equal(vm_seen_problems(i ? "" : "{\"pnp\":[", &s, &err), -EINVAL);
	}
}

/* A guest that never ends. */
static void test_many(void **state)
{
	_cleanup_(vm_seen_done) struct vm_seen s = { 0 };
	struct str_buf b = { 0 };
	struct err err;

	(void)state;
	str_buf_add(&b, "{\"pnp\":[");
	for (unsigned i = 0; i < 5000; i++)
		str_buf_printf(&b,
			"%s{\"DeviceID\":\"PCI\\\\VEN_%04X&DEV_0001\",\"Name\":\"%0200u\"}",
			i ? "," : "", i, i);
	str_buf_add(&b, "]}");
	assert_int_equal(vm_seen_problems(b.text, &s, &err), 0);
	assert_int_equal(s.n, 512);
	assert_int_equal(strlen(s.v[0].name), VM_SEEN_TEXT - 1);
	str_buf_done(&b);
}

static void test_linux(void **state)
{
	_cleanup_(vm_seen_done) struct vm_seen s = { 0 };
	_cleanup_(vm_seen_done) struct vm_seen none = { 0 };
	const struct vm_seen_device *d;
	struct err err;
	size_t at = 0;

	(void)state;
	assert_int_equal(vm_seen_uevents("/sys/devices/pci0/0000:01:00.0/uevent:DRIVER=igbvf\n"
					 "/sys/devices/pci0/0000:01:00.0/uevent:PCI_ID=8086:10CA\n"
					 "/sys/devices/x/uevent:DRIVER=virtio_blk\n"
					 "/sys/devices/pci0/0000:02:00.0/uevent:PCI_ID=8086:A780\n"
					 "rubbish\n/uevent:\n/uevent:=\n/sys/uevent:PCI_ID=zz\n"
					 "/sys/devices/pci0/0000:03:00.0/uevent:PCI_ID=10DE:1",
				 &s, &err),
		0);
	assert_int_equal(s.n, 3);
	assert_true(s.listed);
	d = vm_seen_find(&s, 0x8086, 0x10ca, &at);
	assert_string_equal(d->driver, "igbvf");
	at = 0;
	assert_string_equal(vm_seen_find(&s, 0x8086, 0xa780, &at)->driver, "");
	at = 0;
	assert_non_null(vm_seen_find(&s, 0x10de, 1, &at));
	assert_int_equal(vm_seen_uevents("", &none, &err), 0);
	assert_false(none.listed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_os),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_linux),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

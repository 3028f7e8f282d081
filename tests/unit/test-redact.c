/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is what says whose machine it is replaced, the same by the same, and nothing else?
 */
#include "formats/redact.h"

#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

static char *text_of(struct redact *r, const char *text, unsigned flags)
{
	struct str_buf out = { 0 };

	redact_text(r, text, strlen(text), flags, &out);
	assert_false(r->failed);
	return str_buf_take(&out);
}

static void becomes(const char *text, const char *wanted)
{
	_cleanup_(redact_done) struct redact r = { 0 }, again = { 0 };
	_cleanup_free_ char *got = NULL, *twice = NULL;

	(void)redact_add_name(&r, REDACT_HOST, "zaphod");
	(void)redact_add_name(&r, REDACT_USER, "marvin");
	got = text_of(&r, text, 0);
	assert_string_equal(got, wanted);
	twice = text_of(&again, got, 0);
	assert_string_equal(twice, got);
	for (size_t i = 0; i < REDACT_KINDS; i++)
		assert_int_equal(again.count[i], 0);
}

static const char *const pairs[][2] = {
	{ "52:54:00:aa:bb:cc", "02:00:00:00:00:01" },
	{ "52-54-00-AA-BB-CC", "02-00-00-00-00-01" },
	{ "a 52:54:00:aa:bb:cc, 52:54:00:AA:BB:CC and 52:54:00:aa:bb:cd.",
		"a 02:00:00:00:00:01, 02:00:00:00:00:01 and 02:00:00:00:00:02." },
	{ "1 mac=52:54:00:aa:bb:01,vlan=100", "1 mac=02:00:00:00:00:01,vlan=100" },
	{ "enx525400aabbcc: 52:54:00:aa:bb:cc", "enx020000000001: 02:00:00:00:00:01" },
	{ "00:11:22:33:44:55:66:77", "02:00:00:00:00:00:00:01" },
	{ "root=UUID=3F1B2C4D-aaaa-4bbb-8ccc-0123456789ab ro",
		"root=UUID=00000000-0000-4000-8000-000000000001 ro" },
	{ "rd.luks.uuid=luks-3f1b2c4d-aaaa-4bbb-8ccc-0123456789ab",
		"rd.luks.uuid=luks-00000000-0000-4000-8000-000000000001" },
	{ "systemd.machine_id=0123456789abcdef0123456789abcdef",
		"systemd.machine_id=00000000000040008000000000000001" },
	{ "root=PARTUUID=1a2b3c4d-02 resume=LABEL=mine", "root=PARTUUID=id-1 resume=LABEL=id-2" },
	{ "usb 1-1: SerialNumber: AB C-9\nnext", "usb 1-1: SerialNumber: id-1\nnext" },
	{ "nvme nvme0: eui.0025385b71b1a2c3", "nvme nvme0: eui.id-1" },
	{ "/dev/disk/by-id/ata-Samsung_S3Z8, /dev/disk/by-uuid/12AB-34CD",
		"/dev/disk/by-id/id-1, /dev/disk/by-uuid/id-2" },
	{ "ip=10.1.2.3:10.1.2.4::255.255.255.0", "ip=192.0.2.1:192.0.2.2::255.255.255.0" },
	{ "from 10.1.2.3.", "from 192.0.2.1." },
	{ "addr fe80::5054:ff:feaa:bbcc/64", "addr 2001:db8::1/64" },
	{ "2a00:1450:4001:0829:0000:0000:0000:200e", "2001:db8::1" },
	{ "/home/arthur/a.rom /home/marvin /home/arthur",
		"/home/user-1/a.rom /home/user-2 /home/user-1" },
	{ "/run/media/ford/disk /var/home/ford", "/run/media/user-1/disk /var/home/user-1" },
	{ "zaphod kernel: <zaphod> marvin marvin's", "host kernel: <host> user-1 user-1's" },
	{ "/dev/mapper/zaphod--vg-root", "/dev/mapper/host--vg-root" },
};

static void test_replaced(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++)
		becomes(pairs[i][0], pairs[i][1]);
}

static const char *const kept[] = { "", "igb 0000:01:00.0: added PHC on eth0",
	"10000:e1:00.0 0000:00:02.0 00:1f.6", "12:34:56 2026-11-21T06:36:34+00:00",
	"[    1.234567] pci 0000:00:00.0: [8086:29c0]", "Linux version 6.12.95-amd64",
	"DDP package version 1.3.30.0, fw 5.10.0.8", "0.0.0.0 127.0.0.1 255.255.255.0 1.2.3",
	"00:00:00:00:00:00 ff:ff:ff:ff:ff:ff", "::1 :: ff02::1", "input3::capslock phy0::rx",
	"SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
	"LoaderInfo-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f", "0:0:0:0: Direct-Access",
	"New USB device strings: Mfr=1, Product=2, SerialNumber=3", "zaphods xmarvin",
	"kernel/drivers/media/usb/uvc.ko", "serial8250: ttyS0 at I/O 0x3f8",
	"deadbeefdeadbeefdeadbeefdeadbeef0", "aa:bb:cc", "HID 0003:046D:C52B.0001", "/home",
	"/homeless/x", "BOOT_IMAGE=/vmlinuz-6.1.0-26-amd64 quiet",
	"mem 0xfe000000-0xfe7fffff 64bit pref" };

static void test_kept(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(kept); i++)
		becomes(kept[i], kept[i]);
}

static void test_paths(void **state)
{
	_cleanup_(redact_done) struct redact r = { 0 };
	_cleanup_free_ char *mdev = NULL, *other = NULL;

	(void)state;
	(void)redact_add_name(&r, REDACT_HOST, "devlink");
	mdev = text_of(
		&r, "/sys/bus/mdev/devices/3f1b2c4d-aaaa-4bbb-8ccc-0123456789ab", REDACT_PATH);
	assert_string_equal(mdev, "/sys/bus/mdev/devices/00000000-0000-4000-8000-000000000001");
	other = text_of(&r, "/sys/class/devlink/10.1.2.3", REDACT_PATH);
	assert_string_equal(other, "/sys/class/devlink/10.1.2.3");
}

static void test_names(void **state)
{
	_cleanup_(redact_done) struct redact r = { 0 };

	(void)state;
	assert_false(redact_add_name(&r, REDACT_HOST, "vm"));
	assert_false(redact_add_name(&r, REDACT_HOST, "Debian"));
	assert_false(redact_add_name(&r, REDACT_USER, "12345"));
	assert_false(redact_add_name(&r, REDACT_HOST, ""));
	assert_true(redact_add_name(&r, REDACT_HOST, "heart-of-gold"));
	assert_int_equal(r.n_names, 1);
}

/* More than there are addresses for examples; the numbers go on. */
static void test_many(void **state)
{
	_cleanup_(redact_done) struct redact r = { 0 };
	_cleanup_free_ char *first = text_of(&r, "10.0.0.0", 0);
	_cleanup_free_ char *last = NULL, *again = NULL;

	(void)state;
	for (unsigned i = 1; i < 2000; i++) {
		_cleanup_free_ char *from = str_printf("10.0.%u.%u", i >> 8, i & 0xff);
		_cleanup_free_ char *to = text_of(&r, from, 0);

		assert_string_not_equal(from, to);
		assert_string_not_equal(first, to);
	}
	assert_int_equal(r.count[REDACT_IPV4], 2000);
	last = text_of(&r, "10.0.7.207", 0);
	again = text_of(&r, "10.0.7.207", 0);
	assert_string_equal(last, again);
	assert_string_equal(first, "192.0.2.1");
}

static void test_config(void **state)
{
	_cleanup_(redact_done) struct redact r = { 0 };
	static const uint8_t dsn[] = { 0x03, 0, 0x01, 0x15, 1, 2, 3, 4, 5, 6, 7, 8 };
	uint8_t config[4096] = { 0 }, other[4096];

	(void)state;
	/* AER at 0x100, the number behind it at 0x150. */
	memcpy(config + 0x100, (uint8_t[]) { 1, 0, 0x01, 0x15 }, 4);
	memcpy(config + 0x150, dsn, sizeof(dsn));
	config[0x153] = 0;
	config[0x152] = 1;
	memcpy(other, config, sizeof(other));
	redact_config(&r, config, 0x15b);
	assert_memory_equal(config, other, sizeof(other));
	redact_config(&r, config, sizeof(config));
	assert_memory_not_equal(config + 0x154, dsn + 4, 8);
	assert_int_equal(r.count[REDACT_SERIAL], 1);
	memcpy(other + 0x154, config + 0x154, 8);
	assert_memory_equal(config, other, sizeof(other));
	redact_config(&r, config, sizeof(config));
	assert_memory_equal(config, other, sizeof(other));
	/* A chain that goes round ends. */
	memset(config, 0, sizeof(config));
	memcpy(config + 0x100, (uint8_t[]) { 1, 0, 0x01, 0x10 }, 4);
	redact_config(&r, config, sizeof(config));
	redact_config(&r, config, 0);
}

static void test_serial(void **state)
{
	_cleanup_(redact_done) struct redact r = { 0 };
	struct str_buf out = { 0 };

	(void)state;
	redact_serial(&r, "S3Z8NB0K\n", 9, &out);
	redact_serial(&r, "", 0, &out);
	redact_serial(&r, "id-1", 4, &out);
	redact_serial(&r, "s3z8nb0k", 8, &out);
	assert_string_equal(out.text, "id-1id-1id-1");
	str_buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replaced),
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_config),
		cmocka_unit_test(test_serial),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

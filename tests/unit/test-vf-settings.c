/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are settings of a VF the same as text and back, and are rubbish and bad addresses refused?
 */
#include "model/vf-settings.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

static const char everything[] =
	"mac=02:00:00:00:00:ff,vlan=4095,qos=7,proto=802.1ad,spoofchk=on,trust=off,"
	"max-tx-rate=10000000,min-tx-rate=10000000,link-state=enable";

static void test_round_trip(void **state)
{
	static const char *const texts[] = {
		"",
		"mac=52:54:00:aa:bb:01",
		"vlan=100,qos=3,proto=802.1Q",
		"vlan=7,qos=0,proto=802.1ad",
		"spoofchk=off,trust=on",
		"max-tx-rate=200,min-tx-rate=10",
		"link-state=disable",
		everything,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct vf_settings s;
		char text[VF_SETTINGS_TEXT];
		struct err err = { 0 };

		assert_ok(vf_settings_parse(texts[i], &s, &err), err);
		vf_settings_format(&s, text);
		assert_string_equal(text, texts[i]);
	}
}

static void test_wrong(void **state)
{
	static const char *const texts[] = { "mac", "mac=", "mac=52:54:00:aa:bb", "vlan=4096",
		"vlan=-1", "qos=8", "proto=802.1x", "trust=yes", "link-state=up", "colour=red",
		"vlan=1,", "vlan=1,,nothing" };

	(void)state;
	/* An empty word between two commas is nothing; the last of these has one too many. */
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct vf_settings s = { .set = 12345 };
		struct err err = { 0 };

		if (strcmp(texts[i], "vlan=1,") == 0)
			continue;
		assert_int_equal(vf_settings_parse(texts[i], &s, &err), -EINVAL);
		assert_int_equal(s.set, 12345);
		assert_true(err.text[0]);
	}
}

static void test_mac(void **state)
{
	static const char *const wrong[] = { "", "5", "52:54:00:aa:bb", "52:54:00:aa:bb:0",
		"52:54:00:aa:bb:011", "52:54:00:aa:bb:01:", "52 54 00 aa bb 01",
		"g2:54:00:aa:bb:01", "525400aabb01", "+2:54:00:aa:bb:01" };
	uint8_t mac[6];
	char text[MAC_TEXT];

	(void)state;
	assert_int_equal(mac_parse("52-54-00-AA-bb-01", mac), 0);
	mac_format(mac, text);
	assert_string_equal(text, "52:54:00:aa:bb:01");
	for (size_t i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(mac_parse(wrong[i], mac), -EINVAL);
	mac_add(mac, 255);
	mac_format(mac, text);
	assert_string_equal(text, "52:54:00:aa:bc:00");
}

/* VFs of neighbouring ports must not get the same address, nor a group address. */
static void test_mac_for_vf(void **state)
{
	uint8_t seen[4 * 64][6];
	size_t n = 0;

	(void)state;
	for (uint8_t port = 0; port < 4; port++) {
		uint8_t pf[6] = { 0xa0, 0x36, 0x9f, 0x12, 0x34, (uint8_t)(0x56 + port) };

		for (unsigned vf = 0; vf < 64; vf++, n++) {
			uint8_t again[6];

			mac_for_vf(pf, vf, seen[n]);
			mac_for_vf(pf, vf, again);
			assert_memory_equal(seen[n], again, 6);
			assert_int_equal(seen[n][0] & 3, 2);
			for (size_t i = 0; i < n; i++)
				assert_memory_not_equal(seen[i], seen[n], 6);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_mac),
		cmocka_unit_test(test_mac_for_vf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

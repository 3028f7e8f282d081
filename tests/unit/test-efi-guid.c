/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * GUIDs to text and back, in the mixed order that firmware has them.
 */
#include "formats/efi-guid.h"

#include <errno.h>

#include "lib/tests.h"

static const uint8_t raw[17] = { 0xc8, 0xeb, 0x59, 0x8d, 0x5e, 0xb8, 0x0e, 0x40, 0x97, 0x0a, 0x1f,
	0x99, 0x5d, 0x1d, 0xb9, 0x1e, 0xff };
static const char text[] = "8D59EBC8-B85E-400E-970A-1F995D1DB91E";

static void test_text(void **state)
{
	static const char *const bad[] = { "", "8D59EBC8", "8D59EBC8-B85E-400E-970A-1F995D1DB91",
		"8D59EBC8-B85E-400E-970A-1F995D1DB91E0", "8D59EBC8-B85E-400E-970A-1F995D1DB91G",
		"8D59EBC8+B85E-400E-970A-1F995D1DB91E", "{D59EBC8-B85E-400E-970A-1F995D1DB91}" };
	char shown[EFI_GUID_TEXT];
	struct efi_guid g, again;

	(void)state;
	assert_true(efi_guid_read(bytes_of(raw, sizeof(raw)), 0, &g));
	efi_guid_format(&g, shown);
	assert_string_equal(shown, text);
	assert_int_equal(efi_guid_parse(text, &again), 0);
	assert_true(efi_guid_eq(&g, &again));
	assert_int_equal(efi_guid_parse("8d59ebc8-b85e-400e-970a-1f995d1db91e", &again), 0);
	assert_true(efi_guid_eq(&g, &again));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_int_equal(efi_guid_parse(bad[i], &again), -EINVAL);
}

static void test_read(void **state)
{
	struct efi_guid g;

	(void)state;
	assert_true(efi_guid_read(bytes_of(raw, sizeof(raw)), 1, &g));
	assert_false(efi_guid_is_zero(&g));
	assert_false(efi_guid_read(bytes_of(raw, sizeof(raw)), 2, &g));
	assert_true(efi_guid_is_zero(&g));
	assert_false(efi_guid_read(bytes_of(raw, sizeof(raw)), SIZE_MAX, &g));
}

static void test_name(void **state)
{
	struct efi_guid g;

	(void)state;
	assert_true(efi_guid_read(bytes_of(raw, sizeof(raw)), 0, &g));
	assert_string_equal(efi_guid_name(&g), "IntelSnbGopDriver");
	g.b[0]++;
	assert_null(efi_guid_name(&g));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

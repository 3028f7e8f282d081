/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does reading numbers stay inside, and say so when it would not?
 */
#include "base/bytes.h"

#include "lib/tests.h"

static const uint8_t data[] = { 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x88 };

static void test_values(void **state)
{
	struct bytes b = bytes_of(data, sizeof(data));
	uint8_t v8;
	uint16_t v16;
	uint32_t v32;
	uint64_t v64;

	(void)state;
	assert_true(bytes_u8(b, 7, &v8));
	assert_int_equal(v8, 0x88);
	assert_true(bytes_u16(b, 6, &v16));
	assert_int_equal(v16, 0x8807);
	assert_true(bytes_u32(b, 1, &v32));
	assert_int_equal(v32, 0x05040302);
	assert_true(bytes_u64(b, 0, &v64));
	assert_true(v64 == 0x8807060504030201);
}

static void test_outside(void **state)
{
	static const size_t offsets[] = { 8, 9, SIZE_MAX, SIZE_MAX - 1, SIZE_MAX - 7 };
	struct bytes b = bytes_of(data, sizeof(data));
	uint8_t v8 = 1;
	uint16_t v16 = 1;
	uint32_t v32 = 1;
	uint64_t v64 = 1;

	(void)state;
	for (size_t i = 0; i < sizeof(offsets) / sizeof(*offsets); i++) {
		assert_false(bytes_u8(b, offsets[i], &v8));
		assert_false(bytes_u16(b, offsets[i], &v16));
		assert_false(bytes_u32(b, offsets[i], &v32));
		assert_false(bytes_u64(b, offsets[i], &v64));
		assert_true(v8 == 0 && v16 == 0 && v32 == 0 && v64 == 0);
	}
	v16 = v32 = 1;
	v64 = 1;
	assert_false(bytes_u16(b, 7, &v16));
	assert_false(bytes_u32(b, 5, &v32));
	assert_false(bytes_u64(b, 1, &v64));
	assert_true(v16 == 0 && v32 == 0 && v64 == 0);
}

static void test_has_and_slice(void **state)
{
	struct bytes b = bytes_of(data, sizeof(data)), s;

	(void)state;
	assert_true(bytes_has(b, 0, 8));
	assert_true(bytes_has(b, 8, 0));
	assert_false(bytes_has(b, 9, 0));
	assert_false(bytes_has(b, 1, SIZE_MAX));
	assert_false(bytes_has(b, SIZE_MAX, 2));
	s = bytes_slice(b, 2, 3);
	assert_ptr_equal(s.data, data + 2);
	assert_int_equal(s.size, 3);
	s = bytes_slice(b, 6, 3);
	assert_null(s.data);
	assert_int_equal(s.size, 0);
	s = bytes_slice(bytes_of(NULL, 0), 0, 0);
	assert_int_equal(s.size, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_outside),
		cmocka_unit_test(test_has_and_slice),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

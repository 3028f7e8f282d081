/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the shared memory of Looking Glass as large as its own tables say?
 */
#include "guest/guest-frame.h"

#include <errno.h>

#include "base/mem.h"
#include "lib/tests.h"

static void sizes(void **state)
{
	static const struct {
		unsigned width, height, sdr, hdr, idd;
	} rows[] = {
		{ 1920, 1080, 32, 64, 32 },
		{ 1920, 1200, 32, 64, 32 },
		{ 2560, 1440, 64, 128, 64 },
		{ 3440, 1440, 64, 128, 64 },
		{ 3840, 2160, 128, 256, 128 },
		{ 5120, 1440, 128, 128, 128 },
		{ 5120, 2880, 128, 256, 256 },
		{ 7680, 4320, 512, 1024, 512 },
		{ 320, 200, 16, 16, 8 },
		{ 16384, 16384, 4096, 8192, 4096 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct guest_frame f = { rows[i].width, rows[i].height, false };

		assert_int_equal(guest_frame_mib(&f, GUEST_FRAME_B7), rows[i].sdr);
		assert_int_equal(guest_frame_mib(&f, GUEST_FRAME_IDD), rows[i].idd);
		assert_int_equal(guest_frame_mib_any(&f),
			rows[i].sdr > rows[i].idd ? rows[i].sdr : rows[i].idd);
		f.hdr = true;
		assert_int_equal(guest_frame_mib(&f, GUEST_FRAME_B7), rows[i].hdr);
		assert_int_equal(guest_frame_mib(&f, GUEST_FRAME_IDD), rows[i].idd);
	}
}

static void texts(void **state)
{
	static const char *const bad[] = { "", "x", "1920", "1920x", "x1080", "1920x1080,",
		"1920x1080,sdr", "-1x1080", "1920x1080x2", "319x200", "320x199", "16385x100",
		"1920 x 1080", "1920x1080,hdr,hdr", "99999999999x1" };
	struct guest_frame f = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_ok(guest_frame_parse("2560x1440", &f, &err), err);
	assert_int_equal(f.width, 2560);
	assert_int_equal(f.height, 1440);
	assert_false(f.hdr);
	assert_ok(guest_frame_parse("3840x2160,hdr", &f, &err), err);
	assert_true(f.hdr);
	for (size_t i = 0; i < ARRAY_SIZE(bad); i++)
		assert_int_equal(guest_frame_parse(bad[i], &f, &err), -EINVAL);
	assert_int_equal(f.width, 3840);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sizes), cmocka_unit_test(texts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

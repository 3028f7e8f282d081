/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the table of GPUs say which chip is split by which driver on which kernel?
 */
#include "kinds/gpu.h"

#include <string.h>

#include "lib/tests.h"

static const char *id_of(uint16_t device)
{
	const struct gpu_platform *p = gpu_platform_of(device);

	return p ? p->id : "-";
}

static void test_platform(void **state)
{
	(void)state;
	assert_string_equal(id_of(0x46d1), "adl-n");
	assert_string_equal(id_of(0x9a49), "tgl");
	assert_string_equal(id_of(0x9bc5), "cml");
	assert_string_equal(id_of(0x5a84), "bxt");
	assert_string_equal(id_of(0x0a84), "bxt");
	assert_string_equal(id_of(0x0a16), "hsw");
	assert_string_equal(id_of(0x591b), "kbl");
	assert_string_equal(id_of(0xe211), "bmg");
	assert_string_equal(id_of(0x7d67), "arl");
	assert_null(gpu_platform_of(0x0000));
	assert_null(gpu_platform_of(0xffff));
	/* The same number means nothing for another vendor. */
	assert_null(gpu_platform_of(0x67df));
	assert_string_equal(gpu_platform_find(GPU_VENDOR_AMD, 0x67df)->id, "polaris10");
	assert_true(gpu_platform_find(GPU_VENDOR_AMD, 0x67df)->vendor_reset);
	assert_null(gpu_platform_find(GPU_VENDOR_AMD, 0x46d1));
	assert_null(gpu_platform_find(GPU_VENDOR_NVIDIA, 0x2204));
}

static void test_rows(void **state)
{
	(void)state;
	assert_true(n_gpu_platforms > 30);
	for (size_t i = 0; i < n_gpu_platforms; i++) {
		const struct gpu_platform *p = &gpu_platforms[i];

		assert_non_null(p->name);
		assert_non_null(p->source);
		assert_true(p->ids[0].mask != 0);
		for (const struct gpu_id *id = p->ids; id->mask; id++)
			assert_ptr_equal(gpu_platform_find(p->vendor, id->value), p);
		/* Nothing says "it has none" beside a driver that makes some. */
		if (p->state == GPU_STATE_NONE)
			assert_false(p->dkms_i915 || p->dkms_xe || p->xe_sriov.major);
		if (p->dkms_i915)
			assert_non_null(p->guc_i915);
	}
}

static void test_release(void **state)
{
	static const struct {
		int major, minor;
		const char *release;
	} rows[] = {
		{ 5, 15, NULL },
		{ 6, 0, NULL },
		{ 6, 1, "intel-lts-v6.1" },
		{ 6, 7, "intel-lts-v6.1" },
		{ 6, 8, "2025.07.22" },
		{ 6, 11, "2025.07.22" },
		{ 6, 12, "2026.03.05.1" },
		{ 6, 16, "2026.03.05.1" },
		{ 6, 17, "2026.05.06" },
		{ 6, 19, "2026.05.06" },
		{ 7, 0, "2026.05.06" },
		{ 7, 1, NULL },
		{ 8, 0, NULL },
		{ -1, -1, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct gpu_dkms *d = gpu_dkms_release(rows[i].major, rows[i].minor);

		if (!rows[i].release) {
			assert_null(d);
			continue;
		}
		assert_non_null(d);
		assert_string_equal(d->release, rows[i].release);
		assert_true(gpu_dkms_builds(d, rows[i].major, rows[i].minor));
	}
	assert_string_equal(gpu_dkms_find("2026.05.06-sriov")->release, "2026.05.06");
	assert_string_equal(gpu_dkms_find("2025.07.22")->release, "2025.07.22");
	assert_null(gpu_dkms_find("2026.05.06.9"));
	assert_null(gpu_dkms_find("2026.05"));
	assert_null(gpu_dkms_find(""));
	assert_null(gpu_dkms_find(NULL));
	assert_false(gpu_dkms_builds(gpu_dkms_find("2026.05.06"), 6, 12));
	assert_false(gpu_dkms_builds(gpu_dkms_find("2026.05.06"), 7, 1));
}

static void test_ways(void **state)
{
	struct gpu_ways w;

	(void)state;
	w = gpu_sriov_ways(gpu_platform_of(0x46d1), 6, 12);
	assert_int_equal(w.xe, TRI_NO);
	assert_string_equal(w.i915->release, "2026.03.05.1");
	assert_non_null(w.dkms_xe);
	w = gpu_sriov_ways(gpu_platform_of(0x46d1), 7, 1);
	assert_int_equal(w.xe, TRI_YES);
	assert_true(w.force_probe);
	assert_null(w.i915);
	/* 2025.07.22 has no xe yet. */
	w = gpu_sriov_ways(gpu_platform_of(0x46d1), 6, 8);
	assert_non_null(w.i915);
	assert_null(w.dkms_xe);
	w = gpu_sriov_ways(gpu_platform_of(0x7d55), 7, 0);
	assert_int_equal(w.xe, TRI_NO);
	assert_non_null(w.i915);
	assert_null(w.dkms_xe);
	w = gpu_sriov_ways(gpu_platform_of(0x4c8a), 7, 0);
	assert_int_equal(w.xe, TRI_NO);
	assert_null(w.i915);
	w = gpu_sriov_ways(gpu_platform_of(0xe211), 6, 17);
	assert_int_equal(w.xe, TRI_YES);
	assert_false(w.force_probe);
	w = gpu_sriov_ways(gpu_platform_of(0xe211), 6, 16);
	assert_int_equal(w.xe, TRI_NO);
	w = gpu_sriov_ways(NULL, 7, 0);
	assert_int_equal(w.xe, TRI_UNKNOWN);
	assert_null(w.i915);
	w = gpu_sriov_ways(gpu_platform_of(0x46d1), -1, -1);
	assert_int_equal(w.xe, TRI_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_platform),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

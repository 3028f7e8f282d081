/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Order of releases, and parameters that are there, readable or not.
 */
#include "model/kernel.h"

#include "lib/tests.h"

static void test_order(void **state)
{
	/* Each is older than the next. */
	static const char *const releases[] = { "", "4.19.163-1.el7.x86_64", "6.1.0-9-amd64",
		"6.1.0-13-amd64", "6.8.0-45-generic", "6.8.12-4-pve", "6.8.12-15-pve", "6.12-rc1",
		"6.12-rc7", "6.12", "6.12.9-arch1-1", "6.12.10", "6.12.95+deb12-amd64",
		"7.0.1-2-cachyos", "99999999999999999999999.1" };
	const size_t n = sizeof(releases) / sizeof(releases[0]);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			int order = kernel_release_compare(releases[i], releases[j]);

			assert_int_equal(order < 0 ? -1 : order > 0, i < j ? -1 : i > j);
		}
	}
}

static void test_params(void **state)
{
	struct kernel_module_param params[] = { { (char *)"max_vfs", NULL },
		{ (char *)"enable_guc", (char *)"3" } };
	struct kernel_module m[] = {
		{ .name = "i915",
			.loaded = TRI_YES,
			.params = params,
			.n_params = 2,
			.params_seen = TRI_YES },
		{ .name = "xe", .loaded = TRI_NO },
		{ .name = "vfio_pci", .loaded = TRI_UNKNOWN },
		{ .name = "ice", .loaded = TRI_YES, .params_seen = TRI_UNKNOWN },
	};
	struct kernel k = { .modules = m, .n_modules = 4 };

	(void)state;
	assert_int_equal(kernel_has_module_param(&k, "i915", "max-vfs"), TRI_YES);
	assert_null(kernel_module_param(&k, "i915", "max_vfs"));
	assert_string_equal(kernel_module_param(&k, "i915", "enable_guc"), "3");
	assert_int_equal(kernel_has_module_param(&k, "i915", "enable_gvt"), TRI_NO);
	assert_int_equal(kernel_has_module_param(&k, "xe", "max_vfs"), TRI_NO);
	assert_int_equal(kernel_has_module_param(&k, "vfio-pci", "ids"), TRI_UNKNOWN);
	assert_int_equal(kernel_has_module_param(&k, "ice", "x"), TRI_UNKNOWN);
	assert_int_equal(kernel_has_module_param(&k, "nobody", "x"), TRI_UNKNOWN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_params),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

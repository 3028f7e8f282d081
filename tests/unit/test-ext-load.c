/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a library opened by the first name that is there, with all of its symbols, and is it said
 * what is missing, again at each try?
 */
#include "ext/ext-load.h"

#include <errno.h>
#include <math.h>
#include <stddef.h>

#include "base/mem.h"
#include "lib/tests.h"

static struct {
	__typeof__(cbrt) *cbrt;
	__typeof__(hypot) *hypot;
} lib;

static void test_opens(void **state)
{
	static const struct load_symbol symbols[] = { LOAD_SYMBOL(cbrt) LOAD_SYMBOL(hypot) { 0 } };
	struct load_library l = {
		.files = { "libnowhere.so.1", "libm.so.6" },
		.symbols = symbols,
		.title = "libm",
		.cannot = "cannot count",
	};
	struct err err = { 0 };
	void *handle;

	(void)state;
	assert_ok(load_library(&l, &err), err);
	handle = l.handle;
	assert_non_null(handle);
	assert_int_equal((int)lib.cbrt(27.0), 3);
	assert_int_equal((int)lib.hypot(3.0, 4.0), 5);
	assert_ok(load_library(&l, &err), err);
	assert_ptr_equal(l.handle, handle);
}

static void test_not_there(void **state)
{
	static const struct load_symbol none[] = { { 0 } };
	struct load_library l = {
		.files = { "libnowhere.so.1" },
		.symbols = none,
		.title = "libnowhere",
		.cannot = "cannot go nowhere",
	};
	struct err err = { 0 };

	(void)state;
	assert_int_equal(load_library(&l, &err), -ENOTSUP);
	assert_contains(err.text, "cannot go nowhere: libnowhere.so.1: ");
	l.advice = "install libnowhere";
	l.code = ENOSYS;
	assert_int_equal(load_library(&l, &err), -ENOSYS);
	assert_contains(err.text, "; install libnowhere");
	assert_null(l.handle);
}

static void test_too_old(void **state)
{
	static void *slot;
	static const struct load_symbol symbols[] = { { "cbrt", &slot }, { "no_such", &slot },
		{ 0 } };
	struct load_library l = {
		.files = { "libm.so.6" },
		.symbols = symbols,
		.title = "libm",
		.cannot = "cannot count",
	};
	struct err err = { 0 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(load_library(&l, &err), -ENOTSUP);
		assert_string_equal(err.text, "cannot count: this libm has no no_such; update it");
		assert_null(l.handle);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opens),
		cmocka_unit_test(test_not_there),
		cmocka_unit_test(test_too_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

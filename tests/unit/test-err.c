/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does an error keep its code, and does its text never outgrow its place?
 */
#include "base/err.h"

#include <errno.h>
#include <string.h>

#include "lib/tests.h"

static void test_set(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(err_set(&err, ENOENT, "no %s in %d places", "thing", 3), -ENOENT);
	assert_int_equal(err.code, ENOENT);
	assert_string_equal(err.text, "no thing in 3 places");
}

static void test_sys(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(err_sys(&err, EACCES, "sys/x"), -EACCES);
	assert_string_equal(err.text, "sys/x: Permission denied");
}

static void test_wrap_and_hint(void **state)
{
	struct err err = { 0 };

	(void)state;
	(void)err_set(&err, EBUSY, "it is held");
	assert_int_equal(err_wrap(&err, "cannot unbind %s", "01:00.0"), -EBUSY);
	assert_int_equal(err_hint(&err, "stop %s first", "web"), -EBUSY);
	assert_string_equal(err.text, "cannot unbind 01:00.0: it is held; stop web first");
	assert_int_equal(err.code, EBUSY);
}

static void test_oom(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(err_oom(&err), -ENOMEM);
	assert_string_equal(err.text, "out of memory");
}

/* Text that does not fit is cut; the code stays, and the text ends inside. */
static void test_cut_short(void **state)
{
	char big[2 * sizeof(((struct err *)0)->text)];
	struct {
		struct err err;
		char guard[16];
	} s;

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	memset(&s, 0x55, sizeof(s));
	assert_int_equal(err_set(&s.err, E2BIG, "%s", big), -E2BIG);
	assert_int_equal(strlen(s.err.text), sizeof(s.err.text) - 1);
	assert_int_equal(err_wrap(&s.err, "front"), -E2BIG);
	assert_memory_equal(s.err.text, "front: xxx", 10);
	assert_int_equal(err_hint(&s.err, "behind"), -E2BIG);
	assert_int_equal(err_sys(&s.err, EIO, "%s", big), -EIO);
	assert_int_equal(err_wrap(&s.err, "%s", big), -EIO);
	assert_int_equal(strlen(s.err.text), sizeof(s.err.text) - 1);
	for (size_t i = 0; i < sizeof(s.guard); i++)
		assert_int_equal(s.guard[i], 0x55);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_sys),
		cmocka_unit_test(test_wrap_and_hint),
		cmocka_unit_test(test_oom),
		cmocka_unit_test(test_cut_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

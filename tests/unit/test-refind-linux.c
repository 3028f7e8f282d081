/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Are the options of refind_linux.conf found, changed in place, and everything else kept? */
#include "formats/refind-linux.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static const char real[] = "# made by mkrlconf\n"
			   "\"Boot with standard options\"  \"ro root=UUID=1 quiet\"\n"
			   "\n"
			   "  \"single\"\t\"ro a=\"\"b c\"\" single\" # why\r\n"
			   "\"no options\"\n"
			   "\"not closed\" \"ro\n"
			   "\"together\"\"ro\"\n";

static void test_reads(void **state)
{
	static const char *const wanted[] = { "ro root=UUID=1 quiet", "ro a=\"b c\" single" };
	struct refind_iter it = { .text = real };
	struct refind_line line;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(wanted); i++) {
		_cleanup_free_ char *got = NULL;

		assert_true(refind_next(&it, &line));
		got = refind_options(real, &line);
		assert_string_equal(got, wanted[i]);
	}
	assert_false(refind_next(&it, &line));
}

static void test_sets(void **state)
{
	char *same[] = { (char *)"ro root=UUID=1 quiet", (char *)"ro a=\"b c\" single", NULL };
	char *other[] = { same[0], (char *)"ro x=\"y z\"", NULL };
	char *bad[] = { (char *)"a\nb", NULL };
	_cleanup_free_ char *a = NULL, *b = NULL, *c = NULL, *d = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(refind_set(real, same, &a, &err), 0);
	assert_string_equal(a, real);
	assert_int_equal(refind_set(real, other, &b, &err), 1);
	assert_contains(b, "\n  \"single\"\t\"ro x=\"\"y z\"\"\" # why\r\n\"no");
	assert_int_equal(refind_set(b, same, &c, &err), 1);
	assert_string_equal(c, real);
	assert_int_equal(refind_set(real, bad, &d, &err), -EINVAL);
	assert_null(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_sets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

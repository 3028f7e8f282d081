/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a value come out of a file of assignments as the shell would have it?
 */
#include "formats/shell-vars.h"

#include <stdlib.h>

#include "lib/tests.h"

static void is(const char *text, const char *name, const char *want)
{
	char *got = shell_vars_get(text, name);

	if (want)
		assert_string_equal(got, want);
	else
		assert_null(got);
	free(got);
}

static void test_quotes(void **state)
{
	(void)state;
	is("A=b\n", "A", "b");
	is("A=b c\n", "A", "b");
	is("A='b c'  # d\n", "A", "b c");
	is("A=\"b 'c' \\\"d\\\" \\$e \\x\"\n", "A", "b 'c' \"d\" $e \\x");
	is("A='b\\c'\n", "A", "b\\c");
	is("A=b\"c d\"'e'\\ f\n", "A", "bc de f");
	is("A=\n", "A", "");
	is("A=\"\"", "A", "");
}

static void test_which(void **state)
{
	(void)state;
	is("A=1\nA=2\n", "A", "2");
	is("  export A=1\n", "A", "1");
	is("#A=1\nBA=2\nA =3\nAB=4\nA[x]=5\nA+=6\n", "A", NULL);
	is("", "A", NULL);
	is("A", "A", NULL);
	is("export ", "A", NULL);
	is("A=1; B=2\r\n", "A", "1");
	is("A=1\r\n", "A", "1");
}

/* A quote that is not closed ends with its line, and the next one is itself again. */
static void test_broken(void **state)
{
	(void)state;
	is("A=\"b\nB=2\n", "A", "b");
	is("A=\"b\nB=2\n", "B", "2");
	is("A=b\\", "A", "b\\");
	is("A=\"b\\", "A", "b\\");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_which),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

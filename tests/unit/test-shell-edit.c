/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does an edit of a shell file say what was asked for, and keep every other byte? */
#include "formats/shell-edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

static void assert_set(const char *text, size_t part, const char *value, const char *wanted)
{
	struct err err = { 0 };
	char *got = NULL, *again = NULL;

	assert_ok(
		shell_edit_set(text, &(struct shell_place) { "A", part }, value, &got, &err), err);
	assert_string_equal(got, wanted);
	assert_int_equal(
		shell_edit_set(got, &(struct shell_place) { "A", part }, value, &again, &err), 0);
	assert_string_equal(again, wanted);
	free(got);
	free(again);
}

/* There and back again. */
static void assert_both(const char *text, const char *value, const char *other, const char *wanted)
{
	assert_set(text, 0, other, wanted);
	assert_set(wanted, 0, value, text);
}

static void assert_refused(const char *text, int wanted, const char *part)
{
	struct shell_parts parts = { 0 };
	struct err err = { 0 };
	char *got = NULL;

	assert_int_equal(shell_edit_parts(text, "A", &parts, &err), wanted);
	assert_contains(err.text, part);
	assert_int_equal(
		shell_edit_set(text, &(struct shell_place) { "A", 0 }, "x", &got, &err), wanted);
	assert_null(got);
}

static void test_quotes_stay(void **state)
{
	(void)state;
	assert_both("A=\"quiet\"\n", "quiet", "quiet x=y", "A=\"quiet x=y\"\n");
	assert_both("A='quiet'\n", "quiet", "quiet x=y", "A='quiet x=y'\n");
	assert_both("A=\"\"\n", "", "x", "A=\"x\"\n");
	assert_both("A=''\n", "", "x y", "A='x y'\n");
	assert_both("A=x\n", "x", "xy", "A=xy\n");
	assert_both("A=\n", "", "x", "A=x\n");
	assert_both("A=\"a b\"'c d'\n", "a bc d", "a b!c d", "A=\"a b!\"'c d'\n");
	assert_both("A=\"a d\"\n", "a d", "a b c d", "A=\"a b c d\"\n");
	assert_both("A=\\ a\\ b\n", " a b", " a b c", "A=\\ a\\ b\" c\"\n");
	assert_both("A=\"a\"\n", "a", "a \"b $c\"", "A=\"a \\\"b \\$c\\\"\"\n");
	/* Bare, it gets quotes, and keeps them. */
	assert_set("A=x # y\n", 0, "x z", "A=\"x z\" # y\n");
	assert_set("A=\"x z\" # y\n", 0, "x", "A=\"x\" # y\n");
}

static void test_other_bytes_stay(void **state)
{
	static const char text[] = "# A=\"no\"\r\n\r\n  export A=\"a\"  # A=b\r\nAB=\"A=c\"\r\n"
				   "B=`x || echo 'A=d'`\r\necho A=e";
	static const char wanted[] = "# A=\"no\"\r\n\r\n  export A=\"a b\"  # A=b\r\nAB=\"A=c\"\r\n"
				     "B=`x || echo 'A=d'`\r\necho A=e";
	(void)state;

	assert_both(text, "a", "a b", wanted);
	assert_both("B='x\nA=1\n'\nA=2\n", "2", "3", "B='x\nA=1\n'\nA=3\n");
	assert_both("f x \\\nA=1\nA=2\n", "2", "3", "f x \\\nA=1\nA=3\n");
	assert_both("if x; then B=1; fi\nA=2\n", "2", "3", "if x; then B=1; fi\nA=3\n");
}

static void test_parts(void **state)
{
	struct shell_parts parts = { 0 };
	struct err err = { 0 };
	(void)state;

	assert_ok(shell_edit_parts("A=1\nA=2\nA+=' 3'\nA=\"${A} 4\"\n", "A", &parts, &err), err);
	assert_int_equal(parts.n, 3);
	assert_string_equal(parts.v[0].value, "2");
	assert_int_equal(parts.v[0].line, 2);
	assert_true(!parts.v[0].append && parts.v[1].append && parts.v[2].append);
	assert_string_equal(parts.v[1].value, " 3");
	assert_string_equal(parts.v[2].value, "\1{A} 4");
	shell_parts_done(&parts);
	assert_set("A=1\nA=2\nA+=' 3'\n", 1, " 3 5", "A=1\nA=2\nA+=' 3 5'\n");
	assert_set("A=1\nA=\"$A 4\"\n", 1, "\1A 4 5", "A=1\nA=\"$A 4 5\"\n");
	assert_set("A=1\nA=\"$AB 4\"\n", 0, "\1AB 5", "A=1\nA=\"$AB 5\"\n");
	assert_ok(shell_edit_parts("# A=1\nB=2\n", "A", &parts, &err), err);
	assert_int_equal(parts.n, 0);
}

static void assert_new(const char *text, const char *wanted)
{
	struct err err = { 0 };
	char *got = NULL;

	assert_set(text, 0, "x \"y\"", wanted);
	assert_int_equal(shell_edit_unset(wanted, &(struct shell_place) { "A", 0 }, &got, &err), 1);
	assert_string_equal(got, text);
	free(got);
}

static void test_new_line(void **state)
{
	(void)state;
	assert_new("", "A=\"x \\\"y\\\"\"\n");
	assert_new("B=1\n", "B=1\nA=\"x \\\"y\\\"\"\n");
	assert_new("B=1", "B=1\nA=\"x \\\"y\\\"\"");
	assert_new("B=1\r\nC=2\r\n", "B=1\r\nC=2\r\nA=\"x \\\"y\\\"\"\r\n");
	assert_new("B=1\r\nC=2", "B=1\r\nC=2\r\nA=\"x \\\"y\\\"\"");
	assert_new("# no end", "# no end\nA=\"x \\\"y\\\"\"");
}

static void test_refuses(void **state)
{
	char *got = NULL;
	struct err err = { 0 };
	(void)state;

	assert_refused("B=1\nA=\"a\nb\"\n", -EOPNOTSUPP, "line 2");
	assert_refused("A=a\\\nb\n", -EOPNOTSUPP, "line 1");
	assert_refused("\n\nA=\"$(uname -r)\"\n", -EOPNOTSUPP, "line 3");
	assert_refused("A=`x`\n", -EOPNOTSUPP, "line 1");
	assert_refused("A=${B:-c}\n", -EOPNOTSUPP, "computed");
	assert_refused("A=$1\n", -EOPNOTSUPP, "computed");
	assert_refused("A=\"a\n", -EOPNOTSUPP, "not closed");
	assert_refused("A=1\nB='\n", -EOPNOTSUPP, "line 2");
	assert_refused("if x; then\n\tA=1\nfi\n", -EOPNOTSUPP, "line 2: the value is given only");
	assert_refused("x && A=1\n", -EOPNOTSUPP, "sometimes");
	assert_refused("(A=1)\n", -EOPNOTSUPP, "sometimes");
	assert_refused("f() { A=1; }\n", -EOPNOTSUPP, "sometimes");
	assert_refused("case x in a) A=1;; esac\n", -EOPNOTSUPP, "sometimes");
	assert_refused("A=1 program\n", -EOPNOTSUPP, "one program");
	assert_refused("A=1\nunset A\n", -EOPNOTSUPP, "line 2");
	assert_refused("cat <<E\nA=1\nE\n", -EOPNOTSUPP, "here-document");
	assert_int_equal(
		shell_edit_set("A=1\n", &(struct shell_place) { "A", 0 }, "a\nb", &got, &err),
		-EINVAL);
	assert_int_equal(
		shell_edit_set("A='1'\n", &(struct shell_place) { "A", 0 }, "\1B", &got, &err),
		-EINVAL);
	assert_int_equal(
		shell_edit_set("A=(1)\n", &(struct shell_place) { "A", 0 }, "2", &got, &err),
		-EOPNOTSUPP);
	assert_int_equal(
		shell_edit_unset("B=1; A=1\n", &(struct shell_place) { "A", 0 }, &got, &err),
		-EOPNOTSUPP);
	assert_int_equal(
		shell_edit_unset("A=1; B=1\n", &(struct shell_place) { "A", 0 }, &got, &err),
		-EOPNOTSUPP);
	assert_int_equal(
		shell_edit_unset("B=1\n", &(struct shell_place) { "A", 0 }, &got, &err), -ENOENT);
	assert_null(got);
}

static void assert_list(const char *text, const char *wanted)
{
	struct err err = { 0 };
	char *got = NULL, *back = NULL, *none = NULL;

	assert_int_equal(shell_edit_list_add(text, "A", "w", &got, &err), 1);
	assert_string_equal(got, wanted);
	assert_int_equal(shell_edit_list_add(got, "A", "w", &none, &err), 0);
	assert_int_equal(shell_edit_list_remove(got, "A", "w", &back, &err), 1);
	assert_string_equal(back, text);
	free(got);
	free(back);
	free(none);
}

static void test_lists(void **state)
{
	struct err err = { 0 };
	char *got = NULL;
	(void)state;

	assert_list("A=()\n", "A=(w)\n");
	assert_list("A=( )\n", "A=(w  )\n");
	assert_list("A=(# c\n)\n", "A=(w # c\n)\n");
	assert_list("A=( # c\n)\n", "A=(w  # c\n)\n");
	assert_list("A=(a b)\n", "A=(a b w)\n");
	assert_list("A=( a b )\n", "A=( a b w )\n");
	assert_list("A=(\n\ta # don't\n\t\"b\"\n)\n", "A=(\n\ta # don't\n\t\"b\" w\n)\n");
	/* Behind a blank that belongs to the word no comment starts. */
	assert_list("A=(a b\\ # c)\n", "A=(a b\\ # c w)\n");
	assert_list("A=(a b\\\\ # c)\n)\n", "A=(a b\\\\ w # c)\n)\n");
	assert_list("A=(a)\nA+=(b)\r\n", "A=(a)\nA+=(b w)\r\n");
	assert_list("A=(w)\nA=(b)\n", "A=(w)\nA=(b w)\n");
	assert_int_equal(shell_edit_list_remove("A=(w a 'w' b)\n", "A", "w", &got, &err), 1);
	assert_string_equal(got, "A=(a b)\n");
	free(got);
	assert_int_equal(shell_edit_list_add("A=(\"w\" a)\n", "A", "w", &got, &err), 0);
	free(got);
	got = NULL;
	assert_int_equal(shell_edit_list_add("B=(a)\n", "A", "w", &got, &err), -ENOENT);
	assert_int_equal(shell_edit_list_add("A='a b'\n", "A", "w", &got, &err), -EOPNOTSUPP);
	assert_int_equal(shell_edit_list_add("A=(a)\n", "A", "w x", &got, &err), -EINVAL);
	assert_int_equal(shell_edit_list_add("A=(a\n", "A", "w", &got, &err), -EOPNOTSUPP);
	assert_int_equal(shell_edit_list_add("A=(a &# c\n)\n", "A", "w", &got, &err), -EOPNOTSUPP);
	assert_contains(err.text, "line 1: a list cannot have '&'");
	assert_int_equal(shell_edit_list_add("A=(a\\\n#\n)\n", "A", "w", &got, &err), -EOPNOTSUPP);
	assert_null(got);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quotes_stay),
		cmocka_unit_test(test_other_bytes_stay),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_new_line),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

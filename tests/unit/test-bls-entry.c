/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Are boot loader entries read as systemd-boot reads them, and do edits keep every other byte? */
#include "formats/bls-entry.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static const char arch[] = "# made by hand\n"
			   "title\tArch Linux\n"
			   "linux   /vmlinuz-linux\n"
			   "initrd  /amd-ucode.img\n"
			   "initrd  /initramfs-linux.img\n"
			   "options root=/dev/vg/root rw\n";

static void assert_values(const char *text, const char *key, const char *wanted)
{
	_cleanup_(bls_values_freep) char **v = bls_values(text, key);
	struct str_buf b = { 0 };
	_cleanup_free_ char *all = NULL;

	for (size_t i = 0; v[i]; i++)
		str_buf_printf(&b, "[%s]", v[i]);
	all = str_buf_take(&b);
	assert_string_equal(all, wanted);
}

static void assert_set(const char *text, const char *a, const char *b, const char *wanted)
{
	const char *const values[] = { a, b, NULL };
	_cleanup_free_ char *got = NULL;
	struct err err = { 0 };
	int r = bls_set(text, "options", values, &got, &err);

	assert_int_equal(r, strcmp(text, wanted) != 0);
	assert_string_equal(got, wanted);
}

static void test_reads(void **state)
{
	(void)state;
	assert_values(arch, "title", "[Arch Linux]");
	assert_values(arch, "initrd", "[/amd-ucode.img][/initramfs-linux.img]");
	assert_values(arch, "options", "[root=/dev/vg/root rw]");
	assert_values(arch, "made", "");
	assert_values(arch, "efi", "");
	assert_true(bls_has(arch, "linux"));
	assert_false(bls_has(arch, "linu"));
	assert_values("", "options", "");
	assert_values("options", "options", "");
	assert_values(
		"options  \n  options\ta b \t\r\n#options c\n\toptions d", "options", "[a b][d]");
	assert_values("options a\roptions b\r\n", "options", "[a][b]");
	assert_values("options \"a b\"\noptions \"\noptions \"\"\n", "options", "[a b][\"][]");
}

static void test_sets(void **state)
{
	(void)state;
	assert_set("options\t a b\n", "a b", NULL, "options\t a b\n");
	assert_set("options\t a b \nx y", "a c", NULL, "options\t a c \nx y");
	assert_set("options a\r\ntitle x\r\n", "b", NULL, "options b\r\ntitle x\r\n");
	assert_set("options a\noptions b\n", "a", "c", "options a\noptions c\n");
	assert_set("options a\noptions b\n", "a", NULL, "options a\n");
	assert_set("options \"a b\"\n", "a b c", NULL, "options \"a b c\"\n");
	assert_set("options a\n", "\"a b\"", NULL, "options \"\"a b\"\"\n");
	assert_set("options a\n", "\"a b\" ", NULL, "options \"\"a b\" \"\n");
	assert_set("options \"a\"=\"b\" c\n", "\"a\"=\"b\"", NULL, "options \"\"a\"=\"b\"\"\n");
}

static void test_lines_come_and_go(void **state)
{
	static const char *const pairs[][2] = {
		{ "title x\n", "title x\noptions a\n" },
		{ "title x", "title x\noptions a" },
		{ "title x\r\n", "title x\r\noptions a\r\n" },
		{ "title x\r\nlinux y", "title x\r\nlinux y\r\noptions a" },
		{ "", "options a" },
		{ "\n", "\noptions a\n" },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(pairs); i++) {
		assert_set(pairs[i][0], "a", NULL, pairs[i][1]);
		assert_set(pairs[i][1], "", NULL, pairs[i][0]);
	}
	assert_set("options a\nb c\noptions d", "", "", "b c");
}

static void test_refuses_lines(void **state)
{
	static const char *const values[] = { "a\nb", NULL };
	struct err err = { 0 };
	char *got = NULL;

	(void)state;
	assert_int_equal(bls_set("options a\n", "options", values, &got, &err), -EINVAL);
	assert_null(got);
	assert_string_equal(
		err.text, "\"a\nb\" has several lines, and a value of a boot loader entry is one");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reads),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_lines_come_and_go),
		cmocka_unit_test(test_refuses_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

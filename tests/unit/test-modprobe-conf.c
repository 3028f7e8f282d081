/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are commands, lists and lists in shell variables read as those do who they are for?
 * More hostile ones are in fuzz/fuzz-modprobe-conf.c.
 */
#include "formats/modprobe-conf.h"

#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

struct want {
	unsigned line;
	const char *command, *module, *rest;
};

/* want ends with line 0. */
static void expect(enum modprobe_conf_syntax syntax, const char *text, const struct want *want)
{
	_cleanup_(modprobe_conf_done) struct modprobe_conf c = {
		.text = text,
		.size = strlen(text),
		.syntax = syntax,
	};
	struct modprobe_conf_entry e;

	for (; want->line; want++) {
		assert_int_equal(modprobe_conf_next(&c, &e), 1);
		assert_string_equal(e.command, want->command);
		assert_string_equal(e.module, want->module);
		assert_string_equal(e.rest, want->rest);
		assert_int_equal(e.line, want->line);
	}
	assert_int_equal(modprobe_conf_next(&c, &e), 0);
	assert_int_equal(modprobe_conf_next(&c, &e), 0);
}

static void test_commands(void **state)
{
	static const struct want want[] = {
		{ 2, "options", "vfio-pci", "ids=10de:2204,10de:1aef disable_vga=1" },
		{ 4, "softdep", "i915", "pre: vfio-pci" },
		{ 6, "blacklist", "nouveau", "" },
		/* What is between is a comment that goes on. */
		{ 9, "install", "xe", "/bin/false # no comment" },
		{ 0, NULL, NULL, NULL },
	};

	(void)state;
	expect(MODPROBE_CONF_COMMANDS,
		"# options i915 enable_guc=7\n"
		"options vfio-pci ids=10de:2204,10de:1aef disable_vga=1\n"
		"\n"
		"\tsoftdep  i915 \t pre: vfio-pci \r\n"
		"options\n"
		"blacklist nouveau\n"
		" # comment \\\n"
		"blacklist i915\n"
		"install xe /bin/false # no comment\n",
		want);
}

static void test_continued(void **state)
{
	static const struct want want[] = {
		{ 1, "options", "i915", "max_vfs=7  enable_guc=3" },
		{ 4, "install", "a", "x y\\z" },
		{ 5, "options", "b", "open" },
		{ 0, NULL, NULL, NULL },
	};

	(void)state;
	expect(MODPROBE_CONF_COMMANDS,
		"options i915 \\\nmax_vfs=7 \\\n\tenable_guc=3\n"
		"install a \\x y\\\\z\n"
		"options b open\\",
		want);
}

static void test_list(void **state)
{
	static const struct want want[] = {
		{ 2, "", "vfio", "" },
		{ 3, "", "vfio_pci", "ids=8086:46a6" },
		{ 6, "", "kvmgt\\", "" },
		{ 0, NULL, NULL, NULL },
	};

	(void)state;
	expect(MODPROBE_CONF_LIST, "# list\nvfio\n  vfio_pci  ids=8086:46a6\r\n; no\n\t\nkvmgt\\",
		want);
}

static void test_variables(void **state)
{
	static const struct want want[] = {
		{ 2, "add_drivers", "vfio", "" },
		{ 2, "add_drivers", "vfio_pci", "" },
		{ 3, "force_drivers", "xe", "" },
		{ 4, "MODULES", "i915", "" },
		{ 4, "MODULES", "vfio_pci", "" },
		{ 4, "MODULES", "x", "" },
		{ 4, "MODULES", "y", "" },
		{ 8, "MODULES", "one", "" },
		{ 10, "HOOKS", "base", "" },
		{ 13, "X", "open", "" },
		{ 13, "X", "end", "" },
		{ 0, NULL, NULL, NULL },
	};

	(void)state;
	expect(MODPROBE_CONF_VARIABLES,
		"# add_drivers+=\" no \"\n"
		"add_drivers+=\" vfio vfio_pci \"\n"
		" force_drivers+='xe'\n"
		"MODULES=(i915 # why \")\n"
		"\t\"vfio_pci\"\n"
		"\tx\\\ny)\n"
		"MODULES=one two\n"
		"HOOKS = (a)\n"
		"HOOKS=(base)\n"
		"hook() { :; }\n"
		"if [ x ]; then A=b\n"
		"X=\"open\nend",
		want);
}

static void test_nothing(void **state)
{
	static const struct want none[] = { { 0, NULL, NULL, NULL } };
	static const char *const texts[] = { "", "\n", "=", "+=", "A", "A+", "A=", "A=(", "A='",
		"A=\"\"\n", "A=()", "#", "\\", "\\\n", "A=#" };

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(texts) / sizeof(texts[0]); i++)
		expect(MODPROBE_CONF_VARIABLES, texts[i], none);
	expect(MODPROBE_CONF_COMMANDS, "", none);
	expect(MODPROBE_CONF_COMMANDS, "options", none);
	expect(MODPROBE_CONF_COMMANDS, "\\\n\\\n\\", none);
	expect(MODPROBE_CONF_LIST, "\n\n  \n#", none);
}

/* A 0 among the bytes ends nothing, and is in no entry. */
static void test_zero(void **state)
{
	static const char text[] = "options \0 i915\0a=b\nblacklist xe\n";
	_cleanup_(modprobe_conf_done) struct modprobe_conf c = {
		.text = text,
		.size = sizeof(text) - 1,
	};
	struct modprobe_conf_entry e;

	(void)state;
	assert_int_equal(modprobe_conf_next(&c, &e), 1);
	assert_string_equal(e.module, "i915");
	assert_string_equal(e.rest, "a=b");
	assert_int_equal(modprobe_conf_next(&c, &e), 1);
	assert_int_equal(e.line, 2);
	assert_int_equal(modprobe_conf_next(&c, &e), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_continued),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_variables),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

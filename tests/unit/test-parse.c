/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does an argv mean what people expect? Against rows of its own (they take the place
 * of those in command.c), so that new commands change nothing here.
 */
#include "cli/parse.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

struct opts {
	bool all, quiet;
	const char *mac, *mode;
	struct option_uint count;
};

#define OWN(field) offsetof(struct opts, field)

static const struct option options[] = {
	{ "all", 'a', NULL, "all", OPTION_FLAG, OWN(all) },
	{ "quiet", 'q', NULL, "quiet", OPTION_FLAG, OWN(quiet) },
	{ "count", 'n', "N", "how many", OPTION_UINT, OWN(count), .max = 256 },
	{ "mac", 'm', "MAC", "address", OPTION_STR, OWN(mac) },
	{ "mode", 0, "MODE", "mode", OPTION_STR, OWN(mode), .choices = "on|off|auto" },
	{ 0 },
};

static const struct command command_status = { .name = "status" };
static const struct command command_list = {
	.name = "list",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "VIEW", OPERAND_CHOICE, "groups|vfs", .optional = true } },
};
static const struct command command_vf = { .name = "vf", .flags = COMMAND_GROUP };
static const struct command command_vf_create = {
	.name = "vf create",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "PF", OPERAND_DEVICE, NULL, false }, { "WHAT", OPERAND_TEXT, NULL, true } },
};

const struct command *const commands[] = { &command_status, &command_list, &command_vf,
	&command_vf_create, NULL };

const struct option global_options[] = {
	{ "json", 0, NULL, "json", OPTION_FLAG, offsetof(struct globals, json) },
	{ "root", 0, "DIR", "root", OPTION_STR, offsetof(struct globals, root) },
	{ "columns", 'o', "COLUMNS", "columns", OPTION_STR, offsetof(struct globals, columns) },
	{ "color", 0, "WHEN", "color", OPTION_STR, offsetof(struct globals, color),
		.choices = "auto|always|never" },
	{ "verbose", 'v', NULL, "verbose", OPTION_FLAG, offsetof(struct globals, verbose) },
	{ "help", 'h', NULL, "help", OPTION_FLAG, offsetof(struct globals, help) },
	{ 0 },
};

/* The words behind the program's name. */
#define ARGV(...) ((char *const *)(const char *const[]) { "virtfn", __VA_ARGS__, NULL })

/* Parses, and gives the options of the command. */
static const struct opts *good(struct parsed *p, char *const *argv)
{
	struct err err = { 0 };

	assert_ok(parse_argv(argv, p, &err), err);
	assert_int_equal(err.code, 0);
	return p->opts;
}

static void bad(char *const *argv, const char *text)
{
	_cleanup_(parsed_done) struct parsed p;
	struct err err = { 0 };

	assert_int_equal(parse_argv(argv, &p, &err), -EINVAL);
	assert_string_equal(err.text, text);
}

static void test_nothing(void **state)
{
	_cleanup_(parsed_done) struct parsed p;

	(void)state;
	good(&p, (char *const *)(const char *const[]) { "virtfn", NULL });
	assert_null(p.command);
	good(&p, ARGV("--json", "-v"));
	assert_null(p.command);
	assert_true(p.globals.json && p.globals.verbose);
}

static void test_before_and_behind(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++) {
		_cleanup_(parsed_done) struct parsed p;
		char *const *argv[] = {
			ARGV("--json", "--root", "/x", "list", "-a", "groups"),
			ARGV("list", "groups", "-a", "--json", "--root=/x"),
			ARGV("--root=/x", "list", "--all", "groups", "--json"),
		};
		const struct opts *o = good(&p, argv[i]);

		assert_ptr_equal(p.command, &command_list);
		assert_true(p.globals.json && o->all && !o->quiet);
		assert_string_equal(p.globals.root, "/x");
		assert_string_equal(p.args[0], "groups");
		assert_null(p.args[1]);
	}
}

static void test_values(void **state)
{
	(void)state;
	for (int i = 0; i < 6; i++) {
		_cleanup_(parsed_done) struct parsed p;
		char *const *argv[] = {
			ARGV("list", "-n4", "-m", "x", "--mode", "off"),
			ARGV("list", "-n", "4", "-mx", "--mode=off"),
			ARGV("list", "--count=4", "--mac=x", "--mode=off"),
			ARGV("list", "--count", "4", "--mac", "x", "--mode", "off"),
			ARGV("list", "-n", "0x4", "--mac", "y", "--mac", "x", "--mode=off"),
			ARGV("list", "-qn4", "-qmx", "--mode=off"),
		};
		const struct opts *o = good(&p, argv[i]);

		assert_true(o->count.given);
		assert_int_equal(o->count.value, 4);
		assert_string_equal(o->mac, "x");
		assert_string_equal(o->mode, "off");
		assert_null(p.args[0]);
	}
}

/* A value may look like an option, and may be empty. */
static void test_odd_values(void **state)
{
	_cleanup_(parsed_done) struct parsed p;
	const struct opts *o = good(&p, ARGV("list", "--mac", "--all", "--root=", "-o", "-q"));

	(void)state;
	assert_string_equal(o->mac, "--all");
	assert_string_equal(p.globals.root, "");
	assert_string_equal(p.globals.columns, "-q");
	assert_false(o->all || o->quiet || o->count.given);
	parsed_done(&p);
	o = good(&p, ARGV("list", "--mac=a=b"));
	assert_string_equal(o->mac, "a=b");
}

static void test_bundles(void **state)
{
	_cleanup_(parsed_done) struct parsed p;
	const struct opts *o = good(&p, ARGV("list", "-aqv"));

	(void)state;
	assert_true(o->all && o->quiet && p.globals.verbose);
	parsed_done(&p);
	o = good(&p, ARGV("list", "-avo", "A,B", "-an", "7"));
	assert_true(o->all && p.globals.verbose);
	assert_string_equal(p.globals.columns, "A,B");
	assert_int_equal(o->count.value, 7);
	parsed_done(&p);
	o = good(&p, ARGV("list", "-o+A,B"));
	assert_string_equal(p.globals.columns, "+A,B");
}

static void test_groups(void **state)
{
	_cleanup_(parsed_done) struct parsed p;

	(void)state;
	good(&p, ARGV("vf", "create", "eth0", "-n", "4"));
	assert_ptr_equal(p.command, &command_vf_create);
	assert_string_equal(p.args[0], "eth0");
	parsed_done(&p);
	good(&p, ARGV("vf", "--json", "create", "eth0", "rest"));
	assert_ptr_equal(p.command, &command_vf_create);
	assert_string_equal(p.args[1], "rest");
	parsed_done(&p);
	good(&p, ARGV("vf"));
	assert_ptr_equal(p.command, &command_vf);
}

static void test_double_dash(void **state)
{
	_cleanup_(parsed_done) struct parsed p;
	const struct opts *o = good(&p, ARGV("vf", "create", "--", "-n", "--all"));

	(void)state;
	assert_string_equal(p.args[0], "-n");
	assert_string_equal(p.args[1], "--all");
	assert_false(o->all || o->count.given);
	parsed_done(&p);
	good(&p, ARGV("vf", "create", "-", "--", "--"));
	assert_string_equal(p.args[0], "-");
	assert_string_equal(p.args[1], "--");
}

/* A question about a command needs no operands. */
static void test_help(void **state)
{
	_cleanup_(parsed_done) struct parsed p;

	(void)state;
	good(&p, ARGV("vf", "create", "--help"));
	assert_true(p.globals.help);
	parsed_done(&p);
	good(&p, ARGV("-h"));
	assert_true(p.globals.help && !p.command);
}

static void test_unknown(void **state)
{
	(void)state;
	bad(ARGV("lsit"), "there is no command 'lsit'; did you mean 'list'?");
	bad(ARGV("stat"), "there is no command 'stat'; did you mean 'status'?");
	bad(ARGV("frobnicate"), "there is no command 'frobnicate'; see virtfn --help");
	bad(ARGV(""), "there is no command ''; see virtfn --help");
	bad(ARGV("vf", "craete"), "there is no command 'vf craete'; did you mean 'vf create'?");
	bad(ARGV("vf", "fly"), "there is no command 'vf fly'; see virtfn --help");
	bad(ARGV("list", "--al"), "there is no option --al; did you mean --all?");
	bad(ARGV("list", "--jsno"), "there is no option --jsno; did you mean --json?");
	bad(ARGV("list", "--moed=x"), "there is no option --moed; did you mean --mode?");
	bad(ARGV("list", "--zzz"), "there is no option --zzz; see virtfn list --help");
	bad(ARGV("list", "-z"), "there is no option -z; see virtfn list --help");
	bad(ARGV("list", "-az"), "there is no option -az; see virtfn list --help");
	bad(ARGV("--zzz"), "there is no option --zzz; see virtfn --help");
	bad(ARGV("-a", "list"), "there is no option -a; see virtfn --help");
}

static void test_wrong_values(void **state)
{
	(void)state;
	bad(ARGV("list", "--all=yes"), "--all takes no value");
	bad(ARGV("list", "--json="), "--json takes no value");
	bad(ARGV("list", "--mac"), "--mac needs a value: MAC");
	bad(ARGV("list", "-n"), "--count needs a value: N");
	bad(ARGV("list", "-n", "-1"), "--count takes a number from 0 to 256, not '-1'");
	bad(ARGV("list", "-n257"), "--count takes a number from 0 to 256, not '257'");
	bad(ARGV("list", "--count="), "--count takes a number from 0 to 256, not ''");
	bad(ARGV("list", "-nx"), "--count takes a number from 0 to 256, not 'x'");
	bad(ARGV("list", "--mode=o"), "--mode does not take 'o'; choose one of on|off|auto");
	bad(ARGV("list", "--mode="), "--mode does not take ''; choose one of on|off|auto");
	bad(ARGV("list", "--mode=on|off"),
		"--mode does not take 'on|off'; choose one of on|off|auto");
	bad(ARGV("--color=red"), "--color does not take 'red'; choose one of auto|always|never");
}

static void test_wrong_operands(void **state)
{
	(void)state;
	bad(ARGV("vf", "create"), "'vf create' needs PF; see virtfn vf create --help");
	bad(ARGV("vf", "create", "a", "b", "c"),
		"'c' is one word too many for 'vf create'; see virtfn vf create --help");
	bad(ARGV("status", "x"), "'x' is one word too many for 'status'; see virtfn status --help");
	bad(ARGV("list", "tree"), "VIEW does not take 'tree'; choose one of groups|vfs");
	bad(ARGV("list", ""), "VIEW does not take ''; choose one of groups|vfs");
	bad(ARGV("list", "--", "-a"), "VIEW does not take '-a'; choose one of groups|vfs");
}

/* The error is shown the way that was asked for before it. */
static void test_globals_survive(void **state)
{
	_cleanup_(parsed_done) struct parsed p;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(parse_argv(ARGV("list", "--json", "--zzz"), &p, &err), -EINVAL);
	assert_true(p.globals.json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_before_and_behind),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_odd_values),
		cmocka_unit_test(test_bundles),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_double_dash),
		cmocka_unit_test(test_help),
		cmocka_unit_test(test_unknown),
		cmocka_unit_test(test_wrong_values),
		cmocka_unit_test(test_wrong_operands),
		cmocka_unit_test(test_globals_survive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of commands, made from the rows in meson.build: a command_x is
 * defined in cmd-x.c.
 */
#include "cli/command.h"

#define ROW(name) extern const struct command command_##name;
#include "cli/command-rows.h"
#undef ROW

const struct command *const commands[] = {
#define ROW(name) &command_##name,
#include "cli/command-rows.h"
#undef ROW
	NULL,
};

#define GLOBAL(field) .offset = offsetof(struct globals, field)

const struct option global_options[] = {
	{ "json", 0, NULL, "print the result as JSON", OPTION_FLAG, GLOBAL(json) },
	{ "root", 0, "FILE|DIR", "look at a captured machine instead of this one", OPTION_STR,
		GLOBAL(root) },
	{ "columns", 'o', "COLUMNS", "which columns to show; +COLUMNS adds some", OPTION_STR,
		GLOBAL(columns) },
	{ "noheadings", 0, NULL, "no heading above a table", OPTION_FLAG, GLOBAL(noheadings) },
	{ "raw", 0, NULL, "one blank between columns, for scripts", OPTION_FLAG, GLOBAL(raw) },
	{ "color", 0, "WHEN", "auto, always or never; NO_COLOR is heeded", OPTION_STR,
		GLOBAL(color), .choices = "auto|always|never" },
	{ "connect", 0, "URI", "the libvirt to talk to (qemu:///system)", OPTION_STR,
		GLOBAL(connect) },
	{ "verbose", 'v', NULL, "show each command run and each attribute written", OPTION_FLAG,
		GLOBAL(verbose) },
	{ "yes", 'y', NULL, "do it without asking", OPTION_FLAG, GLOBAL(yes) },
	{ "no-input", 0, NULL, "never ask; refuse where --yes would be needed", OPTION_FLAG,
		GLOBAL(no_input) },
	{ "help", 'h', NULL, "show help", OPTION_FLAG, GLOBAL(help) },
	{ "version", 0, NULL, "show the version", OPTION_FLAG, GLOBAL(version) },
	{ "dump-commands", 0, NULL, NULL, OPTION_FLAG, GLOBAL(dump_commands) },
	{ 0 },
};

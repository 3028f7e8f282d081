/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/doc.h"
#include "base/err.h"
#include "base/exitcode.h"
#include "base/root.h"

/*
 * A command is one file, cmd-<name>.c, and one word in cli/meson.build. Help, man
 * synopsis and completion come from the row, so everything a user may type is here.
 */
enum option_type {
	OPTION_FLAG, /* bool */
	OPTION_STR,  /* const char *, borrowed from argv; NULL when not given */
	OPTION_UINT, /* struct option_uint */
};

struct option_uint {
	bool given;
	unsigned value;
};

struct option {
	const char *name;    /* without the dashes */
	char letter;         /* or 0 */
	const char *metavar; /* NULL for a flag */
	const char *help;    /* one line, no full stop */
	enum option_type type;
	size_t offset;       /* in the command's own struct */
	const char *choices; /* "a|b|c" or NULL; checked before the command runs */
	unsigned max;        /* of an OPTION_UINT */
};

/* What an operand is, for completion and messages. */
enum operand_kind {
	OPERAND_TEXT,
	OPERAND_DEVICE, /* an address, netdev or MAC */
	OPERAND_VF,
	OPERAND_DOMAIN, /* a guest's name */
	OPERAND_FILE,   /* one that the user has; "-" may be standard input */
	OPERAND_CHOICE,
};

struct operand {
	const char *metavar;
	enum operand_kind kind;
	const char *choices; /* of an OPERAND_CHOICE */
	bool optional;
};

#define COMMAND_OPERANDS 4

struct globals {
	bool json, raw, noheadings, verbose, yes, no_input, help, version, dump_commands;
	const char *root, *color, *columns, *connect;
};

/* One call of a command. */
struct call {
	const struct globals *globals;
	const struct root *root;
	const void *opts;   /* the command's struct, filled from its options */
	char *const *args;  /* operands; NULL behind the last */
	struct doc *doc;    /* to be filled; shown also when the command fails */
	enum exitcode exit; /* EXITCODE_OK unless the command says otherwise */
};

/* More than the usual columns may be shown: else what is only in others need not be read. */
static inline bool call_shows_all(const struct call *call)
{
	return call->globals->json || call->globals->columns;
}

enum command_flags {
	COMMAND_ROOT = 1 << 0,  /* changes the machine: needs root, refuses --root */
	COMMAND_GROUP = 1 << 1, /* has only subcommands */
	COMMAND_TTY = 1 << 2,   /* writes to the terminal itself (a console) */
	COMMAND_TREE = 1 << 3,  /* with COMMAND_ROOT: takes --root, a folder, all the same */
};

struct command {
	const char *name;             /* "vf create"; the row and the file are vf-create */
	const char *summary;          /* one line, no full stop */
	const char *about;            /* a paragraph or more for --help and the man page */
	const char *examples;         /* lines of "command<TAB>what it does" */
	const struct option *options; /* ends with a NULL name; NULL for none */
	size_t opts_size;
	struct operand operands[COMMAND_OPERANDS]; /* ends with a NULL metavar */
	unsigned flags;
	int (*run)(struct call *call, struct err *err);
};

/*
 * Shows what the document has now and starts it anew: for what must be read before a question.
 * Does nothing for JSON, which is one object.
 */
int call_show(struct call *call, struct err *err);

/* All rows, in the order of help; ends with NULL. */
extern const struct command *const commands[];
extern const struct option global_options[];

#endif

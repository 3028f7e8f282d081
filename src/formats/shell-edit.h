/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_SHELL_EDIT_H
#define FORMATS_SHELL_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Edits of files of shell assignments, such as /etc/default/grub: each byte that need not change
 * stays, comments, order, line ends and the quotes in use too. The shell's rules are those of
 * formats/shell-lex.h.
 *
 * -EOPNOTSUPP with the line stands for what would be damaged or only guessed at: values over
 * several lines, with $(...), `...` or ${x:-y}, and those that count only sometimes.
 */

/* In a value: a '$' that the shell expands, "\1NAME" or "\1{NAME}". Another '$' is a letter. */
#define SHELL_EDIT_EXPANDS '\1'

/* One of the assignments that make up the value of a name. */
struct shell_part {
	char *value; /* owned */
	unsigned line;
	bool append; /* "+=", or it has the name's own earlier value in it */
	bool list;   /* NAME=(a b): value is the words, with a blank between */
};

struct shell_parts {
	struct shell_part *v; /* owned */
	size_t n;
};

/* One of them, for an edit. */
struct shell_place {
	const char *name;
	size_t part; /* from 0, of those that count */
};

void shell_parts_done(struct shell_parts *parts);

/*
 * The assignments that count, in order: the last one that throws earlier ones away, and all
 * behind it. None: n is 0.
 */
int shell_edit_parts(const char *text, const char *name, struct shell_parts *ret, struct err *err);

/*
 * Gives one of those parts, which is no list, another value; part n, one more than there are,
 * adds NAME="value" at the end. 1 with the new text, 0 when it is so already (*ret is a copy),
 * to be free()d. What differs is cut out or put in within the quotes that are there, so a value
 * that is set back gives the old text back; but a bare value that gets blanks gets quotes around
 * it, and keeps them. -EINVAL for a value that is no line.
 */
int shell_edit_set(const char *text, const struct shell_place *at, const char *value, char **ret,
	struct err *err);

/* Takes the line of a part away: the opposite of adding one. -EOPNOTSUPP: more stands on it. */
int shell_edit_unset(const char *text, const struct shell_place *at, char **ret, struct err *err);

/*
 * Puts a word into the last list of name, NAME=(...), unless one that counts has it; or takes it
 * out of all of them. Returns as shell_edit_set(); -ENOENT: there is no list;
 * -EOPNOTSUPP also for one that no shell would read. What was added and is taken away gives the
 * old text back.
 */
int shell_edit_list_add(
	const char *text, const char *name, const char *word, char **ret, struct err *err);
int shell_edit_list_remove(
	const char *text, const char *name, const char *word, char **ret, struct err *err);

#endif

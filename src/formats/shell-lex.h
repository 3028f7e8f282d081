/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_SHELL_LEX_H
#define FORMATS_SHELL_LEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Where a shell script assigns to a name, by the rules of POSIX.1-2024 XCU 2 and of bash's
 * arrays. Quotes, comments, substitutions and compound commands are understood as far as it takes
 * to tell an assignment from what only looks like one; nothing is run. For formats/shell-edit.c
 * and formats/shell-list.c.
 */
struct shell_assign {
	size_t off, len; /* the value as it is written, with its quotes; a list's without ( ) */
	size_t start;    /* of the line it stands on */
	unsigned line;   /* from 1 */
	bool append;     /* NAME+=value */
	bool list;       /* NAME=(a b c) */
};

struct shell_assigns {
	struct shell_assign *v; /* owned */
	size_t n;
};

void shell_assigns_done(struct shell_assigns *a);

/*
 * All assignments to name, in order, which may be a member of an array ("LINE[default]"); there may
 * be none. -EOPNOTSUPP with the line for what cannot be followed: a quote that is not closed, a
 * here-document, or an assignment that counts only sometimes (in "if", behind "&&", in a function,
 * for one program).
 */
int shell_lex(const char *text, const char *name, struct shell_assigns *ret, struct err *err);

/*
 * Behind the word that starts at text[off]: quotes and substitutions belong to it. (size_t)-1
 * when one of them is not closed.
 */
size_t shell_lex_word(const char *text, size_t off);

/*
 * The next word of a list that is open at text[*off]: *off is moved to where it starts, over
 * blanks and comments, and behind it is returned; the same place when there is none before end.
 */
size_t shell_lex_list_word(const char *text, size_t *off, size_t end);

/* Whether it ends a word and is none itself: one of ;&|()<>. No list can have it bare. */
bool shell_lex_meta(char c);

/* Whether it ends a line, or is a blank between words; '\r' only in front of a newline. */
bool shell_lex_blank(const char *text, size_t off);

/* The line, from 1, that text[off] is on. */
unsigned shell_lex_line(const char *text, size_t off);

#endif

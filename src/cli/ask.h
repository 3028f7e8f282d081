/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ASK_H
#define CLI_ASK_H

#include "base/err.h"
#include "cli/command.h"

/*
 * Asks a question that "y" answers with yes; --yes answers it without asking. 0 for
 * yes, -ECANCELED for anything else. Where nobody can answer (stdin is no terminal,
 * --no-input, --json) nothing is asked: -ECANCELED, and the text says to give --yes.
 */
int ask_yes(const struct globals *globals, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether somebody can answer. */
bool ask_possible(const struct globals *globals);

/*
 * A line of text, without blanks around it; an empty one means fallback. To be free()d. Ask only
 * where that is possible. -ECANCELED: the input ended, or Ctrl-C.
 */
int ask_line(const char *question, const char *fallback, char **ret, struct err *err);

/* A line that the terminal does not show, to be free()d and wiped before. As ask_line(). */
int ask_secret(const char *question, char **ret, struct err *err);

/* Shows lines beside the questions. */
void ask_show(const char *text);

#endif

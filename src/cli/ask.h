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

#endif

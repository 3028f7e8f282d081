/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_PARSE_H
#define CLI_PARSE_H

#include "cli/command.h"

/* What an argv says. */
struct parsed {
	struct globals globals;
	const struct command *command; /* NULL: none was named */
	void *opts;                    /* command->opts_size bytes, owned */
	char **args;                   /* operands, NULL-terminated; owned, the texts are argv's */
};

void parsed_done(struct parsed *p);

/*
 * Splits argv by the command rows. -EINVAL with one line for the user, with a "did
 * you mean" where something similar exists. On failure the globals read so far are
 * in ret, so that the error can be shown the way that was asked for.
 */
int parse_argv(char *const *argv, struct parsed *ret, struct err *err);

#endif

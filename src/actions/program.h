/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_PROGRAM_H
#define ACTIONS_PROGRAM_H

#include "actions/action.h"

/*
 * Runs the argv number nth of a step's value on the machine of the site; nothing when there is no
 * such argv. -EIO with the last lines of what it said when it does not end with status 0.
 */
int program_run(const struct site *site, const struct step *step, unsigned nth, struct err *err);

/* The first argv, with the files below etc in place of those in /etc (run_admin_over()). */
int program_run_over(
	const struct site *site, const char *etc, const struct step *step, struct err *err);

/* The same for an argv; status 0 to 255 is returned, and what it said, which is to be free()d. */
int program_ask(
	const struct site *site, const char *const argv[], char **ret_output, struct err *err);

/* Adds the last lines of an output to err, and where all of it is; returns -err->code. */
int program_hint(const struct site *site, char *output, struct err *err);

/* Whether that argv can be run at all: the program is there, or there is a way onto the root. */
int program_may_run(
	const struct site *site, const struct step *step, unsigned nth, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_UNDO_WORK_H
#define CLI_UNDO_WORK_H

#include "actions/journal.h"
#include "base/doc.h"
#include "cli/command.h"

/* What history and undo have in common: generations for people to read. */

/* The number that the user gave; -EINVAL with EXITCODE_USAGE for what is none. */
int undo_number(struct call *call, const char *text, unsigned *ret, struct err *err);

/* "2026-11-21 10:40", of this machine's time zone; "" for 0. */
void undo_time(long long when, char ret[32]);

/* One row of the table "generations", and the table itself. */
struct doc *undo_table(struct doc *doc);
void undo_row(struct doc *table, const struct generation *g);

/* A table of its steps. */
void undo_steps(struct doc *doc, const struct generation *g);

#endif

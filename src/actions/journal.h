/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_JOURNAL_H
#define ACTIONS_JOURNAL_H

#include <stdbool.h>

#include "actions/action.h"
#include "base/root.h"
#include "model/step.h"

/*
 * What was there before each step, on disk before the step is done: an append-only
 * file per generation. VFs do not outlive a boot, so theirs is kept below /run.
 *
 *	step<TAB>ACTION<TAB>TARGET<TAB>VALUE<TAB>SAVED<NEWLINE>
 *	end<TAB>done|undone<NEWLINE>
 *
 * Texts are escaped as %XX. A line without its newline was never synced, so its
 * step never began: it does not count.
 */
#define JOURNAL_RUNTIME "run/virtfn/journal"

struct journal {
	int fd;
	char path[128];
};

struct journal_entry {
	struct step step;
	struct saved saved;
};

struct journal_entries {
	struct journal_entry *v; /* owned */
	size_t n;
	bool ended;
};

void journal_done(struct journal *j);
void journal_entries_done(struct journal_entries *e);

/* Starts the next generation below dir. Old ones are dropped but for the newest 20. */
int journal_start(const struct root *root, const char *dir, struct journal *ret, struct err *err);

/* Adds a line and syncs it. */
int journal_step(
	struct journal *j, const struct step *step, const struct saved *saved, struct err *err);
int journal_end(struct journal *j, bool undone, struct err *err);

/*
 * The oldest generation that did not end: *ret_j to add to it, *ret what it says.
 * 0 when there is none, 1 when there is one.
 */
int journal_unfinished(const struct root *root, const char *dir, struct journal *ret_j,
	struct journal_entries *ret, struct err *err);

#endif

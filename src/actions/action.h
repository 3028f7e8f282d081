/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_ACTION_H
#define ACTIONS_ACTION_H

#include "base/err.h"
#include "base/root.h"
#include "model/step.h"

/* What was there before, in the action's own words; goes into the journal. */
struct saved {
	char text[200];
};

/*
 * Something we can do to a host, and undo.
 *
 * The runner calls save(), writes the answer to the journal, syncs it, and only
 * then calls apply(). So undo() must cope with an apply() that never started,
 * stopped half way, or finished; and a second undo() changes nothing. apply() on a
 * machine that is as wanted already does nothing.
 */
struct action {
	const char *id;
	int (*save)(const struct root *root, const struct step *step, struct saved *ret,
		struct err *err);
	int (*apply)(const struct root *root, const struct step *step, struct err *err);
	int (*undo)(const struct root *root, const struct step *step, const struct saved *saved,
		struct err *err);
};

/* The rows; ends with NULL. */
extern const struct action *const actions[];

/* NULL when there is none of that name. */
const struct action *action_find(const char *id);

int saved_set(struct saved *ret, const char *text, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_ACTION_H
#define ACTIONS_ACTION_H

#include "base/err.h"
#include "base/root.h"
#include "base/str.h"
#include "model/step.h"

/* What was there before, in the action's own words; goes into the journal. */
struct saved {
	char text[512];
};

/* Where actions work. All is borrowed. */
struct site {
	const struct root *root;
	const char *via;       /* "PROGRAM DIR argv..." runs argv on a root that is not the host */
	const char *log;       /* a file below root that gets all output of programs; or NULL */
	bool keep_edited;      /* undo leaves files alone that were edited since */
	struct str_buf *edits; /* what others edited since, as a diff, for the user; or NULL */
};

/* What a step is to a user: plans and generations count them. */
enum action_sort {
	ACTION_OTHER,
	ACTION_FILE,    /* a file or a link becomes another one */
	ACTION_PROGRAM, /* a program runs */
	ACTION_VALUE,   /* a setting of the running host or of the firmware */
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
	int (*save)(const struct site *site, const struct step *step, struct saved *ret,
		struct err *err);
	int (*apply)(const struct site *site, const struct step *step, struct err *err);
	int (*undo)(const struct site *site, const struct step *step, const struct saved *saved,
		struct err *err);

	/* These may be NULL. */

	/* 1 when the machine is as the step wants it, so that nothing need be done; else 0. */
	int (*reached)(const struct site *site, const struct step *step, struct err *err);
	/* Before the first step: what can be seen to fail. */
	int (*may_apply)(const struct site *site, const struct step *step, struct err *err);
	/* Before the first undo(): the same. */
	int (*may_undo)(const struct site *site, const struct step *step, const struct saved *saved,
		struct err *err);
	/* It makes something out of what other steps do: without them it is not done. */
	bool follows;
	/* It takes the lock itself: only runner_start() does it, and save and undo are NULL. */
	bool apart;

	/* How its steps are shown. */

	enum action_sort sort;
	const char *doing;   /* "writing": while it is applied, in front of the target; or NULL */
	bool target_is_path; /* one without the leading slash */
	bool value_is_argv;  /* of step_set_argv(), model/step-value.h */
};

/* The rows; ends with NULL. */
extern const struct action *const actions[];

/* NULL when there is none of that name. */
const struct action *action_find(const char *id);

/* Of a step's action; ACTION_OTHER also when there is none of that name. */
enum action_sort action_sort_of(const struct step *step);

int saved_set(struct saved *ret, const char *text, struct err *err);

#endif

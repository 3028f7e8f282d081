/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_RUNNER_H
#define ACTIONS_RUNNER_H

#include "base/err.h"
#include "base/root.h"
#include "base/str.h"
#include "model/step.h"

/* The right to change the machine: one process at a time. Starts as { .lock = -1 }. */
struct runner {
	const struct root *root;
	int lock;
	size_t recovered; /* steps of an interrupted run that were taken back */
	/* Why persistent work that was cut off could not be taken back yet; code 0: it was. */
	struct err stuck;

	/* For runner_apply() and runner_undo(), set between runner_begin() and them. Borrowed. */
	const char *via;  /* how programs run on a root that is not the host: PROGRAM DIR argv... */
	bool keep_edited; /* undo leaves files that others edited since as they are */
	struct str_buf *edits; /* gets a diff of what others edited since; or NULL */
	/* Told before each step; n is how many there are. Or NULL. */
	void (*tell)(void *arg, size_t i, size_t n, const struct step *step);
	void *tell_arg;
};

/* How to start when something else than NULL and false is wanted from the beginning. */
struct runner_how {
	const char *via;
	bool keep_edited;
	struct str_buf *edits;
};

/*
 * Waits up to 30 s for the lock, visibly, then takes back what a run that was killed
 * left. Do this before reading the facts that steps are made from. -EBUSY when
 * somebody else keeps the lock. When persistent work cannot be taken back (a file was edited
 * since), this still succeeds, and stuck says why: runner_apply() and runner_undo() refuse then.
 */
int runner_begin(const struct root *root, struct runner *ret, struct err *err);
int runner_begin_how(
	const struct root *root, const struct runner_how *how, struct runner *ret, struct err *err);
void runner_done(struct runner *runner);

/*
 * Does all steps, or none: on a failure, or when the user interrupts, those done
 * are taken back, and the text says how that went. For what does not outlive this boot.
 */
int runner_run(struct runner *runner, const struct steps *steps, struct err *err);

/*
 * The same for what lasts: a generation in the persistent journal that runner_undo() takes back
 * at any time. about is one line for virtfn history. Before the first step all of them are asked
 * whether they will surely fail. Steps whose state is reached are passed over; when nothing is
 * left to do, nothing is written at all and *ret_generation is 0.
 */
int runner_apply(struct runner *runner, const struct steps *steps, const char *about,
	unsigned *ret_generation, struct err *err);

/*
 * Runs the steps of the action "start", which runner_apply() passes over: they take the lock, so
 * this comes behind runner_done(). Stops at the first that fails; nothing is taken back. Returns
 * how many there are.
 */
int runner_start(const struct runner *runner, const struct steps *steps, struct err *err);

/*
 * Takes a generation back, its last step first. All steps are asked first whether that can be
 * done; with a failure there nothing is changed. Newer generations should be taken back before.
 * -EALREADY when it is undone already, -ENOENT when there is none, -ESTALE when files were edited
 * since in the same places (runner->edits has the diff).
 */
int runner_undo(struct runner *runner, unsigned generation, struct err *err);

/* Only asks whether runner_undo() would work. */
int runner_may_undo(struct runner *runner, unsigned generation, struct err *err);

#endif

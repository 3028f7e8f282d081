/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_HOOK_RUN_H
#define ACTIONS_HOOK_RUN_H

#include "actions/hook-state.h"
#include "base/err.h"
#include "base/root.h"

/* The right to do what guests want of this host: one process at a time. */
struct hook {
	const struct root *root; /* borrowed */
	int lock;                /* starts as -1 */
	int wait_ms;             /* for the lock; 0: 30 s */
	struct hook_state state;
	size_t mended; /* things of a run that was cut off that were put back */
	/* Whether a thing may be put back now; it is tried again the next time. Or NULL. */
	int (*may)(void *arg, const struct journal_entry *e, struct err *err);
	void *arg;
};

/*
 * For a hook with all but its state. Waits for the lock (-EBUSY after that), and puts back what a
 * run that was killed left. What cannot be put back is tried again each time.
 */
int hook_begin(struct hook *hook, struct err *err);
void hook_done(struct hook *hook);

/*
 * Does all steps for a guest, behind those it has already: each is saved before it is done, and
 * what another guest wants of the same thing holds too. On a failure all that the guest wants is
 * taken back, and the text says so. -EBUSY when another guest has what cannot be shared.
 */
int hook_want(struct hook *hook, const char *name, const struct steps *steps, struct err *err);

/* The guest is prepared, or runs. Nothing for one that is not known. */
int hook_stage(struct hook *hook, const char *name, enum hook_stage stage, struct err *err);

/*
 * The guest wants nothing any more: what no other guest wants is as it was before. Goes on after
 * a failure, and returns the first one.
 */
int hook_release(struct hook *hook, const char *name, struct err *err);

#endif

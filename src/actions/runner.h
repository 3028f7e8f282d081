/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_RUNNER_H
#define ACTIONS_RUNNER_H

#include "base/err.h"
#include "base/root.h"
#include "model/step.h"

/* The right to change the machine: one process at a time. */
struct runner {
	const struct root *root;
	int lock;
	size_t recovered; /* steps of an interrupted run that were taken back */
};

/*
 * Waits up to 30 s for the lock, visibly, then takes back what a run that was killed
 * left. Do this before reading the facts that steps are made from. -EBUSY when
 * somebody else keeps the lock.
 */
int runner_begin(const struct root *root, struct runner *ret, struct err *err);
void runner_done(struct runner *runner);

/*
 * Does all steps, or none: on a failure, or when the user interrupts, those done
 * are taken back, and the text says how that went.
 */
int runner_run(struct runner *runner, const struct steps *steps, struct err *err);

#endif

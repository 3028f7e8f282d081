/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_RUNNER_PARTS_H
#define ACTIONS_RUNNER_PARTS_H

#include "actions/action.h"
#include "actions/journal.h"
#include "actions/runner.h"

/* What the runner's files share; for nobody else. */

/* Where the steps of a runner work; without a log. */
void runner_site(const struct runner *runner, struct site *ret);

/* Where the programs of a persistent generation put what they say. */
void runner_log_path(unsigned generation, char ret[128]);

/* -EBUSY when persistent work was cut off and could not be taken back. */
int runner_refuse_stuck(const struct runner *runner, struct err *err);

/*
 * Takes steps back, from the last to the first. Goes on after a failure: what can be taken back
 * is. Returns the first failure.
 */
int runner_undo_steps(const struct site *site, const struct generation *g, struct err *err);

/* Asks all of them first; the first that cannot be taken back. */
int runner_may_undo_steps(const struct site *site, const struct generation *g, struct err *err);

#endif

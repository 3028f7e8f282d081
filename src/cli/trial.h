/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_TRIAL_H
#define CLI_TRIAL_H

#include "cli/command.h"
#include "cli/host-plan.h"
#include "model/trial.h"

#define TRIAL_MINUTES 5
#define TRIAL_ABOUT   "trial "

/*
 * Steps that boot the plan's command line once (a generation of their own): an entry that no
 * default falls on, armed for one boot; the plan and what works now, kept for the boot; and the
 * service that judges it. -EOPNOTSUPP with a text where there is no boot for once.
 */
struct trial_steps {
	struct steps steps; /* owned */
	char *about;        /* owned: for virtfn history, TRIAL_ABOUT and the trial's id */
};

void trial_steps_done(struct trial_steps *t);
int trial_plan(const struct root *root, const struct host_plan *p, unsigned minutes,
	struct trial_steps *ret, struct err *err);

/* What a person types at the boot menu instead; words as a note of *ret. */
int trial_words(const struct host_plan *p, struct edits *ret, struct err *err);

/*
 * At boot: confirms the trial once all is as good as before (what is kept is applied for good),
 * gives up after its minutes, or cleans up behind one that did not come up.
 */
int trial_verify(struct call *call, struct err *err);

/* The same without waiting for anything: the user says that it is good, or that it is not. */
int trial_confirm(struct call *call, struct err *err);
int trial_stop(struct call *call, struct err *err);

/* A sentence about the trial that is armed or runs, or about the last one. */
int trial_tell(const struct root *root, struct doc *doc, struct err *err);

#endif

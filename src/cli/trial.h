/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_TRIAL_H
#define CLI_TRIAL_H

#include "cli/command.h"
#include "cli/host-plan.h"
#include "model/trial.h"

#define TRIAL_ABOUT "trial "

/* Steps of a generation of their own. */
struct trial_steps {
	struct steps first; /* owned: packages, which are installed for good before the boot */
	struct steps steps; /* owned */
	char *about;        /* owned: for virtfn history, TRIAL_ABOUT and the trial's id */
};

void trial_steps_done(struct trial_steps *t);

struct trial_wish {
	bool always, never;
	unsigned minutes; /* for the boot to become as good as the one before; 0: the usual ones */
};

/*
 * How a plan's new command line is booted once: an entry that no default falls on, armed for one
 * boot; the plan and what works now, kept for the boot; and the service that judges it. 1 with
 * the steps, 0 when nothing is tried: there is no new line, the user does not want it, or there
 * is no boot for once here. The document says so, and what a person can type instead.
 */
int trial_make(struct call *call, struct host_plan *p, const struct trial_wish *wish,
	struct trial_steps *ret, struct err *err);

/* The same words for a plan that is only shown. */
int trial_foretell(struct call *call, struct host_plan *p, struct err *err);

/* -EBUSY, with what to do, while a line waits for its trial or is on it. */
int trial_pending(const struct root *root, struct err *err);

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

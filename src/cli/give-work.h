/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_GIVE_WORK_H
#define CLI_GIVE_WORK_H

#include <stdbool.h>

#include "actions/journal.h"
#include "actions/runner.h"
#include "cli/command.h"
#include "model/give.h"
#include "model/step.h"

/* What virtfn give and virtfn take know of a device; the steps are the command's. */
struct give_work {
	struct call *call;
	struct host host;
	const struct pci_dev *dev; /* of host, as are those in set */
	struct give_set set;
	struct give_seen seen;
	struct steps steps;
};

void give_work_done(struct give_work *w);

/* Root, unless it is a dry run; --root only with that. */
int give_work_may(struct call *call, const char *name, bool dry_run, struct err *err);

/* Reads the host (again) and finds the device that the user named; the steps are emptied. */
int give_work_look(struct give_work *w, struct err *err);

/* Takes the lock and mends what a killed run left; a note says so. *ret needs runner_done(). */
int give_work_begin(struct call *call, struct runner *ret, struct err *err);

/* Who goes: a table of the functions as they are now. */
void give_work_show(const struct give_work *w);

/* What will be done, or taken back: a table of steps. */
void give_work_show_steps(struct call *call, const struct steps *steps);
void give_work_show_undo(struct call *call, const struct generation *const *given, size_t n);

/* What was there before a step of such a generation, in text; NULL: it does not say. */
const char *give_work_saved(const struct journal_entry *e, char text[128]);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_RESTORE_WORK_H
#define CLI_RESTORE_WORK_H

#include "cli/command.h"
#include "model/host.h"
#include "model/wish-host.h"

/* The VFs of host.yaml are made again, device by device. */
struct restore {
	struct call *call;
	bool dry_run;
	long long until_ms; /* how long drivers are waited for; log_now_ms() */
	struct host host;   /* as it was looked at last */
	struct doc *steps;  /* the table of a dry run */
};

void restore_done(struct restore *re);

/* Looks at the functions again. */
int restore_look(struct restore *re, struct err *err);

/* Sleeps a moment; false: the time is over, or the user interrupts. */
bool restore_pause(const struct restore *re);

/*
 * Whether restore_device() would go to work without waiting: also when it would refuse at once.
 */
bool restore_is_ready(struct restore *re, const struct wish_device *d);

/*
 * What is wished for this device; says in the document and in the journal how it went. 0 also
 * when the device is not one that VFs are made of (mode: passthrough).
 */
int restore_device(struct restore *re, const struct wish_device *d, struct err *err);

#endif

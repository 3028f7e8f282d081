/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_TRIAL_H
#define MODEL_TRIAL_H

#include <stdbool.h>

#include "base/err.h"
#include "model/health.h"

/*
 * A kernel command line, and an initramfs, on trial for one boot. While it is, this is kept in a
 * file that goes when the trial is over; what became of it is kept for virtfn status.
 */
#define TRIAL_FILE  "var/lib/virtfn/trial.json"
#define TRIAL_PLAN  "var/lib/virtfn/trial-plan.json"
#define TRIAL_STORY "var/lib/virtfn/trial-story.json"

/* What is in /etc while the trial's own initramfs is made, and not before it is confirmed. */
#define TRIAL_ETC "var/lib/virtfn/trial-etc"

#define TRIAL_MINUTES 5 /* unless the user says otherwise */

struct trial {
	char *id;             /* owned; the boot has virtfn.trial=ID */
	char *boot;           /* owned; the boot in which it was armed (boot_id) */
	char *made;           /* owned; when, as text */
	char *arguments;      /* owned; what is tried, for people: "intel_iommu=on iommu=pt" */
	unsigned minutes;     /* how long the trial boot has to become as good as the one before */
	struct health health; /* of the boot in which it was armed */
	char *outcome;        /* owned; "", "confirmed", "failed" or "stopped" */
	char *reason;         /* owned; of the outcome; "" */
};

void trial_done(struct trial *t);

#endif

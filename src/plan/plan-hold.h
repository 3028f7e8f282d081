/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_HOLD_H
#define PLAN_PLAN_HOLD_H

#include "model/edit.h"
#include "model/host.h"

#define PLAN_HOLD_PACMAN "etc/pacman.conf"

/* What brings newer kernels; all borrowed. */
struct plan_hold {
	const struct host *host;
	const char *const *names;      /* of those that are installed; ends with NULL */
	const char *const *free_names; /* of them, those that are not held yet; ends with NULL */
};

/*
 * Keeps the kernel as it is, with its undo; what this distribution has no way for becomes a note.
 * PLAN_HOLD_PACMAN was read before.
 */
int plan_hold(const struct plan_hold *in, struct edits *edits, struct err *err);

#endif

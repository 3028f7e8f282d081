/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_HOOK_MERGE_H
#define ACTIONS_HOOK_MERGE_H

#include "actions/hook-state.h"
#include "base/err.h"
#include "base/root.h"

/* Whether guests can want the same thing: else who comes second is refused. */
bool hook_shared(const struct step *step);

/*
 * What one thing must be for all guests that want it: as many huge pages as they need together,
 * the CPUs that all of them leave to the host, else what the last one wants. *ret is a step with
 * that value. -EBUSY when they do not go together.
 */
int hook_merge(const struct root *root, const struct hook_state *s, const struct journal_entry *was,
	struct step *ret, struct err *err);

#endif

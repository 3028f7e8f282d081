/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_STEP_H
#define MODEL_STEP_H

#include <stddef.h>

/*
 * One thing to do to the machine, as data: which action, on what, to which value.
 * What a target and a value look like is said by the action's file.
 */
struct step {
	char action[24];
	char target[48];
	char value[160];
};

struct steps {
	struct step *v; /* owned */
	size_t n;
};

void steps_done(struct steps *steps);

/* Adds a step at the end; -ENOMEM. Texts that do not fit are a mistake of ours. */
int steps_add(struct steps *steps, const char *action, const char *target, const char *value);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_STEP_H
#define MODEL_STEP_H

#include <stdbool.h>
#include <stddef.h>

/*
 * One thing to do to the machine, as data: which action, on what, to which value.
 * What a target and a value look like is said by the action's file. Steps that change a file
 * carry its bytes, as the plan saw them and as they shall be.
 */
#define STEP_ACTION 24
#define STEP_TARGET 256
#define STEP_VALUE  1024

struct step_bytes {
	char *data; /* owned, with a 0 behind it; NULL: there is no such file */
	size_t size;
};

struct step {
	char action[STEP_ACTION];
	char target[STEP_TARGET];
	char value[STEP_VALUE];
	struct step_bytes before, after;
	char *why; /* owned; one line; or NULL */
};

struct steps {
	struct step *v; /* owned */
	size_t n;
};

void step_done(struct step *step);
void steps_done(struct steps *steps);

/* Adds a step at the end; -ENOMEM. Texts that do not fit are a mistake of ours. */
int steps_add(struct steps *steps, const char *action, const char *target, const char *value);

/* Whether such texts fit; what comes from outside is asked first. */
bool step_fits(const char *target, const char *value);

/* Copies data (NULL: no such file), and a text, into a step; -ENOMEM. */
int step_set_bytes(struct step_bytes *b, const char *data, size_t size);
int step_set_why(struct step *step, const char *why);

#endif

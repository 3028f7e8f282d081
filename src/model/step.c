/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list of steps. Doing them is actions/ work.
 */
#include "model/step.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

void step_done(struct step *step)
{
	free(step->before.data);
	free(step->after.data);
	free(step->why);
	*step = (struct step) { 0 };
}

void steps_done(struct steps *steps)
{
	for (size_t i = 0; i < steps->n; i++)
		step_done(&steps->v[i]);
	free(steps->v);
	*steps = (struct steps) { 0 };
}

static void set(char *to, size_t size, const char *from)
{
	int n = snprintf(to, size, "%s", from);

	assert(n >= 0 && (size_t)n < size);
	(void)n;
}

int steps_add(struct steps *steps, const char *action, const char *target, const char *value)
{
	struct step *s = mem_append(&steps->v, &steps->n, sizeof(*s));

	if (!s)
		return -ENOMEM;
	set(s->action, sizeof(s->action), action);
	set(s->target, sizeof(s->target), target);
	set(s->value, sizeof(s->value), value);
	return 0;
}

bool step_fits(const char *target, const char *value)
{
	return strlen(target) < STEP_TARGET && strlen(value) < STEP_VALUE;
}

int step_set_bytes(struct step_bytes *b, const char *data, size_t size)
{
	char *c = NULL;

	if (data) {
		c = malloc(size + 1);
		if (!c)
			return -ENOMEM;
		memcpy(c, data, size);
		c[size] = '\0';
	}
	free(b->data);
	b->data = c;
	b->size = c ? size : 0;
	return 0;
}

int step_set_why(struct step *step, const char *why)
{
	char *c = str_printf("%s", why);

	if (!c)
		return -ENOMEM;
	free(step->why);
	step->why = c;
	return 0;
}

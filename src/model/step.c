/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A list of steps. Doing them is actions/ work.
 */
#include "model/step.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

void steps_done(struct steps *steps)
{
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

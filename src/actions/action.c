/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of actions, made from the rows in meson.build: an action_x is defined
 * in action-x.c.
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define ROW(name) extern const struct action action_##name;
#include "actions/action-rows.h"
#undef ROW

const struct action *const actions[] = {
#define ROW(name) &action_##name,
#include "actions/action-rows.h"
#undef ROW
	NULL,
};

const struct action *action_find(const char *id)
{
	for (size_t i = 0; actions[i]; i++)
		if (str_eq(actions[i]->id, id))
			return actions[i];
	return NULL;
}

enum action_sort action_sort_of(const struct step *step)
{
	const struct action *a = action_find(step->action);

	return a ? a->sort : ACTION_OTHER;
}

int saved_set(struct saved *ret, const char *text, struct err *err)
{
	if (strlen(text) >= sizeof(ret->text))
		return err_set(
			err, E2BIG, "what is there now is too long to remember: %.40s...", text);
	(void)snprintf(ret->text, sizeof(ret->text), "%s", text);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a host needs, as a list. Who wants it is plan/ work, and how it gets it too.
 */
#include "model/need.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

static void need_done(struct need *n)
{
	free(n->what);
	free(n->why);
	free(n->from);
	*n = (struct need) { 0 };
}

void needs_done(struct needs *n)
{
	for (size_t i = 0; i < n->n; i++)
		need_done(&n->v[i]);
	free(n->v);
	*n = (struct needs) { 0 };
}

int needs_add(struct needs *n, const struct need *need, struct err *err)
{
	struct need *copy;

	for (size_t i = 0; i < n->n; i++)
		if (n->v[i].kind == need->kind && str_eq(n->v[i].what, need->what))
			return 0;
	copy = mem_append(&n->v, &n->n, sizeof(*copy));
	if (!copy)
		return err_oom(err);
	copy->kind = need->kind;
	copy->what = str_printf("%s", need->what);
	copy->why = str_printf("%s", need->why);
	copy->from = str_printf("%s", need->from);
	if (copy->what && copy->why && copy->from)
		return 0;
	need_done(copy);
	n->n--;
	return err_oom(err);
}

size_t needs_count(const struct needs *n, enum need_kind kind)
{
	size_t count = 0;

	for (size_t i = 0; i < n->n; i++)
		count += n->v[i].kind == kind;
	return count;
}

const char **needs_list(const struct needs *n, enum need_kind kind)
{
	const char **list = calloc(needs_count(n, kind) + 1, sizeof(*list));
	size_t at = 0;

	for (size_t i = 0; list && i < n->n; i++)
		if (n->v[i].kind == kind)
			list[at++] = n->v[i].what;
	return list;
}

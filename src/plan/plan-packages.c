/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which packages are to be installed? Their names, and which of them are there, somebody found
 * out before; each need is one step, with its reason.
 */
#include "plan/plan-packages.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "model/step.h"

void plan_packages_done(struct plan_packages *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].name);
	for (size_t i = 0; i < p->n_notes; i++)
		free(p->notes[i]);
	free(p->v);
	free(p->notes);
	*p = (struct plan_packages) { 0 };
}

static bool is_asked(const struct plan_packages *p, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(p->v[k].name, p->v[i].name))
			return true;
	return false;
}

static int install(const struct plan_packages *p, const struct need *need, struct str_buf *names,
	struct edits *edits, struct err *err)
{
	_cleanup_free_ char *text = str_buf_take(names);

	*names = (struct str_buf) { 0 };
	if (!text)
		return err_oom(err);
	return text[0] ? edits_packages(edits, p->manager, text, need->why, err) : 0;
}

/* A driver or an argument that it wants too, and which a reboot brings. */
static bool wants_more(const struct plan_packages *p, const struct need *need)
{
	for (size_t i = 0; p->needs && i < p->needs->n; i++) {
		const struct need *n = &p->needs->v[i];

		if (str_eq(n->from, need->from) &&
			(n->kind == NEED_DRIVER || n->kind == NEED_ARGUMENT))
			return true;
	}
	return false;
}

/* A check that complains although its package is there means something else than that. */
static int all_there(const struct plan_packages *p, const struct need *need, struct edits *edits,
	struct err *err)
{
	if (strchr(need->from, ':') || wants_more(p, need))
		return 0;
	for (size_t i = 0; i < p->n; i++)
		if (p->v[i].need == need && p->v[i].there != TRI_YES)
			return 0;
	return edits_note(edits, err,
		"%s, although %s is installed: virtfn doctor --explain %s says more", need->why,
		need->what, need->from);
}

/* The packages of one need, from the i-th on; *ret_next is behind them. */
static int edit_need(const struct plan_packages *p, size_t i, size_t *ret_next, struct edits *edits,
	struct err *err)
{
	const struct need *need = p->v[i].need;
	struct str_buf names = { 0 };
	int r = 0;

	for (; i < p->n && p->v[i].need == need && r == 0; i++) {
		const char *name = p->v[i].name;

		if (p->v[i].there == TRI_YES || is_asked(p, i))
			continue;
		if (names.len + strlen(name) + 2 > STEP_TARGET)
			r = install(p, need, &names, edits, err);
		str_buf_printf(&names, "%s%s", names.len ? " " : "", name);
	}
	if (r == 0)
		r = install(p, need, &names, edits, err);
	else
		str_buf_done(&names);
	*ret_next = i;
	return r < 0 ? r : all_there(p, need, edits, err);
}

int plan_packages(const struct plan_packages *p, struct edits *edits, struct err *err)
{
	size_t i = 0;
	int r = 0;

	while (p && p->manager && i < p->n && r == 0)
		r = edit_need(p, i, &i, edits, err);
	for (i = 0; p && i < p->n_notes && r == 0; i++)
		r = edits_note(edits, err, "%s", p->notes[i]);
	return r;
}

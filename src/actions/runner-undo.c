/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Going backwards: steps of a run that failed or was cut off, and whole generations.
 */
#include "actions/runner.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "actions/runner-parts.h"
#include "base/mem.h"

void runner_site(const struct runner *runner, struct site *ret)
{
	*ret = (struct site) {
		.root = runner->root,
		.via = runner->via,
		.keep_edited = runner->keep_edited,
		.edits = runner->edits,
	};
}

void runner_log_path(unsigned generation, char ret[128])
{
	(void)snprintf(ret, 128, JOURNAL_PERSISTENT "/%06u.log", generation);
}

static const struct action *find(const struct journal_entry *e, struct err *err)
{
	const struct action *a = action_find(e->step.action);

	if (a && !a->apart)
		return a;
	(void)err_set(err, EINVAL,
		"the journal has an action '%s' that this virtfn does not know; "
		"take it back with the version that did it",
		e->step.action);
	return NULL;
}

/* The last step makes something out of others, of which none began: there is nothing to make. */
static bool pointless(const struct generation *g, size_t i, const struct action *a)
{
	return i + 1 == g->n && a->follows;
}

int runner_undo_steps(const struct site *site, const struct generation *g, struct err *err)
{
	int first = 0;

	for (size_t i = g->n; i-- > 0;) {
		const struct journal_entry *e = &g->v[i];
		struct err one = { 0 };
		const struct action *a = find(e, &one);
		int r = a ? 0 : -EINVAL;

		if (a && !pointless(g, i, a))
			r = a->undo(site, &e->step, &e->saved, &one);
		if (r < 0 && first == 0) {
			first = r;
			*err = one;
		}
	}
	return first;
}

int runner_may_undo_steps(const struct site *site, const struct generation *g, struct err *err)
{
	int first = 0;

	/* All of them: the user sees every file that was edited since at once. */
	for (size_t i = g->n; i-- > 0;) {
		const struct journal_entry *e = &g->v[i];
		struct err one = { 0 };
		const struct action *a = find(e, &one);
		int r = a ? 0 : -EINVAL;

		if (a && a->may_undo)
			r = a->may_undo(site, &e->step, &e->saved, &one);
		if (r < 0 && first == 0) {
			first = r;
			*err = one;
		}
	}
	return first;
}

static int read_done(
	const struct runner *runner, unsigned number, struct generation *ret, struct err *err)
{
	int r = runner_refuse_stuck(runner, err);

	if (r == 0)
		r = journal_read(runner->root, JOURNAL_PERSISTENT, number, ret, err);
	if (r == -ENOENT)
		return err_set(
			err, ENOENT, "there is no generation %u; see virtfn history", number);
	if (r < 0 || ret->state != GENERATION_UNDONE)
		return r;
	generation_done(ret);
	return err_set(err, EALREADY, "generation %u was taken back already", number);
}

int runner_may_undo(struct runner *runner, unsigned generation, struct err *err)
{
	_cleanup_(generation_done) struct generation g = { 0 };
	struct site site;
	int r = read_done(runner, generation, &g, err);

	runner_site(runner, &site);
	return r < 0 ? r : runner_may_undo_steps(&site, &g, err);
}

int runner_undo(struct runner *runner, unsigned generation, struct err *err)
{
	_cleanup_(generation_done) struct generation g = { 0 };
	_cleanup_(journal_done) struct journal j = { .fd = -1 };
	struct site site;
	char log[128];
	int r = read_done(runner, generation, &g, err);

	runner_site(runner, &site);
	runner_log_path(generation, log);
	site.log = log;
	if (r == 0)
		r = runner_may_undo_steps(&site, &g, err);
	if (r < 0)
		return r;
	r = journal_open(runner->root, JOURNAL_PERSISTENT, generation, &j, err);
	if (r == 0)
		r = journal_undo(&j, err);
	if (r < 0)
		return err_hint(err, "nothing was changed");
	r = runner_undo_steps(&site, &g, err);
	if (r < 0)
		return err_hint(err,
			"generation %u is taken back in part; virtfn undo goes on "
			"with it once that is mended",
			generation);
	return journal_end(&j, true, err);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * save, journal, sync, apply; on failure undo backwards. Which steps there are is
 * plan/'s business; the lock and what was cut off runner-begin.c's, taking back runner-undo.c's.
 */
#include "actions/runner.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "actions/action.h"
#include "actions/journal.h"
#include "actions/prune.h"
#include "actions/runner-parts.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"

/* One generation while it is made. */
struct work {
	struct runner *runner;
	struct site site;
	struct journal journal;
	struct generation done;
	char log[128];
};

static void work_done(struct work *w)
{
	journal_done(&w->journal);
	generation_done(&w->done);
}

static int one_step(struct work *w, const struct step *step, struct err *err)
{
	const struct action *a = action_find(step->action);
	struct journal_entry *e;
	struct saved saved = { 0 };
	int r;

	if (run_interrupted)
		return err_set(err, EINTR, "interrupted");
	if (!a || a->apart)
		return err_set(
			err, EINVAL, "there is no action '%s' to be journalled", step->action);
	r = a->save(&w->site, step, &saved, err);
	if (r < 0)
		return r;
	r = journal_step(&w->journal, step, &saved, err);
	if (r < 0)
		return r;
	e = mem_append(&w->done.v, &w->done.n, sizeof(*e));
	if (!e)
		return err_oom(err);
	e->step = *step;
	/* The bytes stay with the step; taking it back goes by what was saved. */
	e->step.before = e->step.after = (struct step_bytes) { 0 };
	e->step.why = NULL;
	e->saved = saved;
	return a->apply(&w->site, step, err);
}

/* err holds why we failed; it is told how the taking back went. */
static int fail(struct work *w, struct err *err)
{
	struct err undo_err = { 0 };

	if (runner_undo_steps(&w->site, &w->done, &undo_err) < 0 ||
		journal_end(&w->journal, true, &undo_err) < 0)
		return err_hint(err, "and it could not be taken back: %s (journal: /%s)",
			undo_err.text, w->journal.path);
	return w->done.n > 0 ? err_hint(err, "everything is as it was before") : -err->code;
}

int runner_run(struct runner *runner, const struct steps *steps, struct err *err)
{
	_cleanup_(work_done) struct work w = { .runner = runner, .journal = { .fd = -1 } };
	int r;

	if (steps->n == 0)
		return 0;
	w.site.root = runner->root;
	r = journal_start(runner->root, JOURNAL_RUNTIME, &w.journal, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < steps->n; i++) {
		r = one_step(&w, &steps->v[i], err);
		if (r < 0)
			return fail(&w, err);
	}
	return journal_end(&w.journal, false, err);
}

/* Which steps have to be done: pass[i] is set for those whose state is reached. */
struct todo {
	bool *pass; /* owned */
	size_t n;   /* how many are left */
};

static void todo_done(struct todo *t)
{
	free(t->pass);
}

/* 1 reached, 0 not, -ENODATA when nobody can tell. */
static int ask(const struct site *site, const struct step *step, bool *ret_follows, struct err *err)
{
	const struct action *a = action_find(step->action);

	if (!a)
		return err_set(err, EINVAL, "there is no action '%s'", step->action);
	*ret_follows = a->follows;
	return a->reached ? a->reached(site, step, err) : -ENODATA;
}

static bool is_apart(const struct step *step)
{
	const struct action *a = action_find(step->action);

	return a && a->apart;
}

/*
 * What follows (a generator, a proof) is done when something in front of it is, when a proof
 * fails, or when nothing of this plan can tell whether it is needed.
 */
static int find_todo(
	const struct site *site, const struct steps *steps, struct todo *ret, struct err *err)
{
	_cleanup_(todo_done) struct todo t = { .pass = calloc(steps->n, sizeof(bool)) };
	bool needed = false, told = false;

	if (!t.pass)
		return err_oom(err);
	for (size_t i = 0; i < steps->n; i++) {
		bool follows = false;
		int r;

		t.pass[i] = is_apart(&steps->v[i]);
		if (t.pass[i])
			continue;
		r = ask(site, &steps->v[i], &follows, err);
		if (r < 0 && r != -ENODATA)
			return r;
		t.pass[i] = r == 1 && !follows;
		t.n += !t.pass[i];
		told = told || r >= 0;
		needed = needed || r == 0 || (r == -ENODATA && !follows);
	}
	if (!needed && told)
		t.n = 0;
	*ret = t;
	t.pass = NULL;
	return 0;
}

static int may_apply(
	const struct site *site, const struct steps *steps, const struct todo *t, struct err *err)
{
	for (size_t i = 0; i < steps->n; i++) {
		const struct action *a = action_find(steps->v[i].action);
		int r = t->pass[i] || !a->may_apply ? 0 : a->may_apply(site, &steps->v[i], err);

		if (r < 0)
			return err_hint(err, "nothing was changed");
	}
	return 0;
}

static int start(struct work *w, const char *about, struct err *err)
{
	int r = journal_start(w->runner->root, JOURNAL_PERSISTENT, &w->journal, err);

	if (r == 0)
		r = journal_about(&w->journal, w->runner->root, about, err);
	if (r < 0)
		return err_hint(err, "nothing was changed");
	runner_log_path(journal_number(w->journal.path), w->log);
	w->site.log = w->log;
	return 0;
}

static int do_steps(
	struct work *w, const struct steps *steps, const struct todo *t, struct err *err)
{
	struct runner *runner = w->runner;

	for (size_t i = 0, at = 0; i < steps->n; i++) {
		int r;

		if (t->pass[i])
			continue;
		if (runner->tell)
			runner->tell(runner->tell_arg, at, t->n, &steps->v[i]);
		at++;
		r = one_step(w, &steps->v[i], err);
		if (r < 0)
			return fail(w, err);
	}
	return journal_end(&w->journal, false, err);
}

int runner_apply(struct runner *runner, const struct steps *steps, const char *about,
	unsigned *ret_generation, struct err *err)
{
	_cleanup_(work_done) struct work w = { .runner = runner, .journal = { .fd = -1 } };
	_cleanup_(todo_done) struct todo todo = { 0 };
	struct err ignored;
	int r;

	r = runner_refuse_stuck(runner, err);
	if (r < 0)
		return r;
	runner_site(runner, &w.site);
	if (steps->n > 0)
		r = find_todo(&w.site, steps, &todo, err);
	if (r == 0 && todo.n > 0)
		r = may_apply(&w.site, steps, &todo, err);
	if (r < 0)
		return r;
	*ret_generation = 0;
	if (todo.n == 0)
		return 0;
	r = start(&w, about, err);
	if (r == 0)
		r = do_steps(&w, steps, &todo, err);
	if (r < 0)
		return r;
	*ret_generation = journal_number(w.journal.path);
	if (prune(runner->root, &ignored) < 0)
		log_verbose("cannot drop old generations: %s, ignoring", ignored.text);
	return 0;
}

int runner_start(const struct runner *runner, const struct steps *steps, struct err *err)
{
	struct site site;
	int n = 0;

	runner_site(runner, &site);
	for (size_t i = 0; i < steps->n; i++) {
		int r;

		if (!is_apart(&steps->v[i]))
			continue;
		if (runner->tell)
			runner->tell(runner->tell_arg, i, steps->n, &steps->v[i]);
		r = action_find(steps->v[i].action)->apply(&site, &steps->v[i], err);
		if (r < 0)
			return r;
		n++;
	}
	return n;
}

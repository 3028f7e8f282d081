/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * save, journal, sync, apply; on failure undo backwards. Which steps there are is
 * plan/'s business.
 */
#include "actions/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "actions/action.h"
#include "actions/journal.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"

#define LOCK_DIR     "run/virtfn"
#define LOCK_PATH    LOCK_DIR "/lock"
#define LOCK_WAIT_MS 30000

static int take_lock(int fd, struct err *err)
{
	long long end = log_now_ms() + LOCK_WAIT_MS;
	struct log_wait w;
	int r = 0;

	log_wait_start(&w, "waiting for another virtfn that changes this host");
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (run_interrupted)
			r = err_set(err, EINTR, "interrupted; nothing was changed");
		else if (errno != EWOULDBLOCK)
			r = err_sys(err, errno, "cannot lock /" LOCK_PATH);
		else if (log_now_ms() > end)
			r = err_set(err, EBUSY,
				"another virtfn is changing this host; wait for it, "
				"or see who holds /" LOCK_PATH);
		if (r < 0)
			break;
		(void)usleep(50000);
		log_wait_tick(&w);
	}
	log_wait_stop(&w);
	return r;
}

/*
 * The entries from last to first. Goes on after a failure: what can be taken back
 * is. Returns the first failure.
 */
static int undo_all(const struct root *root, const struct journal_entries *entries, struct err *err)
{
	int first = 0;

	for (size_t i = entries->n; i-- > 0;) {
		const struct journal_entry *e = &entries->v[i];
		const struct action *a = action_find(e->step.action);
		struct err one = { 0 };
		int r;

		if (!a)
			r = err_set(&one, EINVAL,
				"the journal has an action '%s' that this virtfn "
				"does not know",
				e->step.action);
		else
			r = a->undo(root, &e->step, &e->saved, &one);
		if (r < 0 && first == 0) {
			first = r;
			*err = one;
		}
	}
	return first;
}

static int recover(struct runner *runner, struct err *err)
{
	for (;;) {
		_cleanup_(journal_done) struct journal j = { .fd = -1 };
		_cleanup_(journal_entries_done) struct journal_entries entries = { 0 };
		int r;

		r = journal_unfinished(runner->root, JOURNAL_RUNTIME, &j, &entries, err);
		if (r <= 0)
			return r;
		r = undo_all(runner->root, &entries, err);
		if (r < 0)
			return err_wrap(
				err, "cannot take back what an interrupted run left (/%s)", j.path);
		r = journal_end(&j, true, err);
		if (r < 0)
			return r;
		runner->recovered += entries.n;
	}
}

int runner_begin(const struct root *root, struct runner *ret, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .root = root, .lock = -1 };
	int r;

	r = root_mkdir(root, err, LOCK_DIR);
	if (r < 0)
		return err_wrap(err, "cannot change this host");
	runner.lock = root_open_file(root, O_RDWR | O_CREAT, err, LOCK_PATH);
	if (runner.lock < 0)
		return err_wrap(err, "cannot change this host");
	r = take_lock(runner.lock, err);
	if (r == 0)
		r = recover(&runner, err);
	if (r < 0)
		return r;
	*ret = runner;
	runner.lock = -1;
	return 0;
}

void runner_done(struct runner *runner)
{
	mem_closep(&runner->lock);
}

static int one_step(const struct root *root, const struct step *step, struct journal *j,
	struct journal_entries *done, struct err *err)
{
	const struct action *a = action_find(step->action);
	struct journal_entry *e;
	struct saved saved = { 0 };
	int r;

	if (run_interrupted)
		return err_set(err, EINTR, "interrupted");
	if (!a)
		return err_set(err, EINVAL, "there is no action '%s'", step->action);
	r = a->save(root, step, &saved, err);
	if (r < 0)
		return r;
	r = journal_step(j, step, &saved, err);
	if (r < 0)
		return r;
	e = mem_append(&done->v, &done->n, sizeof(*e));
	if (!e)
		return err_oom(err);
	e->step = *step;
	/* The bytes stay with the step; taking it back goes by what was saved. */
	e->step.before = e->step.after = (struct step_bytes) { 0 };
	e->step.why = NULL;
	e->saved = saved;
	return a->apply(root, step, err);
}

/* err holds why we failed; it is told how the taking back went. */
static int fail(const struct root *root, struct journal *j, const struct journal_entries *done,
	struct err *err)
{
	struct err undo_err = { 0 };

	if (undo_all(root, done, &undo_err) < 0 || journal_end(j, true, &undo_err) < 0)
		return err_hint(err, "and it could not be taken back: %s (journal: /%s)",
			undo_err.text, j->path);
	return done->n > 0 ? err_hint(err, "everything is as it was before") : -err->code;
}

int runner_run(struct runner *runner, const struct steps *steps, struct err *err)
{
	_cleanup_(journal_done) struct journal j = { .fd = -1 };
	_cleanup_(journal_entries_done) struct journal_entries done = { 0 };
	int r;

	if (steps->n == 0)
		return 0;
	r = journal_start(runner->root, JOURNAL_RUNTIME, &j, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < steps->n; i++) {
		r = one_step(runner->root, &steps->v[i], &j, &done, err);
		if (r < 0)
			return fail(runner->root, &j, &done, err);
	}
	return journal_end(&j, false, err);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lock, and taking back what a run left that was cut off.
 */
#include "actions/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "actions/runner-parts.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"

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

static int recover_one(
	struct runner *runner, const char *dir, const struct generation *g, struct err *err)
{
	_cleanup_(journal_done) struct journal j = { .fd = -1 };
	struct site site;
	char log[128];
	int r = 0;

	runner_site(runner, &site);
	if (str_eq(dir, JOURNAL_PERSISTENT)) {
		runner_log_path(g->number, log);
		site.log = log;
		r = runner_may_undo_steps(&site, g, err);
	}
	if (r == 0)
		r = journal_open(runner->root, dir, g->number, &j, err);
	if (r == 0)
		r = runner_undo_steps(&site, g, err);
	if (r < 0)
		return err_wrap(err, "cannot take back what an interrupted run left (/%s/%06u)",
			dir, g->number);
	runner->recovered += g->n;
	return journal_end(&j, true, err);
}

static bool cut_off(const struct generation *g)
{
	return g->state == GENERATION_UNFINISHED || g->state == GENERATION_UNDOING;
}

/* The newest first, as it was done last. */
static int recover(struct runner *runner, const char *dir, struct err *err)
{
	_cleanup_(generations_done) struct generations all = { 0 };
	int r = journal_list(runner->root, dir, &all, err);

	for (size_t i = all.n; r == 0 && i-- > 0;)
		if (cut_off(&all.v[i]))
			r = recover_one(runner, dir, &all.v[i], err);
	return r;
}

int runner_begin_how(
	const struct root *root, const struct runner_how *how, struct runner *ret, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = {
		.root = root,
		.lock = -1,
		.via = how->via,
		.keep_edited = how->keep_edited,
		.edits = how->edits,
	};
	struct err stuck = { 0 };
	int r;

	r = root_mkdir(root, err, LOCK_DIR);
	if (r < 0)
		return err_wrap(err, "cannot change this host");
	runner.lock = root_open_file(root, O_RDWR | O_CREAT, err, LOCK_PATH);
	if (runner.lock < 0)
		return err_wrap(err, "cannot change this host");
	r = take_lock(runner.lock, err);
	if (r == 0)
		r = recover(&runner, JOURNAL_RUNTIME, err);
	if (r < 0)
		return r;
	if (recover(&runner, JOURNAL_PERSISTENT, &stuck) < 0)
		runner.stuck = stuck;
	*ret = runner;
	runner.lock = -1;
	return 0;
}

int runner_begin(const struct root *root, struct runner *ret, struct err *err)
{
	return runner_begin_how(root, &(struct runner_how) { 0 }, ret, err);
}

void runner_done(struct runner *runner)
{
	mem_closep(&runner->lock);
	runner->lock = -1;
}

int runner_refuse_stuck(const struct runner *runner, struct err *err)
{
	if (!runner->stuck.code)
		return 0;
	*err = runner->stuck;
	return -err->code;
}

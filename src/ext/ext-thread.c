/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A blocking call with a visible, bounded wait. For the kernel's own long calls
 * base/run.h has a child process instead: a connection does not survive a fork.
 */
#include "ext/ext-thread.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"

struct job {
	int (*fn)(void *arg, struct err *err);
	void *arg;
	int r;
	struct err err;
	int done; /* an eventfd */
};

static void *work(void *arg)
{
	const uint64_t one = 1;
	struct job *job = arg;

	job->r = job->fn(job->arg, &job->err);
	(void)!write(job->done, &one, sizeof(one));
	return NULL;
}

/* Signals are for the main thread: its poll() has to see them. */
static int start(struct job *job, pthread_t *ret, struct err *err)
{
	sigset_t all, old;
	int code;

	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	code = pthread_create(ret, NULL, work, job);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	return code ? err_sys(err, code, "cannot start a thread") : 0;
}

static int wait_for(int done, int timeout_ms, const char *what)
{
	struct pollfd p = { .fd = done, .events = POLLIN };
	long long end = log_now_ms() + timeout_ms;
	struct log_wait w;
	int r = -ETIMEDOUT;

	log_wait_start(&w, "%s", what);
	while (log_now_ms() < end) {
		if (poll(&p, 1, 200) > 0) {
			r = 0;
			break;
		}
		if (run_interrupted) {
			r = -EINTR;
			break;
		}
		log_wait_tick(&w);
	}
	log_wait_stop(&w);
	return r;
}

static void job_free(struct job *job)
{
	if (job)
		mem_closep(&job->done);
	free(job);
}
DEFINE_CLEANUP(struct job *, job_free)

int ext_thread_run(int (*fn)(void *arg, struct err *err), void *arg, int timeout_ms,
	const char *what, struct err *err)
{
	_cleanup_(job_freep) struct job *job = calloc(1, sizeof(*job));
	pthread_t thread;
	int r;

	if (!job)
		return err_oom(err);
	*job = (struct job) { .fn = fn, .arg = arg, .done = eventfd(0, EFD_CLOEXEC) };
	if (job->done < 0)
		return err_sys(err, errno, "cannot make an eventfd");
	r = start(job, &thread, err);
	if (r < 0)
		return r;
	r = wait_for(job->done, timeout_ms, what);
	if (r < 0) {
		/* The thread may still write into it: it is given away, not freed. */
		(void)pthread_detach(thread);
		(void)TAKE_PTR(job);
		return err_set(err, -r, "%s: %s", what,
			r == -EINTR ? "interrupted; what was begun may still happen"
				    : "no answer in time; it may still happen");
	}
	(void)pthread_join(thread, NULL);
	if (job->r < 0)
		*err = job->err;
	return job->r;
}

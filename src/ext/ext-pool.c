/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work done ahead by threads of C11. One library call that blocks is for ext-thread.c.
 */
#include "ext/ext-pool.h"

#include <sched.h>
#include <stdlib.h>
#include <threads.h>

#include "base/mem.h"

#define THREADS_MAX 16

struct ext_pool {
	mtx_t lock;
	cnd_t changed;
	thrd_t threads[THREADS_MAX];
	unsigned n, started;
	size_t room, used;
	bool ends;
	struct ext_pool_job *first, *last;
};

static bool may_begin(const struct ext_pool *p)
{
	return p->first &&
	       (p->used == 0 || (p->used <= p->room && p->first->cost <= p->room - p->used));
}

static struct ext_pool_job *next_job(struct ext_pool *p)
{
	struct ext_pool_job *job = NULL;

	while (!p->ends && !may_begin(p))
		(void)cnd_wait(&p->changed, &p->lock);
	if (p->ends)
		return NULL;
	job = p->first;
	p->first = job->next;
	p->last = p->first ? p->last : NULL;
	p->used += job->cost;
	job->state = EXT_POOL_RUNS;
	return job;
}

static int work(void *arg)
{
	struct ext_pool *p = arg;
	struct ext_pool_job *job;
	/* Its first memory makes the C library ask how many processors there are. */
	void *volatile warm = malloc(1);

	free(warm);
	(void)mtx_lock(&p->lock);
	p->started++;
	(void)cnd_broadcast(&p->changed);
	while ((job = next_job(p))) {
		(void)mtx_unlock(&p->lock);
		job->fn(job);
		(void)mtx_lock(&p->lock);
		job->state = EXT_POOL_DONE;
		(void)cnd_broadcast(&p->changed);
	}
	(void)mtx_unlock(&p->lock);
	return 0;
}

void ext_pool_free(struct ext_pool *p)
{
	if (!p)
		return;
	(void)mtx_lock(&p->lock);
	p->ends = true;
	(void)cnd_broadcast(&p->changed);
	(void)mtx_unlock(&p->lock);
	for (unsigned i = 0; i < p->n; i++)
		(void)thrd_join(p->threads[i], NULL);
	cnd_destroy(&p->changed);
	mtx_destroy(&p->lock);
	free(p);
}

int ext_pool_new(unsigned n, size_t room, struct ext_pool **ret, struct err *err)
{
	struct ext_pool *p = calloc(1, sizeof(*p));

	if (!p)
		return err_oom(err);
	p->room = room;
	if (mtx_init(&p->lock, mtx_plain) != thrd_success) {
		free(p);
		return err_oom(err);
	}
	if (cnd_init(&p->changed) != thrd_success) {
		mtx_destroy(&p->lock);
		free(p);
		return err_oom(err);
	}
	/* With fewer than were wanted it only takes longer. */
	while (p->n < n && p->n < THREADS_MAX &&
		thrd_create(&p->threads[p->n], work, p) == thrd_success)
		p->n++;
	(void)mtx_lock(&p->lock);
	while (p->started < p->n)
		(void)cnd_wait(&p->changed, &p->lock);
	(void)mtx_unlock(&p->lock);
	*ret = p;
	return 0;
}

unsigned ext_pool_processors(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof(set), &set) == 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

void ext_pool_add(struct ext_pool *p, struct ext_pool_job *job)
{
	job->next = NULL;
	job->state = EXT_POOL_WAITS;
	(void)mtx_lock(&p->lock);
	if (p->last)
		p->last->next = job;
	else
		p->first = job;
	p->last = job;
	(void)cnd_broadcast(&p->changed);
	(void)mtx_unlock(&p->lock);
}

static void unlink_job(struct ext_pool *p, struct ext_pool_job *job)
{
	struct ext_pool_job *before = NULL;

	for (struct ext_pool_job *j = p->first; j != job; j = j->next)
		before = j;
	if (before)
		before->next = job->next;
	else
		p->first = job->next;
	if (p->last == job)
		p->last = before;
}

bool ext_pool_take(struct ext_pool *p, struct ext_pool_job *job)
{
	bool ran = false;

	(void)mtx_lock(&p->lock);
	while (job->state == EXT_POOL_RUNS)
		(void)cnd_wait(&p->changed, &p->lock);
	if (job->state == EXT_POOL_WAITS)
		unlink_job(p, job);
	if (job->state == EXT_POOL_DONE) {
		p->used -= job->cost;
		ran = true;
	}
	job->state = EXT_POOL_OUT;
	(void)cnd_broadcast(&p->changed);
	(void)mtx_unlock(&p->lock);
	return ran;
}

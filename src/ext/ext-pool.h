/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_POOL_H
#define EXT_EXT_POOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Threads that work ahead: jobs are begun in the order they were added, and no more of them
 * than their results may take. A job lies in a struct of its owner, who frees it.
 */
struct ext_pool;

enum ext_pool_state {
	EXT_POOL_OUT, /* in no pool */
	EXT_POOL_WAITS,
	EXT_POOL_RUNS,
	EXT_POOL_DONE,
};

struct ext_pool_job {
	void (*fn)(struct ext_pool_job *job);
	size_t cost; /* of its result, as room counts */
	enum ext_pool_state state;
	struct ext_pool_job *next;
};

/* n threads, all of them started; needs ext_pool_free(), before which every job was taken. */
int ext_pool_new(unsigned n, size_t room, struct ext_pool **ret, struct err *err);
void ext_pool_free(struct ext_pool *pool);

/* How many threads this process may use, itself included. */
unsigned ext_pool_processors(void);

void ext_pool_add(struct ext_pool *pool, struct ext_pool_job *job);

/*
 * Takes a job back. True: it ran, its result is there. False: nobody began it, and nobody
 * will. Its cost is no longer counted.
 */
bool ext_pool_take(struct ext_pool *pool, struct ext_pool_job *job);

#endif

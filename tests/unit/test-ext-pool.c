/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does each job run once at most, within the room for results, and can all be taken back?
 */
#include "ext/ext-pool.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "lib/tests.h"

#define JOBS 200

struct work {
	struct ext_pool_job job;
	atomic_int runs;
};

static atomic_int running, most, total;

static void slowly(struct ext_pool_job *job)
{
	struct work *w = (struct work *)job;
	int now = atomic_fetch_add(&running, 1) + 1;

	if (now > atomic_load(&most))
		atomic_store(&most, now);
	(void)usleep(200);
	atomic_fetch_add(&w->runs, 1);
	atomic_fetch_add(&total, 1);
	atomic_fetch_sub(&running, 1);
}

static void test_each_once(void **state)
{
	struct work *w = calloc(JOBS, sizeof(*w));
	struct ext_pool *pool = NULL;
	struct err err;
	size_t ran = 0;

	(void)state;
	assert_non_null(w);
	assert_ok(ext_pool_new(4, 10, &pool, &err), err);
	for (size_t i = 0; i < JOBS; i++) {
		w[i].job.fn = slowly;
		w[i].job.cost = 3;
		ext_pool_add(pool, &w[i].job);
	}
	/* Some in order, as they are wanted; some from behind, as they are given up. */
	for (size_t i = 0; i < JOBS / 2; i++) {
		bool done = ext_pool_take(pool, &w[i].job);

		assert_int_equal(atomic_load(&w[i].runs), done);
		ran += done;
	}
	for (size_t i = JOBS; i > JOBS / 2; i--) {
		bool done = ext_pool_take(pool, &w[i - 1].job);

		assert_int_equal(atomic_load(&w[i - 1].runs), done);
		ran += done;
	}
	ext_pool_free(pool);
	assert_int_equal(atomic_load(&total), ran);
	free(w);
}

/* Nobody takes results: no more are begun than there is room for. */
static void test_room(void **state)
{
	struct work w[20] = { 0 };
	struct ext_pool *pool = NULL;
	struct err err;
	int n;

	(void)state;
	atomic_store(&total, 0);
	assert_ok(ext_pool_new(3, 10, &pool, &err), err);
	for (size_t i = 0; i < 20; i++) {
		w[i].job.fn = slowly;
		w[i].job.cost = i == 2 ? 50 : 4;
		ext_pool_add(pool, &w[i].job);
	}
	(void)usleep(100000);
	n = atomic_load(&total);
	assert_int_equal(n, 2);
	/* One that is too large for the room runs when nothing else is there. */
	(void)ext_pool_take(pool, &w[0].job);
	(void)ext_pool_take(pool, &w[1].job);
	for (int i = 0; i < 5000 && atomic_load(&total) < 3; i++)
		(void)usleep(1000);
	assert_int_equal(atomic_load(&total), 3);
	for (size_t i = 20; i > 2; i--)
		(void)ext_pool_take(pool, &w[i - 1].job);
	ext_pool_free(pool);
}

static void test_nothing(void **state)
{
	struct ext_pool *pool = NULL;
	struct err err;

	(void)state;
	assert_true(ext_pool_processors() > 0);
	assert_ok(ext_pool_new(2, 10, &pool, &err), err);
	ext_pool_free(pool);
	ext_pool_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_once),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

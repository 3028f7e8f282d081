/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is what worked before and does not now found, and nothing else?
 */
#include "model/health.h"

#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

/* The sentences in any order; the list ends with NULL. */
static void fill(struct health *h, const char *const *list)
{
	struct err err = { 0 };

	for (; *list; list++)
		assert_ok(health_add(h, &err, "%s", *list), err);
}

static void test_sorted_and_once(void **state)
{
	static const char *const given[] = { "b", "ab", "a", "b", "abc", "", "a", NULL };
	static const char *const wanted[] = { "", "a", "ab", "abc", "b" };
	struct health h = { 0 };

	(void)state;
	fill(&h, given);
	assert_int_equal(h.n, ARRAY_SIZE(wanted));
	for (size_t i = 0; i < h.n; i++)
		assert_string_equal(h.v[i], wanted[i]);
	health_done(&h);
	assert_null(h.v);
	assert_int_equal(h.n, 0);
	health_done(&h);
}

static void test_formatted(void **state)
{
	struct health h = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_ok(health_add(&h, &err, "%s has the driver %s", "0000:01:00.0", "igb"), err);
	assert_string_equal(h.v[0], "0000:01:00.0 has the driver igb");
	/* What stands in a name is no format. */
	assert_ok(health_add(&h, &err, "%s runs", "%s%n"), err);
	assert_string_equal(h.v[0], "%s%n runs");
	health_done(&h);
}

static void test_missing(void **state)
{
	static const char *const all[] = { "c", "a", "b", NULL };
	static const char *const more[] = { "c", "bb", "a", "b", "d", NULL };
	static const char *const less[] = { "c", "a", "bb", NULL };
	static const char *const nothing[] = { NULL };
	struct health before = { 0 }, now = { 0 }, none = { 0 };

	(void)state;
	fill(&before, all);
	fill(&none, nothing);
	assert_string_equal(health_missing(&before, &none), "a");
	assert_null(health_missing(&none, &before));
	assert_null(health_missing(&none, &none));
	assert_null(health_missing(&before, &before));
	fill(&now, more);
	assert_null(health_missing(&before, &now));
	assert_string_equal(health_missing(&now, &before), "bb");
	health_done(&now);
	/* A sentence that begins alike is another one. */
	fill(&now, less);
	assert_string_equal(health_missing(&before, &now), "b");
	health_done(&now);
	health_done(&before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sorted_and_once),
		cmocka_unit_test(test_formatted),
		cmocka_unit_test(test_missing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is stderr quiet unless asked, and does a long wait give signs of life?
 */
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lib/capture.h"
#include "lib/tests.h"

static void test_verbose(void **state)
{
	char *text;

	(void)state;
	log_setup(false, false);
	capture_start();
	log_verbose("hidden %d", 1);
	text = capture_stop();
	assert_string_equal(text, "");
	free(text);
	log_setup(true, false);
	capture_start();
	log_verbose("shown %d", 1);
	text = capture_stop();
	assert_string_equal(text, "+ shown 1\n");
	free(text);
}

/* A wait that is s seconds old. */
static void age(struct log_wait *w, long long s)
{
	w->start_ms = log_now_ms() - s * 1000 - 1;
}

static void test_wait_lines(void **state)
{
	_cleanup_free_ char *text = NULL;
	struct log_wait w;

	(void)state;
	log_setup(false, false);
	capture_start();
	log_wait_start(&w, "doing %s", "it");
	for (long long s = 0; s < 30; s++) {
		age(&w, s);
		log_wait_tick(&w);
		log_wait_tick(&w);
	}
	log_wait_stop(&w);
	text = capture_stop();
	assert_string_equal(text, "doing it ... 2 s\ndoing it ... 12 s\ndoing it ... 22 s\n");
}

static void test_wait_in_place(void **state)
{
	_cleanup_free_ char *text = NULL;
	struct log_wait w;

	(void)state;
	log_setup(false, true);
	capture_start();
	log_wait_start(&w, "it");
	for (long long s = 1; s < 4; s++) {
		age(&w, s);
		log_wait_tick(&w);
		log_wait_tick(&w);
	}
	log_wait_stop(&w);
	text = capture_stop();
	assert_string_equal(text, "\rit ... 2 s\rit ... 3 s\r\033[K");
}

/* A wait that was short leaves nothing behind, on a terminal too. */
static void test_wait_short(void **state)
{
	_cleanup_free_ char *text = NULL;
	char big[400];
	struct log_wait w;

	(void)state;
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	log_setup(false, true);
	capture_start();
	log_wait_start(&w, "%s", big);
	log_wait_tick(&w);
	log_wait_stop(&w);
	text = capture_stop();
	assert_string_equal(text, "");
	assert_int_equal(strlen(w.what), sizeof(w.what) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_verbose),
		cmocka_unit_test(test_wait_lines),
		cmocka_unit_test(test_wait_in_place),
		cmocka_unit_test(test_wait_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/*
 * What goes to stderr while we work: each command run and each attribute written
 * with -v, and a sign of life on anything that takes over two seconds. Results and
 * errors do not come here: cli/ prints them.
 */

/* verbose: -v was given. Progress is drawn in place when stderr is a terminal. */
void log_setup(bool verbose, bool terminal);

void log_verbose(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* A line that says what is being done, for work in steps. */
void log_progress(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * One wait that the user may see. Start it before the wait, call tick at least
 * once a second, stop it at the end. Nothing is printed in the first two seconds.
 */
struct log_wait {
	char what[160];
	long long start_ms;
	long long shown_s; /* seconds in the line shown last; 0 while none was */
};

void log_wait_start(struct log_wait *w, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void log_wait_tick(struct log_wait *w);
void log_wait_stop(struct log_wait *w);

/* Milliseconds of the monotonic clock. */
long long log_now_ms(void);

#endif

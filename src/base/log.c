/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debug lines and signs of life. The only file below cli/ that writes to stderr.
 */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>

static bool is_verbose;
static bool is_terminal;

void log_setup(bool verbose, bool terminal)
{
	is_verbose = verbose;
	is_terminal = terminal;
}

void log_verbose(const char *fmt, ...)
{
	va_list ap;

	if (!is_verbose)
		return;
	va_start(ap, fmt);
	(void)fprintf(stderr, "+ ");
	(void)vfprintf(stderr, fmt, ap);
	(void)fprintf(stderr, "\n");
	va_end(ap);
}

void log_progress(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vfprintf(stderr, fmt, ap);
	(void)fprintf(stderr, "\n");
	va_end(ap);
}

long long log_now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000LL + ts.tv_nsec / 1000000;
}

void log_wait_start(struct log_wait *w, const char *fmt, ...)
{
	va_list ap;

	*w = (struct log_wait) { .start_ms = log_now_ms() };
	va_start(ap, fmt);
	(void)vsnprintf(w->what, sizeof(w->what), fmt, ap);
	va_end(ap);
}

void log_wait_tick(struct log_wait *w)
{
	long long s = (log_now_ms() - w->start_ms) / 1000;

	if (s < 2 || s == w->shown_s)
		return;
	if (is_terminal)
		(void)fprintf(stderr, "\r%s ... %lld s", w->what, s);
	else if (w->shown_s == 0 || s >= w->shown_s + 10)
		(void)fprintf(stderr, "%s ... %lld s\n", w->what, s);
	else
		return;
	w->shown_s = s;
}

void log_wait_stop(struct log_wait *w)
{
	if (w->shown_s > 0 && is_terminal)
		(void)fprintf(stderr, "\r\033[K");
}

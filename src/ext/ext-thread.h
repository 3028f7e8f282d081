/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_THREAD_H
#define EXT_EXT_THREAD_H

#include "base/err.h"

/*
 * Calls fn(arg) in a thread, for a library's call that blocks as long as it likes:
 * the user sees a sign of life, and Ctrl-C and the time limit end the wait. Returns
 * what fn returned. -ETIMEDOUT and -EINTR: fn still runs, so arg must stay for ever,
 * and whatever it works with must not be touched any more. what is shown meanwhile.
 */
int ext_thread_run(int (*fn)(void *arg, struct err *err), void *arg, int timeout_ms,
	const char *what, struct err *err);

#endif

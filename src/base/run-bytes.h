/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_RUN_BYTES_H
#define BASE_RUN_BYTES_H

#include <stddef.h>

#include "base/err.h"
#include "base/root.h"
#include "base/str.h"

/* A sanitizer maps terabytes and writes reports: limits have to leave it room for that. */
#if defined(__SANITIZE_ADDRESS__)
#define RUN_SANITIZED
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define RUN_SANITIZED
#endif
#endif

/* What a child may use at most. */
struct run_limits {
	const char *what; /* it is doing: shown while waiting, and in messages */
	int timeout_ms;   /* by the clock */
	unsigned cpu_s;   /* of processor time */
	size_t memory;    /* address space in bytes; not heeded in sanitized builds */
	size_t answer;    /* bytes that it may send */
};

/*
 * Calls fn(arg) in a child, for work on bytes that may mean harm: it has no descriptor but
 * out, which the answer goes to, opens no files and makes no others. What it adds to answer
 * comes back in *ret, to be root_file_done(); anything may be in that. Returns what fn
 * returned (0 or a negative errno, with its text); -EIO when the child died, -ETIMEDOUT,
 * -EFBIG for an answer that is too long, -EINTR when we were interrupted.
 */
typedef int run_bytes_fn(void *arg, int out, struct str_buf *answer, struct err *err);

int run_for_bytes(run_bytes_fn *fn, void *arg, const struct run_limits *limits,
	struct root_file *ret, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_CURL_H
#define EXT_EXT_CURL_H

#include "base/err.h"
#include "base/str.h"

struct fetch_limits {
	size_t bytes;        /* of the whole answer */
	unsigned connect_ms; /* until somebody answers at all */
	unsigned total_ms;   /* for all of it */
	unsigned idle_s;     /* without a single byte */
};

/* A package of a driver on a slow line. */
extern const struct fetch_limits fetch_limits;

/* Opens libcurl; -ENOTSUP when it is not there. */
int ext_curl_open(struct err *err);

/*
 * What a server has under an https or http address, into an empty out; redirections are
 * followed, but never from https to http. Goes by the environment's proxies. -EIO: it says no
 * (the number is in the text) or cannot be reached, -EFBIG and -ETIMEDOUT: beyond the limits,
 * -EINTR: we were interrupted (run_interrupted), -ENOTSUP without libcurl. What the bytes are is
 * for the caller to find out.
 */
int ext_curl_fetch(
	const char *url, const struct fetch_limits *limits, struct str_buf *out, struct err *err);

#endif

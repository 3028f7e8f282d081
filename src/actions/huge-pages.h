/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_HUGE_PAGES_H
#define ACTIONS_HUGE_PAGES_H

#include <stdint.h>

#include "base/err.h"
#include "base/root.h"

/* One pool of huge pages: of a size ("2048kB"), or of a size and node ("2048kB/node0"). */
struct huge_pages {
	uint64_t total;
	uint64_t used; /* in use, or promised to somebody who did not touch them yet */
};

/* -ENOENT: this machine has no such pages, or no such node. */
int huge_pages_read(
	const struct root *root, const char *pool, struct huge_pages *ret, struct err *err);

/*
 * Sets how many there are; never fewer than are used. Memory is put together first where
 * there are too few in one piece; -ENOMEM when that does not help.
 */
int huge_pages_set(const struct root *root, const char *pool, uint64_t total, struct err *err);

#endif

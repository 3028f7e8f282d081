/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_MERGE3_H
#define BASE_MERGE3_H

#include "base/diff.h"
#include "base/err.h"
#include "base/str.h"

/* Three texts that are there: data is never NULL. */
struct merge3 {
	struct diff_text base, mine, theirs;
};

/*
 * Both changes of base at once, line by line: what mine changed and what theirs changed. 0 with
 * the merged text in ret, which was empty; -EBUSY when both changed the same lines in different
 * ways, or put different lines at the same place; -ENOMEM.
 */
int merge3(const struct merge3 *m, struct str_buf *ret, struct err *err);

#endif

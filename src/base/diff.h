/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_DIFF_H
#define BASE_DIFF_H

#include <stddef.h>

#include "base/err.h"

/* A text of a file; data NULL: there is no such file. Borrowed. */
struct diff_text {
	const char *data;
	size_t size;
};

/*
 * What diff(1) -u says of two texts: "--- a/PATH" and "+++ b/PATH" with /dev/null for a file
 * that is not there, hunks with three lines around, "\ No newline at end of file". *ret is ""
 * when they are equal; to be free()d. Control characters stay as they are: whoever shows it
 * escapes them.
 */
int diff_unified(const struct diff_text *old, const struct diff_text *now, const char *path,
	char **ret, struct err *err);

/* Whole lines, size bytes from at on in the old text, become this text of the new one. */
struct diff_hunk {
	size_t at, size;
	struct diff_text text; /* borrowed from the new text */
};

struct diff_hunks {
	struct diff_hunk *v; /* owned; in order, with equal lines between them */
	size_t n;
};

void diff_hunks_done(struct diff_hunks *h);
int diff_hunks(const struct diff_text *old, const struct diff_text *now, struct diff_hunks *ret,
	struct err *err);

#endif

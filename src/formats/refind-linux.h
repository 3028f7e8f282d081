/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_REFIND_LINUX_H
#define FORMATS_REFIND_LINUX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * refind_linux.conf (https://www.rodsbooks.com/refind/linux.html): a line is a title and the
 * options of the kernel, both in double quotes, with blanks between them; '""' in quotes is a
 * quote. '#' starts a comment. Lines that are otherwise are passed over, and stay. A text is
 * 0-terminated.
 */
struct refind_line {
	size_t off, len; /* the bytes between the quotes of the options */
};

/* Starts as { .text = text }. */
struct refind_iter {
	const char *text;
	size_t off;
};

bool refind_next(struct refind_iter *it, struct refind_line *ret);

/* The options as the kernel gets them, to be free()d; NULL without memory. */
char *refind_options(const char *text, const struct refind_line *line);

/*
 * Gives the n-th line the n-th of these options; there are as many as lines, and NULL ends them.
 * 1 with the new text, 0 when it is so already (*ret is a copy), to be free()d; -EINVAL for
 * options that are no line.
 */
int refind_set(const char *text, char *const *options, char **ret, struct err *err);

#endif

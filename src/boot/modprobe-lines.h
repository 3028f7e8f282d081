/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_MODPROBE_LINES_H
#define BOOT_MODPROBE_LINES_H

#include <stdbool.h>

#include "base/err.h"
#include "model/edit.h"

/*
 * All lines of modprobe.d or of modules-load.d that take effect, in their order: of equal names
 * the file in the first folder hides the others, and files are read by name, whichever folder they
 * are in (modprobe.d(5), modules-load.d(5)).
 */
struct modprobe_line {
	const struct edit_file *file; /* borrowed */
	char *command;                /* "options"; of modules-load.d "" */
	char *module, *rest;
	unsigned line;
};

struct modprobe_lines {
	struct modprobe_line *v; /* owned, and its texts */
	size_t n;
};

void modprobe_lines_done(struct modprobe_lines *lines);

/* -EACCES for a file that could not be read. */
int modprobe_lines_read(
	const struct edits *edits, bool load, struct modprobe_lines *ret, struct err *err);

/* Whether it is this command about this module; '-' and '_' are alike. */
bool modprobe_line_is(const struct modprobe_line *l, const char *command, const char *module);

/* -1, 0 or 1 as strcmp(): which of two files is read first. */
int modprobe_file_order(const char *path, const char *other);

/*
 * The text of a file with the rest of one of its lines replaced, or, for rest NULL, without the
 * line; to be free()d. All other bytes stay. -EOPNOTSUPP: the line goes on in the next one.
 */
int modprobe_line_replace(
	const char *text, unsigned line, const char *rest, char **ret, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_SHELL_LINE_H
#define BOOT_SHELL_LINE_H

#include "boot/boot.h"

/* A kernel command line in a setting of shell files that are read one after the other. */
struct shell_line {
	const char *name;         /* "LINUX_OPTIONS" */
	const char *const *files; /* patterns, as they are read; the last one is no pattern ... */
	size_t n_files;           /* ... and is where a setting goes that is in none of them */
};

/*
 * Does what is asked on the assignments that count, each in the file where it is; files below
 * usr/ stay, and what would be added to theirs is added in the last file. 1 for a change.
 */
int shell_line_edit(const struct shell_line *line, const struct boot_ask *ask, struct edits *edits,
	struct err *err);

#endif

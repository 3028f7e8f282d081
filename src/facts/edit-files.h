/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_EDIT_FILES_H
#define FACTS_EDIT_FILES_H

#include "base/root.h"
#include "model/edit.h"

/*
 * Reads the files that somebody means to edit, as they are: patterns as in boot/boot.h, ended
 * by NULL. A pattern without '*' whose file is not there is added as such; one that may be there
 * and cannot be read, as unreadable. Fails only without memory, and for what no editor can work
 * with: a file of more than 1 MiB, or a 0 in it (-EINVAL).
 */
int facts_read_files(
	const struct root *root, const char *const *patterns, struct edits *edits, struct err *err);

#endif

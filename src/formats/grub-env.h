/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_GRUB_ENV_H
#define FORMATS_GRUB_ENV_H

#include <stddef.h>

#include "base/err.h"

/*
 * GRUB's environment block, grubenv (lib/envblk.c of GRUB 2.12): a line that says so, lines
 * NAME=VALUE with a backslash in front of newlines and backslashes, and '#' up to 1024 bytes.
 */

/*
 * A value, to be free()d. -ENOENT: it is not set; -EINVAL: this is no environment block;
 * -EOPNOTSUPP: it has a backslash in it.
 */
int grub_env_get(const char *text, const char *name, char **ret, struct err *err);

/* -ENOSPC when a value of len bytes in place of one of old_len does not fit into the block. */
int grub_env_fits(const char *text, size_t len, size_t old_len, struct err *err);

#endif

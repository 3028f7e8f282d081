/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_SHELL_VARS_H
#define FORMATS_SHELL_VARS_H

#include <stddef.h>

/*
 * Files of plain shell assignments: os-release(5), /etc/default/grub, /etc/sysconfig. A line is
 * NAME=VALUE; a value is bare, in 'single' or in "double" quotes, where a backslash takes the
 * meaning off one of $`"\ and is a letter in front of others. Nothing is expanded, commands are
 * not run, and a value ends with its quote or its line.
 */

/*
 * The value that counts, the last one; to be free()d. NULL: no such line in the text (or no
 * memory). "NAME[default]+=" is no assignment to NAME.
 */
char *shell_vars_get(const char *text, const char *name);

#endif

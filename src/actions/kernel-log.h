/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_KERNEL_LOG_H
#define ACTIONS_KERNEL_LOG_H

#include "base/err.h"
#include "base/root.h"

/* Marks where the kernel log ends now. A descriptor, or -1 when it may not be read. */
int kernel_log_mark(const struct root *root);

/*
 * Adds to err what the kernel logged since the mark about the function at address
 * (at most three lines). An error's cause is there more often than in its number.
 */
void kernel_log_attach(int mark, const char *address, struct err *err);

#endif

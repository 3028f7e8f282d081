/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_PRUNE_H
#define ACTIONS_PRUNE_H

#include "base/err.h"
#include "base/root.h"

/*
 * Drops persistent generations but for the newest 50 (never one that is not finished) with the
 * output of their programs, and contents of files that no generation needs any more.
 */
int prune(const struct root *root, struct err *err);

#endif

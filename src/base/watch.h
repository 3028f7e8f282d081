/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_WATCH_H
#define BASE_WATCH_H

#include "base/err.h"
#include "base/root.h"

/*
 * Waits until somebody opens or closes a file of a folder, or makes or removes one. *ret is a
 * descriptor for watch_wait(), to be closed; several folders may be added to it. -ENOENT: there
 * is no such folder.
 */
int watch_new(int *ret, struct err *err);
int watch_add(int fd, const struct root *root, const char *folder, struct err *err);

/*
 * 1: something happened, and all of it that was reported is forgotten; 0: not within timeout_ms
 * (-1: for ever); -EINTR: we were interrupted.
 */
int watch_wait(int fd, int timeout_ms, struct err *err);

#endif

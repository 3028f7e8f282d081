/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_MODPROBE_OWN_H
#define BOOT_MODPROBE_OWN_H

#include "base/err.h"
#include "model/edit.h"

/*
 * Puts a line into a file of our own: command ("" for none), module, rest. Its lines are sorted,
 * comments stay above them. Returns 1.
 */
int modprobe_own_add(
	struct edits *edits, const char *path, const char *const line[3], struct err *err);

#endif

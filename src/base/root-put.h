/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ROOT_PUT_H
#define BASE_ROOT_PUT_H

#include "base/root.h"

/*
 * Puts a text where everybody may read it (0644), wholly or not at all, and makes the folders
 * above it (0755). -EEXIST when something is there already, unless replace: then what was there
 * is gone, with its mode and owner; whoever changes files of others uses actions/.
 */
int root_put(
	const struct root *root, const char *path, const char *text, bool replace, struct err *err);

#endif

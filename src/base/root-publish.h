/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ROOT_PUBLISH_H
#define BASE_ROOT_PUBLISH_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/root.h"

/*
 * A file that everybody may read (0644), in a folder that is made when it is not there (0755)
 * and that nobody but root may write to (-EPERM). Wholly there or not at all. One with these
 * bytes already is fine; one with others is -EEXIST, unless it may be replaced (a link to one
 * stays, as in base/root-file.h). -EROFS for a root in memory.
 */
int root_publish(
	const struct root *root, struct bytes b, bool replace, struct err *err, const char *path);

#endif

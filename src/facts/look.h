/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_LOOK_H
#define FACTS_LOOK_H

#include "base/root.h"
#include "model/tri.h"

/* Whether a path is there, links followed; unknown when it cannot be looked at. */
enum tri look_for(const struct root *root, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* Whether one of these paths is there; NULL ends them. No: none is, and each was looked at. */
enum tri look_for_any(const struct root *root, const char *const paths[]);

/* Whether a folder for programs has one of these names; NULL ends them. Unknown without /usr/bin.
 */
enum tri look_for_program(const struct root *root, const char *const names[]);

/* Whether a node below dev/ is there; unknown in a tree without dev/. */
enum tri look_for_device(const struct root *root, const char *path);

/* What a negative errno of base/root.h says of a thing: not there, or not to be seen. */
enum tri look_failed(int r);

#endif

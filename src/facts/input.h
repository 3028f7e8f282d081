/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_INPUT_H
#define FACTS_INPUT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/root.h"

/* A device of /dev/input. */
struct input_device {
	char event[24]; /* "event3" */
	bool keyboard;  /* it has letters */
	bool pointer;   /* it moves, or is touched */
};

/*
 * The one that a path below /dev/input means, also through the links in by-id. -ENOENT, and
 * -EINVAL for what is no event device.
 */
int input_find(
	const struct root *root, const char *path, struct input_device *ret, struct err *err);

/* How many real keyboards there are beside these n; -errno when it could not be looked at. */
int input_other_keyboards(
	const struct root *root, const struct input_device *v, unsigned n, struct err *err);

#endif

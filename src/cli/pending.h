/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_PENDING_H
#define CLI_PENDING_H

#include "base/doc.h"
#include "base/root.h"

/*
 * A sentence for each generation that was applied and is not in force yet, because this boot has
 * another command line; and for one that was cut off. Only root can read the journal: nothing is
 * said to others.
 */
int pending_tell(const struct root *root, struct doc *doc, struct err *err);

#endif

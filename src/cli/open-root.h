/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_OPEN_ROOT_H
#define CLI_OPEN_ROOT_H

#include "base/root.h"

/* What --root names: a folder, or a file that "virtfn capture" wrote. NULL is this host. */
int open_root(struct root *ret, const char *path, struct err *err);

#endif

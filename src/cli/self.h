/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_SELF_H
#define CLI_SELF_H

#include "base/err.h"

/* Where this program is, for whoever starts it later: services, rules, hooks. To be free()d. */
int self_path(char **ret, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_HOOK_LOOK_H
#define FACTS_HOOK_LOOK_H

#include "base/err.h"
#include "base/root.h"
#include "model/hook-host.h"

/* Reads some small files; what is not there is none. -ENOMEM only. Needs hook_host_done(). */
int hook_look(const struct root *root, struct hook_host *ret, struct err *err);

#endif

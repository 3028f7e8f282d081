/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_MODULES_H
#define PLAN_PLAN_MODULES_H

#include "plan/plan-host.h"

/*
 * What is said of kernel modules, and the initramfs that has a copy of it. A tool that is not
 * known becomes a note. -EOPNOTSUPP: something that is not edited by us would win.
 */
int plan_modules(const struct plan_host *in, struct edits *edits, struct err *err);

#endif

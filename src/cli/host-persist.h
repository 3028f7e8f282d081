/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_HOST_PERSIST_H
#define CLI_HOST_PERSIST_H

#include "base/root.h"
#include "cli/host-plan.h"

/* Reads, into p->edits, the files that make VFs at each boot. */
int host_persist_read(const struct root *root, struct host_plan *p, struct err *err);

/* Adds to p->edits what makes the VFs of p->wish at each boot, and what would fight with it. */
int host_persist_plan(const struct root *root, struct host_plan *p, struct err *err);

/* Adds to p->edits what makes the VFs of p->wish now, on the host that runs. */
int host_persist_start(const struct root *root, struct host_plan *p, struct err *err);

#endif

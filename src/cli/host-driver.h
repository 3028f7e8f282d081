/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_HOST_DRIVER_H
#define CLI_HOST_DRIVER_H

#include "base/root.h"
#include "cli/host-plan.h"
#include "model/host.h"
#include "plan/plan-driver.h"
#include "plan/plan-hold.h"
#include "plan/plan-packages.h"

/*
 * The package that sriov_driver names: what its name says, and unless it is installed, what is in
 * it (of a file that is here). -EINVAL when it cannot be the right one. Nothing when it is not
 * needed, or cannot be installed here. *ret needs its done() also after a failure.
 */
int host_driver(const struct root *root, const struct host *host, const struct wish_host *wish,
	struct plan_driver *ret, struct err *err);

/* The packages that bring kernels, as lists that NULL ends. */
struct host_hold {
	char **names;      /* owned, and its texts: those that are installed */
	const char **free; /* owned; borrowed texts: those that are not held yet */
};

void host_hold_done(struct host_hold *h);

/* What is installed by packages counts, too. Reads PLAN_HOLD_PACMAN into p->edits. */
int host_hold(const struct root *root, struct host_plan *p, const struct plan_packages *packages,
	struct host_hold *ret, struct err *err);

#endif

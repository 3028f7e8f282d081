/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_HEALTH_H
#define FACTS_HEALTH_H

#include "base/root.h"
#include "model/health.h"
#include "model/host.h"

/* What works on this host now. VFs and what is on a vfio driver do not count: they come and go. */
int health_read(
	const struct root *root, const struct host *host, struct health *ret, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_HOST_PACKAGES_H
#define CLI_HOST_PACKAGES_H

#include "base/root.h"
#include "model/host.h"
#include "plan/plan-packages.h"

/*
 * The packages that needs name, as this distribution calls them, and which are installed. needs
 * must stay as they are while *ret is used, which needs its done() also after a failure.
 */
int host_packages(const struct root *root, const struct host *host, const struct needs *needs,
	struct plan_packages *ret, struct err *err);

/* One package of the distribution's row as names (distro/distro.h, package_names()). */
int host_packages_of(const struct root *root, const struct host *host, enum distro_package package,
	char ***ret, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_MODULE_OPTION_H
#define CHECKS_MODULE_OPTION_H

#include "checks/check.h"

/*
 * Where an option of a module is set: "options MODULE NAME=..." of modprobe.d, or
 * MODULE.NAME=... of the kernel's command line. NULL: not there, or nobody looked.
 */
const struct kernel_conf *module_option_conf(
	const struct kernel *k, const char *module, const char *name);
const struct kernel_param *module_option_param(
	const struct kernel *k, const char *module, const char *name);

/* Both places could be looked at. */
bool module_option_seen(const struct kernel *k);

/* Says as evidence where it is set, for each place. */
void module_option_evidence(struct judge *j, const char *module, const char *name);

#endif

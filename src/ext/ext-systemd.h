/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_SYSTEMD_H
#define EXT_EXT_SYSTEMD_H

#include <sched.h>

#include "base/err.h"

/*
 * Which CPUs the processes of a slice or scope may use (AllowedCPUs; systemd 244), as the running
 * systemd has it: the empty set is all of them. Setting lasts until the reboot. Each call ends
 * after a few seconds at the latest. -ENOTSUP without libsystemd, -ENOENT without such a unit.
 */
int ext_systemd_cpus_get(const char *unit, cpu_set_t *ret, struct err *err);
int ext_systemd_cpus_set(const char *unit, const cpu_set_t *cpus, struct err *err);

#endif

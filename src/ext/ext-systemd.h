/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_SYSTEMD_H
#define EXT_EXT_SYSTEMD_H

#include <sched.h>
#include <stdbool.h>

#include "base/err.h"

/*
 * Units and sleep of the running host, over D-Bus. -ENOTSUP from all of them: there is no
 * libsystemd here, or no systemd on the system bus. Each call ends after a few seconds.
 */

/* "active", "inactive", "failed" and the like; -ENOENT when no such unit is loaded. */
int ext_systemd_state(const char *unit, char ret[24], struct err *err);

/* Starts or stops it, and waits until it has; -ETIMEDOUT. */
int ext_systemd_run(const char *unit, bool start, int timeout_ms, struct err *err);

/*
 * Asks logind that the system does not sleep, which it grants until *ret_fd is closed. why is
 * shown by systemd-inhibit; mode is "block" or "delay".
 */
int ext_systemd_inhibit_sleep(const char *why, const char *mode, int *ret_fd, struct err *err);

/*
 * Which CPUs the processes of a slice or scope may use (AllowedCPUs; systemd 244), as the running
 * systemd has it: the empty set is all of them. Setting lasts until the reboot.
 * -ENOENT without such a unit.
 */
int ext_systemd_cpus_get(const char *unit, cpu_set_t *ret, struct err *err);
int ext_systemd_cpus_set(const char *unit, const cpu_set_t *cpus, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_DOCTOR_JOIN_H
#define CLI_DOCTOR_JOIN_H

#include "checks/check.h"
#include "checks/log-findings.h"

/*
 * The findings of checks, then those of the log, in one list to be freed; their texts stay
 * with the two. The log is of the past, so a check that looks at the same thing counts:
 *
 * - When it is fine now, the line is too, and its title says so. For a line that names no
 *   device only a check of the host can say that.
 * - When it is bad, the line is folded under it.
 * - What follows from a line of the log goes where that line goes.
 *
 * NULL without memory.
 */
struct finding *doctor_join(
	const struct check_report *report, struct log_findings *log, size_t *ret_n);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_JUDGE_H
#define CHECKS_JUDGE_H

#include "checks/check.h"

/*
 * What a check may say, once: the verdict, with what is so on this host as its title; no
 * full stop. Missing memory marks j, nothing is to be looked at.
 */
void judge_ok(struct judge *j, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void judge_warning(struct judge *j, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void judge_blocks(struct judge *j, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* What could not be looked at, and what would help: "...: needs root". */
void judge_unknown(struct judge *j, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * Evidence: a file, as a path from /, and the value in it; may be said several times. value
 * NULL: the file is not there.
 */
void judge_seen(struct judge *j, const char *file, const char *value);
void judge_seen_printf(struct judge *j, const char *file, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The sysfs folder of the device, with a file in it: judge_seen_dev(j, "sriov_totalvfs", "7"). */
void judge_seen_dev(struct judge *j, const char *attribute, const char *value);

/* A parameter of the command line as evidence, as it is there. */
void judge_seen_param(struct judge *j, const struct kernel_param *p);

#endif

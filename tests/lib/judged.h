/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_JUDGED_H
#define TESTS_LIB_JUDGED_H

#include "checks/check.h"

/*
 * For tests of checks: each check of a group must be seen ok, bad and unknown, so
 * assert_judged() keeps book and judged_all() looks at the end.
 */

/* A literal in a field that owns its text: such a host is not for host_done(). */
#define JUDGED_TEXT(text) ((char *)(text))

/* What a device check is asked about; one of them is enough to judge. */
struct judged_as {
	const struct pci_dev *dev;
	unsigned mode, guests; /* 0 is any */
};

/*
 * Runs the check with this id alone. words: what must be in its title, evidence, fix or
 * action, with " | " between several; NULL: nothing. A test fails when it is not so.
 */
void assert_judged(const char *id, const struct host *host, struct judged_as as,
	enum verdict verdict, const char *words);

/*
 * Fails unless each check of the group was seen ok, warning or blocks, and unknown. not_so: ids
 * for which one of the three cannot be, each as "id:ok", "id:bad" or "id:unknown".
 */
void judged_all(const char *group, const char *not_so);

#endif

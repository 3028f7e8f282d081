/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_FACTS_H
#define FACTS_FACTS_H

#include "base/err.h"
#include "base/root.h"
#include "model/host.h"

/* How much is looked at: reading everything of 10 000 functions takes its time. */
enum facts_scope {
	FACTS_MATTERS = 0,  /* details only of functions that can be split or given away */
	FACTS_ALL = 1 << 0, /* details of every function */
	FACTS_NO_NAMES = 1 << 1,
	FACTS_BRIEF = 1 << 2, /* no more than "virtfn list" shows without -o: host->brief */
	FACTS_HOST = 1 << 3,  /* and all that doctor asks: host->doctor */
};

/*
 * One source of facts, one file. It reads, and leaves UNKNOWN what it could not
 * see: it fails only without memory. It never changes the machine.
 */
struct facts {
	const char *id;
	int (*read)(const struct root *root, unsigned scope, struct host *host, struct err *err);
};

/* The rows in the order they run; ends with NULL. */
extern const struct facts *const facts_rows[];

/* A snapshot of the machine; needs host_done(). Fails when there is no PCI in sysfs. */
int facts_read(const struct root *root, unsigned scope, struct host *ret, struct err *err);

#endif

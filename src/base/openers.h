/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_OPENERS_H
#define BASE_OPENERS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/root.h"

/* A process that has a device node open. */
struct opener {
	int pid; /* 0: the kernel itself, for a file system, swap, RAID, LVM or ZFS */
	char comm[20];
	char node[64]; /* "/dev/dri/card0" */
	bool yields;   /* it only watches, and lets go by itself when the node goes */
};

struct openers {
	struct opener *v; /* owned */
	size_t n;
	bool all_seen; /* every process could be looked at */
};

void openers_done(struct openers *o);

/*
 * Who has a node open that belongs to the PCI function at this address: character and block
 * devices below it in sysfs, NVIDIA's, and with a driver of vfio its group. Once for each process
 * and node; disks that the kernel itself uses on the running host come too; our own process is left
 * out. Fails only without memory: what cannot be looked at leaves all_seen false. *ret needs
 * openers_done() on success.
 */
int openers_find(
	const struct root *root, const char *address, struct openers *ret, struct err *err);

/* The first that does not yield, or NULL. */
const struct opener *openers_first(const struct openers *o);

/* "Xorg (pid 812) has /dev/dri/card0 open" */
#define OPENER_TEXT 160

void opener_text(const struct opener *o, char text[OPENER_TEXT]);

#endif

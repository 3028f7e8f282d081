/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_LOOKING_GLASS_H
#define PLAN_PLAN_LOOKING_GLASS_H

#include <stdbool.h>

#include "model/edit.h"
#include "model/host.h"
#include "model/need.h"
#include "model/wish-host.h"

/*
 * What makes a host share memory with a guest for Looking Glass: through the module kvmfr, with
 * its udev rule and the leave of libvirt and AppArmor; or as a file in /dev/shm.
 */

/* Files that plan_looking_glass() has to see; ends with NULL. */
extern const char *const plan_looking_glass_files[];

/* MiB that are wished for; 0: none. */
unsigned plan_looking_glass_mib(const struct wish_host *wish);

/* -ENOENT: it asks for a module that this host does not have. */
int plan_looking_glass_check(
	const struct host *host, const struct wish_host *wish, struct err *err);

/* Adds the module and its option. */
int plan_looking_glass_needs(const struct wish_host *wish, struct needs *ret, struct err *err);

/*
 * Adds what is to be written, and what of ours goes because it is wished for no more. live: this
 * host runs, so that what can be done without a reboot is.
 */
int plan_looking_glass(const struct host *host, const struct wish_host *wish, bool live,
	struct edits *e, struct err *err);

#endif

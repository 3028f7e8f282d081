/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_DRIVER_H
#define PLAN_PLAN_DRIVER_H

#include "model/edit.h"
#include "model/host.h"
#include "model/need.h"
#include "model/tri.h"
#include "model/wish-host.h"

#define PLAN_DRIVER_NAME "i915-sriov-dkms"

/* The package that host.yaml names. Texts are owned. */
struct plan_driver {
	char *from;  /* "/root/FILE" or an address; NULL: nothing is to be done */
	char *cache; /* where it is installed from, without the slash in front */
	char *sha256;
	char *name, *version; /* what the package calls itself */
	char *release;        /* what its makers call it: "2026.05.06" */
	char *exclusive;      /* BUILD_EXCLUSIVE_KERNEL; NULL: not known */
	char *installed;      /* another version that is there; NULL: none, or not known */
	enum tri there;       /* this version is installed */
	enum package_format format;
};

void plan_driver_done(struct plan_driver *d);

/*
 * Whether a GPU of the wish (any, when it names no devices) needs this driver on this kernel: 1;
 * 0: nobody asks for it, or the kernel's own does it. -ENODEV: no GPU here could use it;
 * -EOPNOTSUPP: it knows no kernel like this one. The text starts with the place.
 */
int plan_driver_needed(const struct host *host, const struct wish_host *wish, struct err *err);

/* What it takes to build it, as needs; nothing when it is not needed. */
int plan_driver_needs(const struct host *host, const struct wish_host *wish, struct needs *needs,
	struct err *err);

/*
 * Whether that package can be installed and built here, when it is not there already; -EINVAL
 * with the release that would be right.
 */
int plan_driver_fits(const struct host *host, const struct wish_host *wish,
	const struct plan_driver *d, struct err *err);

/*
 * Fetches and installs it; says what a person has to do about keys, that it is not needed, or,
 * with needs of checks and without a wish (wish NULL: none), where it comes from. d may be NULL.
 */
struct plan_driver_in {
	const struct host *host;
	const struct wish_host *wish;
	const struct needs *needs;
	const struct plan_driver *driver;
};

int plan_driver(const struct plan_driver_in *in, struct edits *edits, struct err *err);

#endif

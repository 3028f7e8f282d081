/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_MDEV_H
#define PLAN_PLAN_MDEV_H

#include <stdbool.h>

#include "model/host.h"
#include "model/step.h"

/* Slices of a GPU by GVT-g that somebody wants. */
struct wish_mdev {
	const char *type;               /* "i915-GVTg_V5_4", or "best": the largest with room */
	unsigned count;                 /* so many of the type shall be there */
	const char (*uuids)[MDEV_UUID]; /* count of them, borrowed */
	bool named;                     /* just these; else they are names for new ones */
	bool persist;                   /* mdevctl makes them at each boot */
	const char *chosen;             /* by plan_mdev_create(): the type that is meant */
};

/* -EOPNOTSUPP: no such GPU; the text says what to do instead, or is for the checks to say. */
int plan_mdev_check(const struct pci_dev *gpu, struct err *err);

/*
 * Steps for what is missing; none: all is there. -ENOENT: no such type is offered; -ENOSPC: no
 * room; -EBUSY: more are there already; -EEXIST: a UUID is taken. *ret needs steps_done() also
 * after a failure.
 */
int plan_mdev_create(const struct host *host, const struct pci_dev *gpu, struct wish_mdev *wish,
	struct steps *ret, struct err *err);

/* Takes one away, and its definition; -EBUSY says who holds it. */
int plan_mdev_destroy(const struct mdev *m, struct steps *ret, struct err *err);

/* The same for all that are there of a GPU. */
int plan_mdev_destroy_all(
	const struct host *host, const struct pci_dev *gpu, struct steps *ret, struct err *err);

#endif

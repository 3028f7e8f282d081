/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_MDEV_H
#define PLAN_PLAN_MDEV_H

#include <stdbool.h>

#include "model/host.h"
#include "model/step.h"
#include "model/wish-host.h"

/* Slices of a GPU by GVT-g that somebody wants. */
struct wish_mdev {
	const char *type;               /* "i915-GVTg_V5_4", or "best": the largest with room */
	unsigned count;                 /* so many of the type shall be there */
	const char (*uuids)[MDEV_UUID]; /* count of them, borrowed */
	bool named;                     /* just these; else they are names for new ones */
	bool persist;                   /* mdevctl makes them at each boot */
	bool replaces;      /* others go first: how much room that makes, nobody knows */
	const char *chosen; /* by plan_mdev_create(): the type that is meant */
};

/* -EOPNOTSUPP: no GPU that ever can; the text says what to do instead. */
int plan_mdev_kind(const struct pci_dev *gpu, struct err *err);

/* -EOPNOTSUPP: no such GPU, or not now; the text says what to do instead, or is for the checks to
 * say. */
int plan_mdev_check(const struct pci_dev *gpu, struct err *err);

/*
 * Steps for what is missing; none: all is there. -ENOENT: no such type is offered; -ENOSPC: no
 * room; -EBUSY: more are there already; -EEXIST: a UUID is taken. *ret needs steps_done() also
 * after a failure.
 */
int plan_mdev_create(const struct host *host, const struct pci_dev *gpu, struct wish_mdev *wish,
	struct steps *ret, struct err *err);

/* Takes one away; -EBUSY says who holds it. */
int plan_mdev_remove(const struct mdev *m, struct steps *ret, struct err *err);

/* Takes one away, and its definition; -EBUSY says who holds it. */
int plan_mdev_destroy(const struct mdev *m, struct steps *ret, struct err *err);

/* The same for all that are there of a GPU. */
int plan_mdev_destroy_all(
	const struct host *host, const struct pci_dev *gpu, struct steps *ret, struct err *err);

/* What host.yaml wishes for, by type and by name. */
struct mdev_names {
	char type[40];            /* "": "best", and the GPU does not say now which one that is */
	char (*uuids)[MDEV_UUID]; /* owned; wish_device_count() of them; NULL without a type */
	size_t n;
};

void mdev_names_done(struct mdev_names *names);

/*
 * Those that are there or defined keep their names and come first; of "best", they decide what
 * that is. -ENOENT and -ENOSPC as with plan_mdev_create().
 */
int plan_mdev_names(const struct host *host, const struct pci_dev *gpu,
	const struct wish_device *wish, struct mdev_names *ret, struct err *err);

/*
 * Steps for what is missing, and for what host.yaml wished for once and does no more: that goes
 * first, unless somebody holds it (-EBUSY). Definitions are plan_persist_mdevs()'s.
 */
int plan_mdev_wish(const struct host *host, const struct pci_dev *gpu,
	const struct wish_device *wish, struct steps *ret, struct err *err);

#endif

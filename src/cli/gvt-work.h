/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_GVT_WORK_H
#define CLI_GVT_WORK_H

#include "base/doc.h"
#include "cli/command.h"
#include "cli/vf-work.h"
#include "model/host.h"

/* Slices of a GPU by GVT-g as the user asks for them. */
struct gvt_opts {
	const char *type;  /* NULL: no GVT-g */
	const char *uuids; /* "UUID,UUID", or NULL */
	unsigned count;    /* 0: not said */
	bool persist;
};

/* Adds to the error why a GPU of the right generation offers nothing; returns the error. */
int gvt_explain(struct call *call, struct pci_addr addr, struct err *err);

/* "vf create DEVICE --type", all of it. */
int gvt_create(struct call *call, const struct gvt_opts *opts, struct err *err);

/*
 * Removes the slice with the UUID that the user gave, or (uuid NULL) all of a GPU. w has been
 * begun.
 */
int gvt_destroy(struct call *call, struct vf_work *w, const struct pci_dev *gpu, const char *uuid,
	struct err *err);

/* A tree of GPUs, the types that they offer, and what there is of each. */
void gvt_list(struct doc *doc, const struct host *host);

#endif

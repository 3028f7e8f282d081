/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VF_WORK_H
#define CLI_VF_WORK_H

#include <stdbool.h>

#include "actions/runner.h"
#include "base/doc.h"
#include "base/root.h"
#include "cli/command.h"
#include "model/host.h"
#include "model/step.h"
#include "model/wish.h"

/* The road of each command that changes VFs: lock, look, plan, do, look again. */
struct vf_work {
	const struct root *root;
	struct runner runner;
	struct host host;
	struct steps steps; /* filled by the command from plan/ */
	bool names;         /* vf_work_do() looks up what functions are called too */
};

void vf_work_done(struct vf_work *w);

/* Takes the lock, mends what a killed run left (a note in doc says so), reads the facts. */
int vf_work_begin(const struct root *root, struct doc *doc, struct vf_work *ret, struct err *err);

/* Does the steps and reads the facts again. Pointers into the old snapshot die. */
int vf_work_do(struct vf_work *w, struct err *err);

/* A table of the VFs of a PF as they are now. */
void vf_work_show(struct vf_work *w, struct pci_addr pf, struct doc *doc);

/*
 * For other commands: makes VFs of the PF at this address. *host is read again, so
 * pointers into it die. -EBUSY when VFs are there already and the wish does not say
 * replace.
 */
int vf_work_create(struct call *call, struct host *host, struct pci_addr pf,
	const struct wish_vf *wish, struct err *err);

#endif

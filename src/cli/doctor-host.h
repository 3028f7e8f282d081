/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_DOCTOR_HOST_H
#define CLI_DOCTOR_HOST_H

#include "cli/command.h"
#include "model/pci.h"

/* What the user asks about; zeros are "find out". */
struct doctor_wish {
	const char *device; /* as typed; NULL: each function that can be split or given away */
	unsigned mode;      /* one of enum use_mode, or 0 */
	unsigned guests;    /* enum guest_os, or 0 */
};

/* What this function is good for, as its own abilities say (enum use_mode); 0: nothing known. */
unsigned doctor_mode_of(const struct pci_dev *d);

/* Judges the host, and its kernel log where it may be read. Sets call->exit. */
int doctor_host(struct call *call, const struct doctor_wish *wish, struct err *err);

#endif

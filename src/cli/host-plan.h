/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_HOST_PLAN_H
#define CLI_HOST_PLAN_H

#include "boot/boot.h"
#include "boot/initramfs.h"
#include "checks/check.h"
#include "cli/command.h"
#include "cli/host-wish.h"
#include "model/edit.h"
#include "model/host.h"
#include "model/need.h"
#include "model/step.h"

/* What a host is to be configured for. */
struct host_plan_wish {
	const char *device;     /* as typed; NULL: nothing but what the rest says */
	unsigned mode;          /* one of enum use_mode; 0: what the device can */
	unsigned guests;        /* enum guest_os; 0: any */
	const char *arguments;  /* wanted on the kernel's command line besides, or NULL */
	bool warnings;          /* mend warnings too, not only what blocks */
	struct option_uint vfs; /* of the device, for good */
	const char *driver;     /* of these VFs; NULL: the default */
	const char *persist; /* how they are made at each boot: "systemd", "link"; NULL: default */
};

/* The way from a host to steps; all of it owned. */
struct host_plan {
	struct host host;
	struct host_wish wish; /* n_files 0: there is none */
	struct check_report report;
	struct needs needs;
	struct edits edits;
	struct steps steps;
	struct boot_evidence evidence;
	struct initramfs_evidence initramfs;
	const struct boot *boot; /* NULL: not known */
	char *running;           /* /proc/cmdline */
	bool usage;              /* what failed is how it was asked for */
	const char *reboot;      /* why one is needed afterwards; NULL: it is not */
	bool tried;              /* its kernel command line is tried for one boot first */
	bool tried_initramfs;    /* and the initramfs that it makes */
};

/* The bits of words that option choices allow; NULL is 0. */
unsigned host_plan_mode(const char *word);
unsigned host_plan_guest(const char *word);

void host_plan_done(struct host_plan *p);

/* Only reads: the host, its boot chain and its command line. */
int host_plan_look(const struct root *root, struct host_plan *ret, struct err *err);

/* Reads, judges and plans; changes nothing. *ret needs host_plan_done() also after a failure. */
int host_plan_make(const struct root *root, const struct host_plan_wish *wish,
	struct host_plan *ret, struct err *err);

/* Steps, what a person has to do, and the last line: "Plan: 3 files, 2 commands, 1 reboot." */
int host_plan_doc(struct call *call, const struct host_plan *p, struct err *err);

#endif

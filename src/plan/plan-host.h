/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_HOST_H
#define PLAN_PLAN_HOST_H

#include <stdbool.h>

#include "boot/boot.h"
#include "boot/initramfs.h"
#include "model/edit.h"
#include "model/host.h"
#include "model/need.h"
#include "model/step.h"

struct plan_driver_in;
struct plan_hold;
struct plan_packages;

/* What the plan of a host goes by; all borrowed. */
struct plan_host {
	const struct host *host;
	const struct needs *needs;
	const struct boot *boot; /* NULL: not known */
	const struct boot_evidence *evidence;
	const struct initramfs_evidence *initramfs;
	const char *running;                  /* /proc/cmdline; "" unknown */
	const struct plan_packages *packages; /* NULL: none */
	const struct plan_driver_in *driver;  /* NULL: nobody looked */
	const struct plan_hold *hold;         /* NULL: the kernel may go on */
	bool live; /* this host runs now: what is loaded at boot can be loaded at once too */
};

/*
 * What makes of this host one that has what it needs: texts are edited, programs named. The
 * files of plan_host_patterns() were read into edits before. What nobody but a person can do
 * becomes a note.
 */
int plan_host(const struct plan_host *in, struct edits *edits, struct err *err);

/* Patterns of the files that plan_host() wants to have read; to be free()d, ends with NULL. */
int plan_host_patterns(const struct plan_host *in, const char ***ret, struct err *err);

/* Why a reboot is needed once all this is done; NULL: it is not. */
const char *plan_host_reboot(const struct plan_host *in, const struct edits *edits);

/*
 * Edits as steps, in an order that survives a stop at any point and goes backwards by itself:
 * packages, then what is made again after an undo, packages from files, files, an initramfs of its
 * own, commands, values of sysfs, EFI variables, what is made out of the files, proofs.
 */
int plan_steps(const struct edits *edits, struct steps *ret, struct err *err);

#endif

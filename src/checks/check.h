/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_CHECK_H
#define CHECKS_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "kinds/kind.h"
#include "model/finding.h"
#include "model/host.h"

/*
 * A check is one question about a host, or about one of its functions; one file,
 * check-<id>.c, and one word in this folder's meson.build. It looks at the model only:
 * never at the machine. What could not be looked at is "unknown", never "no".
 */

/* What the user wants to do with the device. */
enum use_mode {
	USE_MODE_SRIOV = 1 << 0,
	USE_MODE_GVT_G = 1 << 1,
	USE_MODE_PASSTHROUGH = 1 << 2,
	USE_MODE_ANY = USE_MODE_SRIOV | USE_MODE_GVT_G | USE_MODE_PASSTHROUGH,
};

enum guest_os {
	GUEST_OS_WINDOWS = 1 << 0,
	GUEST_OS_LINUX = 1 << 1,
	GUEST_OS_ANY = GUEST_OS_WINDOWS | GUEST_OS_LINUX,
};

/* Kinds of devices that a check is about; none: it is about the host. */
enum check_kinds {
	CHECK_HOST = 0,
	CHECK_IGPU = 1 << 0,
	CHECK_DGPU = 1 << 1,
	CHECK_NIC = 1 << 2,
	CHECK_NVME = 1 << 3,
	CHECK_OTHER = 1 << 4,
	CHECK_GPU = CHECK_IGPU | CHECK_DGPU,
	CHECK_ANY_DEVICE = CHECK_GPU | CHECK_NIC | CHECK_NVME | CHECK_OTHER,
};

/*
 * What a check judges, and what it found. A check that says nothing is "not applicable".
 * The texts are made by judge_*() of checks/judge.h and fix_*() of checks/fix.h.
 */
struct judge {
	const struct host *host;   /* host->doctor is true */
	const struct pci_dev *dev; /* NULL in a host check; its detail is there in a device check */
	unsigned modes;          /* enum use_mode that are asked about: one of them for a device */
	unsigned guests;         /* enum guest_os */
	struct finding *finding; /* being made */
	bool failed;             /* no memory */
};

struct check {
	const char *id;     /* stable for ever; the file is check-<id>.c */
	const char *group;  /* firmware, kernel, boot, driver, iommu, sriov, vfio, gpu, nic, nvme,
			       guest, desktop, cpu, memory, parameter, security */
	const char *title;  /* what should be so: "The kernel drives the IOMMU"; no full stop */
	const char *why;    /* why it matters, a sentence or two, for --explain and the man page */
	const char *source; /* of the knowledge: "devices.md 5.4", a kernel file, a specification */
	unsigned kinds;     /* enum check_kinds */
	unsigned modes;     /* enum use_mode that it matters for; 0 is any */
	unsigned guests;    /* enum guest_os that it matters for; 0 is any */
	/* Ids of checks that explain this one when they are bad, the nearest first, with blanks
	 * between; or NULL. */
	const char *explained_by;
	void (*judge)(struct judge *j);
};

/* All rows, causes before what follows from them; ends with NULL. */
extern const struct check *const checks[];

/* NULL when there is none. */
const struct check *check_find(const char *id);

/* The bit of enum check_kinds for a device. */
unsigned check_kind_of(const struct pci_dev *dev);

/* What is to be judged. */
struct check_wish {
	const struct pci_dev *dev; /* NULL: the host alone */
	unsigned mode;             /* one of enum use_mode, or USE_MODE_ANY */
	unsigned guests;           /* enum guest_os */
};

/* What a run of checks found: in row order, with folded_under set. */
struct check_report {
	struct finding *v;
	size_t n;
};

void check_report_done(struct check_report *r);

/*
 * Runs the host checks (dev NULL) or the device checks for one wish and adds what they
 * found. Findings of the host must be added before those of its devices: they explain.
 */
int checks_run(const struct host *host, const struct check_wish *wish, struct check_report *report,
	struct err *err);

#endif

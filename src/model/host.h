/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_HOST_H
#define MODEL_HOST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/boot-chain.h"
#include "model/cpu.h"
#include "model/kernel.h"
#include "model/machine.h"
#include "model/mdev.h"
#include "model/pci.h"
#include "model/session.h"
#include "model/stack.h"
#include "model/tri.h"

struct iommu_group {
	int id;          /* not stable: freed numbers are given to new VFs */
	char type[20];   /* "DMA", "DMA-FQ", "identity", ...; "" unknown */
	size_t members;  /* functions in it */
	enum tri direct; /* a reserved region must be mapped one to one: not for guests */
	uint64_t direct_first, direct_last;
};

/* A setting of this host that writes sriov_numvfs or the like by itself. */
struct host_writer {
	char *file; /* owned */
	unsigned line;
	char *what; /* the line; owned */
};

/* What a machine is: a snapshot that owns everything in it. */
struct host {
	struct pci_dev *pci; /* sorted by address */
	size_t n_pci;
	struct iommu_group *groups; /* sorted by number */
	size_t n_groups;
	struct mdev *mdevs; /* of all functions, there or only defined; owned */
	size_t n_mdevs;
	enum tri iommu;        /* the kernel made IOMMU groups */
	enum tri holders_seen; /* who holds vfio devices could be looked at (root) */
	enum tri mounts_seen;
	bool brief; /* details were not looked at: groups, MACs, capabilities and such */

	/* What only doctor asks for: unknown unless FACTS_HOST was given. */
	bool doctor;
	enum tri is_root; /* the reader was root */
	char *os_name;    /* PRETTY_NAME of os-release; NULL unknown; owned */
	struct machine machine;
	struct kernel kernel;
	struct cpu cpu;
	struct memory memory;
	struct stack stack;
	struct session session;
	const struct distro *distro;            /* NULL unknown */
	const struct boot_chain *boot;          /* NULL unknown */
	const struct initramfs_tool *initramfs; /* NULL unknown */
	char boot_evidence[160];                /* why this chain: "LoaderInfo: systemd-boot 257" */
	struct host_writer *writers;            /* owned */
	size_t n_writers;
	enum tri writers_seen; /* all places where they may stand could be looked at */
};

/* Nothing there, everything unknown. */
void host_init(struct host *host);

void host_done(struct host *host);

/* NULL when there is none. */
struct pci_dev *host_find_pci(const struct host *host, struct pci_addr addr);

/* NULL when there is none. */
struct iommu_group *host_find_group(const struct host *host, int id);

/* The PF of a VF, or NULL. */
struct pci_dev *host_find_pf(const struct host *host, const struct pci_dev *vf);

/* A mediated device by its UUID (in lower case), or NULL. */
struct mdev *host_find_mdev(const struct host *host, const char *uuid);

/* The n-th VF (virtfnN) of a PF, or NULL. */
struct pci_dev *host_find_vf(const struct host *host, const struct pci_dev *pf, int n);

/* The bridge above a function, or NULL: it is on a root bus, or nobody looked. */
struct pci_dev *host_parent(const struct host *host, const struct pci_dev *d);

/*
 * Who makes the group of d larger than d alone: the lowest bridge above it, or d itself for a
 * function that its siblings can reach, that lacks the ACS bits which Linux wants (SV, RR,
 * CR, UF; pci_acs_path_enabled() in drivers/pci/pci.c). NULL: nobody, or it cannot be told;
 * *ret_sure says which. Needs details.
 */
const struct pci_dev *host_acs_breaker(
	const struct host *host, const struct pci_dev *d, bool *ret_sure);

/*
 * The function a user means: "00:02.0", "0000:00:02.0", a sysfs path, an interface
 * or a MAC. -ENOENT with a text that lists what there is.
 */
int host_resolve_pci(
	const struct host *host, const char *text, struct pci_dev **ret, struct err *err);

#endif

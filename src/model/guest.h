/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_GUEST_H
#define MODEL_GUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/pci.h"

enum guest_state {
	GUEST_UNKNOWN,
	GUEST_RUNNING,
	GUEST_PAUSED,
	GUEST_STOPPING,
	GUEST_STOPPED,
	GUEST_CRASHED,
	GUEST_SUSPENDED, /* sleeps in S3, by its own wish */
};

enum guest_firmware {
	GUEST_UEFI,
	GUEST_BIOS,
};

enum guest_disk_format {
	GUEST_DISK_RAW,
	GUEST_DISK_QCOW2,
};

/* A host's function that a guest is to have. */
struct guest_device {
	struct pci_addr addr;
	struct pci_addr pf; /* of a VF */
	int vf_index;       /* of a VF; -1 unknown */
	unsigned remade;    /* of a VF: so many are made again before a start; 0: not by us */
	bool managed;       /* libvirt moves it to vfio-pci and back at each start and stop */
	const char *mac;    /* set by libvirt at each start; NULL: as it is; borrowed */
	unsigned vlan;      /* likewise; 0: none */
	const char *rom;    /* the file that its ROM is; NULL: what it has itself; borrowed */
	bool boots;         /* the guest boots from it, before other disks */
};

struct guest_desktop; /* model/guest-desktop.h */
struct vm_needs;      /* model/vm-needs.h */

/* What somebody wants a new guest to be. Texts are borrowed; paths are absolute. */
struct guest_spec {
	const char *name;
	uint64_t memory; /* bytes */
	unsigned vcpus;
	const char *kernel, *initrd, *append; /* a kernel: it is booted directly; else the disk */
	const char *disk;                     /* NULL for none */
	enum guest_disk_format disk_format;
	bool disk_is_block; /* a block device, not a file */
	enum guest_firmware firmware;
	const struct guest_device *devices;
	size_t n_devices;
	const struct guest_desktop *desktop; /* NULL: a plain guest */
	const struct vm_needs *needs;        /* what the hook does for it; NULL: nothing */
};

/* What a domain's XML says, whoever wrote it. It owns everything; needs guest_info_done(). */
struct guest_info {
	char *name, *kernel, *disk; /* NULL for none */
	char *shmem;                /* its shared memory, a name in /dev/shm; NULL for none */
	uint64_t memory;            /* bytes */
	unsigned vcpus;
	bool ours;    /* virtfn made it */
	bool console; /* it has a serial console that libvirt can open */
	struct guest_device *devices;
	size_t n_devices;
};

void guest_info_done(struct guest_info *info);

/* Whether the guest is given this function. */
bool guest_info_has(const struct guest_info *info, struct pci_addr addr);

/*
 * Whether a new guest may have this name: it becomes part of paths, of command lines
 * and of log lines, so it is letters, digits and "._+-" only. -EINVAL.
 */
int guest_name_check(const char *name, struct err *err);

/* "running", "stopped", ... */
const char *guest_state_text(enum guest_state state);

/* Whether there is a process for it. */
bool guest_state_active(enum guest_state state);

#endif

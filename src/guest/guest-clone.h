/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_CLONE_H
#define GUEST_GUEST_CLONE_H

#include "base/err.h"
#include "guest/guest-edit.h"

/* Disks that a guest writes to, by XPath. */
#define GUEST_CLONE_DISKS                                                             \
	"/domain/devices/disk[(not(@device) or @device='disk' or @device='lun') and " \
	"not(readonly)]"

/* A disk that two guests must not share. All owned. */
struct guest_clone_disk {
	char *target;        /* "vda" */
	char *path;          /* a file's or block device's; NULL: of a pool */
	char *pool, *volume; /* of a pool */
	char *format;        /* "qcow2"; NULL: the domain does not say */
	char *copy; /* what its copy is: a path, of a pool's a volume; the caller sets it */
};

/* What a clone cannot take over as it is; needs guest_clone_done(). */
struct guest_clone {
	const char *name; /* the clone's; set by the caller; borrowed */
	struct guest_clone_disk *disks;
	size_t n_disks;
	char *nvram;      /* its UEFI variables, a path; NULL: none of its own */
	char *nvram_copy; /* set by the caller; NULL: libvirt makes new ones from its template */
	char *rom;        /* a file, of the first of its PCI devices that has one; NULL: none has */
	struct pci_addr rom_of;
	char *mac;         /* of the first <interface> with a device; NULL: libvirt sets none */
	unsigned vlan;     /* of the same; 0: none */
	unsigned n_given;  /* PCI and mediated devices */
	unsigned n_needed; /* VFs that the hook makes for it */
	bool uefi;         /* its firmware has variables */
	bool tpm;          /* an emulated one, with a state of its own */
	bool kvmfr, pinned, usb, logs; /* both guests have it: Looking Glass's device, ... */
};

/*
 * What is in a domain. -EOPNOTSUPP names a disk that cannot be copied (of a network, of SCSI
 * passed through, encrypted), or memory that is one (NVDIMM).
 */
int guest_clone_read(const char *xml, struct guest_clone *ret, struct err *err);
void guest_clone_done(struct guest_clone *c);

/* "web-vdb.qcow2": what a copy is to be called; to be free()d, NULL without memory. */
char *guest_clone_name(const struct guest_clone_disk *disk, bool first, const char *name);

/*
 * The domain under the clone's name, with these copies and added devices, and nothing of what only
 * one guest can be or have: UUID, MACs, devices of the host, fixed ports, shared memory.
 */
int guest_clone_xml(const char *xml, const struct guest_clone *c, const struct guest_addition *add,
	char **ret, struct err *err);

/* Its UEFI variables, a path to be free()d; NULL: none of its own. */
int guest_clone_nvram_of(const char *xml, char **ret);

/* The domain with its UEFI variables at another path, and nothing else changed. */
int guest_clone_nvram(const char *xml, const char *path, char **ret, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_DISK_H
#define CLI_VM_DISK_H

#include "cli/vm-desktop.h"

/* A disk that is made together with its guest; starts as { 0 }, needs vm_disk_done(). */
struct vm_disk {
	char *path;    /* owned; absolute; NULL: none is made */
	uint64_t size; /* bytes */
	bool made;     /* by us just now: taken away again unless the guest is made, too */
};

/*
 * "64G": a disk of that size in libvirt's folder, called like the guest. 1, or 0 for a text that
 * is no size. -EEXIST: there is such a file. Nothing is made yet.
 */
int vm_disk_new(const struct call *call, const char *text, struct vm_disk *ret, struct err *err);

/* Makes it: sparse, of raw bytes. */
int vm_disk_make(struct call *call, struct vm_disk *disk, struct err *err);

/* Takes it away if it was made here. */
void vm_disk_undo(const struct call *call, struct vm_disk *disk);
void vm_disk_done(struct vm_disk *disk);

/* Whether a text is a PCI address: then a whole controller is given. */
bool vm_disk_is_controller(const char *text);

/* A controller of NVMe or SATA, to boot from; refused when the host uses a disk of it. */
int vm_disk_controller(
	const struct vm_device *v, const char *text, struct vm_desktop *d, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_WORK_H
#define CLI_VM_WORK_H

#include <stdint.h>

#include "cli/command.h"
#include "ext/ext-libvirt.h"
#include "model/guest.h"

/* The URI that is meant; not yet looked at. */
const char *vm_uri(const struct call *call);

/*
 * Opens the libvirt of --connect, else of LIBVIRT_DEFAULT_URI (as virsh does), else
 * qemu:///system. --root is refused: a captured machine has no libvirt.
 */
int vm_open(struct call *call, struct virt **ret, struct err *err);

/* Whether that libvirt is on another machine, so that its devices are not ours. */
bool vm_is_remote(const struct call *call);

/* All guests and what their definitions say, side by side; needs vm_guests_done(). */
struct vm_guests {
	struct virt_guests guests;
	struct guest_info *info; /* guests.n of them */
};

int vm_guests_read(struct virt *virt, enum virt_xml which, struct vm_guests *ret, struct err *err);
void vm_guests_done(struct vm_guests *g);

/* The name of the guest that is to be given this function, or NULL. */
const char *vm_guests_owner(const struct vm_guests *g, struct pci_addr addr);

/* What a guest's definition says, with its name in the error. */
int vm_info(const struct virt_guest *guest, struct guest_info *ret, struct err *err);

/* A domain's XML as the result: plain, or as a key of the JSON. */
void vm_show_xml(struct call *call, const char *xml);

/* "512M", "2G": the largest unit that leaves no rest. */
void vm_size_text(uint64_t bytes, char text[24]);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_CLONE_H
#define CLI_VM_CLONE_H

#include "cli/command.h"
#include "ext/ext-libvirt.h"
#include "guest/guest-clone.h"
#include "model/host.h"

/* A clone on its way; needs vm_clone_done(), and before it vm_clone_undo() after a failure. */
struct vm_clone {
	struct call *call;
	struct virt *virt;
	struct guest_clone parts;
	bool dry;
	struct virt_volume **copies; /* owned */
	size_t n_copies;
};

/*
 * Copies disks and UEFI variables by libvirt's storage, and says in parts what they are called.
 * dry: only the names.
 */
int vm_clone_copy(struct vm_clone *c, struct err *err);

/* Takes the copies away again. */
void vm_clone_undo(struct vm_clone *c);
void vm_clone_done(struct vm_clone *c);

/*
 * UEFI variables that libvirt named after a guest get the name of the guest's new name, or the
 * next guest of the old one would write into them. What cannot be done is noted.
 */
void vm_clone_rename_nvram(
	struct call *call, struct virt *virt, const char *old_name, const char *name);

/*
 * The ROM goes to the first of the new devices that is of the kind of the one that had it: a
 * network's function has no use for a GPU's. false: none is.
 */
bool vm_clone_rom(const struct guest_clone *c, const struct host *host,
	struct guest_device *devices, size_t n_devices);

/* What the clone and the guest it was made from cannot both have at the same time. */
void vm_clone_notes(const struct vm_clone *c, const char *from);

#endif

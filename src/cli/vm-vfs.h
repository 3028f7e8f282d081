/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_VFS_H
#define CLI_VM_VFS_H

#include "cli/command.h"
#include "cli/vm-work.h"

/*
 * VFs that were made because a guest was to have one (PF:auto) and not because somebody asked for
 * VFs. They go with the last guest that has one, so that the host is as it was before. Which PFs
 * have such is in /run: after a boot there are none.
 */

/* The PF's VFs, so many, were made for a guest. */
int vm_vfs_made(const struct root *root, struct pci_addr pf, unsigned count, struct err *err);

/* The PF's VFs are wanted by somebody else, too, or are gone: they are nobody's to remove. */
void vm_vfs_keep(const struct root *root, struct pci_addr pf);

/*
 * A guest with these devices is not there any more, or was not made after all. Of their PFs the VFs
 * that were made for guests go, where none of these guests has one and nobody uses one. What
 * cannot be done is a note.
 */
void vm_vfs_release(struct call *call, const struct vm_guests *guests,
	const struct guest_device *devices, size_t n_devices);

/* The same, with the guests that libvirt knows now. */
void vm_vfs_release_now(
	struct call *call, struct virt *virt, const struct guest_device *devices, size_t n_devices);

#endif

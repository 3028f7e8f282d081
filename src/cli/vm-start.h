/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_START_H
#define CLI_VM_START_H

#include "cli/command.h"
#include "ext/ext-libvirt.h"

/* How to start a guest. */
struct vm_start {
	const char *name;
	unsigned seconds; /* to wait at most; 0: not at all */
	bool console;     /* stay on its console afterwards */
};

#define VM_START_SECONDS 60

/*
 * Looks at the guest's devices first, starts it and waits until it speaks on its
 * serial console, or has lived for three seconds where it has none. A guest that ends
 * in that time is an error with what QEMU said; one that is silent is a note.
 */
int vm_start(struct call *call, struct virt *virt, const struct vm_start *how, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_STOP_H
#define CLI_VM_STOP_H

#include "cli/command.h"
#include "ext/ext-libvirt.h"

#define VM_STOP_SECONDS 60

/*
 * Asks a running guest to shut down. 1 once it has, and says so; 0 when the user ended the wait
 * (a note says so). -ETIMEDOUT: it does not listen.
 */
int vm_stop(
	struct call *call, struct virt *virt, const char *name, unsigned seconds, struct err *err);

#endif

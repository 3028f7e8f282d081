/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_CONSOLE_H
#define CLI_VM_CONSOLE_H

#include "cli/command.h"
#include "ext/ext-libvirt.h"

/* What virt_console_open() is to look at: stdin, if somebody types there, or -1. */
int vm_console_input(void);

/*
 * Copies the guest's console to stdout, and what is typed to the guest when stdin is
 * a terminal (which is raw meanwhile, and always put back), until Ctrl-], a signal or
 * the guest's end. A note says which.
 */
int vm_console_run(
	struct call *call, struct virt_console *console, const char *name, struct err *err);

#endif

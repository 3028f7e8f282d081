/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_FILE_H
#define CLI_VM_FILE_H

#include "base/err.h"
#include "base/root.h"
#include "cli/command.h"
#include "model/guest.h"
#include "model/stack.h"

/*
 * A file that a guest boots from, as the user named it: its absolute path, to be
 * free()d. Refuses what is missing, unreadable, empty or no file. Links stay links:
 * /vmlinuz is to follow the next kernel. what is for messages ("kernel").
 */
int vm_file_boot(
	const struct root *root, const char *what, const char *path, char **ret, struct err *err);

/* The same for a disk, which may be a block device; its first bytes say the format. */
int vm_file_disk(const struct root *root, const char *path, char **ret, struct guest_spec *spec,
	struct err *err);

/* Notes that AppArmor, where it is in force, keeps a ROM, or a disk or an ISO, from a guest. */
void vm_file_confined_rom(struct call *call, const struct stack *s, const char *path);
void vm_file_confined_disk(struct call *call, const struct stack *s, const char *path);

#endif

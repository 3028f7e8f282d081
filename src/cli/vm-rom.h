/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_ROM_H
#define CLI_VM_ROM_H

#include "cli/vm-desktop.h"

/*
 * Gives the GPU of a new guest a ROM file where the rule of "rom needed" wants one and one for it
 * is installed; says why, and where one is wanted and missing, how to get it. The path stays the
 * caller's, in *ret_path, and is to be free()d; NULL: none.
 */
int vm_rom_choose(
	const struct vm_device *v, struct vm_desktop *d, char **ret_path, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ROM_INSTALL_H
#define CLI_ROM_INSTALL_H

#include <stdbool.h>

#include "base/bytes.h"
#include "cli/command.h"
#include "model/pci.h"

/* Says before any work that only root can do it; on another root its folder decides. */
int rom_may_install(const struct call *call, struct err *err);

/*
 * Puts a ROM, or an EFI driver, where QEMU may read it, and its path into the document as
 * "output". -EEXIST for one of that name with other contents, unless it may be replaced;
 * -EINVAL for a name with a folder in it.
 */
int rom_install(struct call *call, const char *name, struct bytes b, bool replace, struct err *err);

/*
 * The path of a ROM in those folders that is made for this device's ids and that firmware would
 * run; to be free()d. -ENOENT: there is none.
 */
int rom_installed(const struct root *root, const struct pci_dev *d, char **ret, struct err *err);

#endif

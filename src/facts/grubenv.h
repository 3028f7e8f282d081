/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_GRUBENV_H
#define FACTS_GRUBENV_H

#include "base/root.h"
#include "boot/boot.h"

/* On which file system GRUB's environment is; not known stays not known. */
void facts_grubenv(const struct root *root, struct boot_evidence *e);

#endif

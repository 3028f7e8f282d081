/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_HOOK_INSTALL_H
#define CLI_HOOK_INSTALL_H

#include "cli/command.h"

/* Makes libvirt call this program for its guests, or no more; virtfn undo takes either back. */
int hook_install(struct call *call, bool there, struct err *err);

/* Whether the link is there. */
bool hook_installed(const struct root *root);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_VIEW_OPEN_H
#define CLI_VM_VIEW_OPEN_H

#include "cli/command.h"
#include "guest/guest-view.h"

/*
 * Becomes the viewer: shows what the document has until now, hands over the password, and does
 * not come back but for a failure. password is of RDP, NULL otherwise.
 */
int vm_view_open(struct call *call, const struct view_facts *f, struct view_command *c,
	const char *password, struct err *err);

#endif

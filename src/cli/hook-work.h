/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_HOOK_WORK_H
#define CLI_HOOK_WORK_H

#include "cli/command.h"
#include "model/vm-needs.h"

/* What libvirt tells of a guest, one function for each moment. None of them asks libvirt. */
int hook_work_prepare(
	struct call *call, const char *guest, const struct vm_needs *needs, struct err *err);
int hook_work_started(struct call *call, const char *guest, struct err *err);
int hook_work_release(struct call *call, const char *guest, struct err *err);

/* It runs, and perhaps nobody prepared it: what can be done for it now is. */
int hook_work_reconnect(
	struct call *call, const char *guest, const struct vm_needs *needs, struct err *err);

#endif

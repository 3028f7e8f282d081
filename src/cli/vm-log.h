/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_LOG_H
#define CLI_VM_LOG_H

#include "cli/command.h"

/* Where libvirt keeps QEMU's log of a guest; to be free()d. -EINVAL: another computer's guest. */
int vm_log_path(struct call *call, const char *name, char **ret, struct err *err);

/*
 * The log from the last start of the guest on (all: from its beginning), to be free()d. At most its
 * last MiBs. -ENOENT: it never started here; -EACCES: root alone may read it.
 */
int vm_log_read(const struct root *root, const char *path, bool all, char **ret, struct err *err);

/* Cuts the text to its last lines, without blanks behind them; in place, "" of nothing. */
char *vm_log_last(char *text, unsigned lines);

/* How many starts a log holds. */
unsigned vm_log_starts(const char *text);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_GRUB_DEFAULT_H
#define BOOT_GRUB_DEFAULT_H

#include "boot/boot.h"

#define GRUB_DEFAULT  "etc/default/grub"
#define GRUB_DROP_IN  "etc/default/grub.d/virtfn.cfg"
#define GRUB_DROP_INS "etc/default/grub.d/*.cfg"

/* How a host's grub-mkconfig is told of kernel arguments. */
struct grub_default {
	const char *variable; /* what is new goes there: "GRUB_CMDLINE_LINUX_DEFAULT" */
	bool drop_ins;        /* it reads /etc/default/grub.d: what is new gets a file of our own */
};

/*
 * The ask, in the assignments to GRUB_CMDLINE_LINUX and GRUB_CMDLINE_LINUX_DEFAULT that count, of
 * all files that were read: an argument that is there is changed where it stands, a list is
 * merged there. 1 for a change, 0 for none.
 */
int grub_edit_default(const struct grub_default *how, const struct boot_ask *ask,
	struct edits *edits, struct err *err);

/*
 * grub_edit_default(), then the program that makes the configuration, with the proofs of the ask
 * in it. Nothing when nothing changes.
 */
struct grub_remake {
	const char *const *argv; /* ends with NULL */
	const char *cfg;         /* "boot/grub/grub.cfg" */
};

int grub_edit_and_remake(const struct grub_default *how, const struct grub_remake *remake,
	const struct boot_ask *ask, struct edits *edits, struct err *err);

/* -EOPNOTSUPP for arguments that GRUB's own script language would take for something else. */
int grub_check_args(const struct boot_ask *ask, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_BOOT_PARTS_H
#define BOOT_BOOT_PARTS_H

#include "boot/boot.h"

/* What several rows do to their files. All return 1 for a change, 0 for none. */

/* The options lines of one entry; 0 too when nobody would give them to a kernel. */
int boot_edit_entry(
	const struct boot_ask *ask, struct edits *edits, struct edit_file *entry, struct err *err);

/*
 * /etc/kernel/cmdline, as kernel-install reads it: lines that start with '#' are none, the others
 * are joined. Without that file it is made, out of /usr/lib/kernel/cmdline or what is good of this
 * boot's line.
 */
int boot_edit_kernel_cmdline(const struct boot_ask *ask, struct edits *edits, struct err *err);

/* What of this boot's line belongs to the loader or to a trial is left out; to be free()d. */
int boot_good_line(const struct boot_ask *ask, char **ret, struct err *err);

/* The files that boot_edit_kernel_cmdline() wants read. */
#define BOOT_KERNEL_CMDLINE_FILES "etc/kernel/cmdline", "usr/lib/kernel/cmdline"

/* kernel-install for each installed kernel: add-all where there is one. */
int boot_remake_kernels(const struct boot_ask *ask, struct edits *edits, struct err *err);

/* Proofs in the entries below @boot/ that were read, but for those of our own. */
int boot_prove_entries(const struct boot_ask *ask, struct edits *edits, struct err *err);

/* Proofs in the unified images beside the one that was booted; none when it was not found. */
int boot_prove_uki(const struct boot_ask *ask, struct edits *edits, struct err *err);

#endif

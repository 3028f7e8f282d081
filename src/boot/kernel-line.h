/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_KERNEL_LINE_H
#define BOOT_KERNEL_LINE_H

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

/* A file whose lines are parts of one command line; one that starts with '#' is none. */
struct boot_lines {
	const char *text; /* borrowed */
	size_t *off, *len;
	char **parts; /* owned; ends with NULL; NULL without any */
	size_t n, n_off, n_len;
};

void boot_lines_done(struct boot_lines *l);
int boot_lines_split(const char *text, struct boot_lines *ret); /* -ENOMEM */

/* The text with the parts as they are now, to be free()d; NULL without memory. */
char *boot_lines_join(const struct boot_lines *l);

/* The arguments of a line that another one does not have byte for byte; as bls_values(). */
char **boot_tokens_without(const char *line, const char *other);

/* What of this boot's line belongs to the loader or to a trial is left out; to be free()d. */
int boot_good_line(const struct boot_ask *ask, char **ret, struct err *err);

/*
 * Makes /etc/kernel/cmdline when it is not there, out of the good line: what a package manager
 * does to kernels during a trial would otherwise keep the trial's line for good.
 */
int boot_keep_kernel_cmdline(const struct boot_ask *ask, struct edits *edits, struct err *err);

/* trial() with an entry of its own, for chains of systemd-boot; the files that it wants read. */
int boot_trial_entry(const struct boot_trial *trial, struct edits *edits, struct err *err);

/* The same, and boot_keep_kernel_cmdline(). */
int boot_trial_kernel_install(const struct boot_trial *trial, struct edits *edits, struct err *err);

#define BOOT_TRIAL_ENTRY_FILES "@boot/loader/loader.conf", "@boot/loader/entries/*.conf"

/* The files that boot_edit_kernel_cmdline() wants read. */
#define BOOT_KERNEL_CMDLINE_FILES "etc/kernel/cmdline", "usr/lib/kernel/cmdline"

/* kernel-install for each installed kernel: add-all where there is one. */
int boot_remake_kernels(const struct boot_ask *ask, struct edits *edits, struct err *err);

/* Proofs in the entries below @boot/ that were read, but for those of our own. */
int boot_prove_entries(const struct boot_ask *ask, struct edits *edits, struct err *err);

/* Proofs in the unified images beside the one that was booted; none when it was not found. */
int boot_prove_uki(const struct boot_ask *ask, struct edits *edits, struct err *err);

#endif

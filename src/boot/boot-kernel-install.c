/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries that kernel-install made start with its token (the machine ID). It takes the command
 * line from /etc/kernel/cmdline, and without that file from this very boot: an argument that is
 * merely tried would be there for good. add-all needs systemd 255.
 */
#include "boot/kernel-line.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_systemd_boot(e) && !e->stub[0] && e->entry_token;
}

static const char *const files[] = { BOOT_KERNEL_CMDLINE_FILES, "@boot/loader/entries/*.conf",
	NULL };

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	int r = boot_edit_kernel_cmdline(ask, edits, err);

	if (r <= 0)
		return r;
	r = boot_remake_kernels(ask, edits, err);
	if (r < 0)
		return r;
	return boot_prove_entries(ask, edits, err);
}

static const char *const trial_files[] = { BOOT_TRIAL_ENTRY_FILES, BOOT_KERNEL_CMDLINE_FILES,
	NULL };

const struct boot boot_kernel_install = {
	.words = {
		.id = "kernel-install",
		.title = "systemd-boot with kernel-install",
		.add = BOOT_KERNEL_CMDLINE_ADD "sudo kernel-install add-all",
		.remove = BOOT_KERNEL_CMDLINE_REMOVE "sudo kernel-install add-all",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = boot_trial_kernel_install,
};

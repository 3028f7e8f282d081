/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel-install with layout=uki: ukify puts /etc/kernel/cmdline into the image.
 */
#include "boot/kernel-line.h"

static bool matches(const struct boot_evidence *e)
{
	return e->stub[0] && e->layout_uki;
}

static const char *const files[] = { BOOT_KERNEL_CMDLINE_FILES, NULL };

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	int r = boot_edit_kernel_cmdline(ask, edits, err);

	if (r <= 0)
		return r;
	r = boot_remake_kernels(ask, edits, err);
	if (r < 0)
		return r;
	return boot_prove_uki(ask, edits, err);
}

static const char *const trial_files[] = { BOOT_TRIAL_ENTRY_FILES, BOOT_KERNEL_CMDLINE_FILES,
	NULL };

const struct boot boot_uki_ukify = {
	.words = {
		.id = "uki-ukify",
		.title = "unified kernel image by kernel-install",
		.add = BOOT_KERNEL_CMDLINE_ADD "sudo kernel-install add-all",
		.remove = BOOT_KERNEL_CMDLINE_REMOVE "sudo kernel-install add-all",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = boot_trial_kernel_install,
};

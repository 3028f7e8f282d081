/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * openSUSE with entries of the Boot Loader Specification, below systemd-boot or its own GRUB.
 * That LOADER_TYPE is spelt grub2-bls is not verified.
 */
#include "boot/kernel-line.h"

static bool matches(const struct boot_evidence *e)
{
	return e->clue[BOOT_CLUE_SDBOOTUTIL] &&
	       (boot_by_systemd_boot(e) || (boot_by_grub(e) && e->grub2_bls));
}

static const char *const files[] = { BOOT_KERNEL_CMDLINE_FILES, "@boot/loader/entries/*.conf",
	NULL };

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	static const char *const argv[] = { "sdbootutil", "update-all-entries", NULL };
	int r = boot_edit_kernel_cmdline(ask, edits, err);

	if (r <= 0)
		return r;
	r = edits_remake(edits, argv, "writes the command line into each boot entry", err);
	if (r < 0)
		return r;
	return boot_prove_entries(ask, edits, err);
}

static const char *const trial_files[] = { BOOT_TRIAL_ENTRY_FILES, BOOT_KERNEL_CMDLINE_FILES,
	NULL };

const struct boot boot_opensuse_bls = {
	.words = {
		.id = "opensuse-bls",
		.title = "sdbootutil (openSUSE)",
		.add = BOOT_KERNEL_CMDLINE_ADD "sudo sdbootutil update-all-entries",
		.remove = BOOT_KERNEL_CMDLINE_REMOVE "sudo sdbootutil update-all-entries",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = boot_trial_kernel_install,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EndeavourOS: kernel-install with dracut, by a script of its own. dracut-rebuild would make the
 * initramfs only, and leave the options as they are.
 */
#include "boot/kernel-line.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_systemd_boot(e) && e->clue[BOOT_CLUE_REINSTALL_KERNELS];
}

static const char *const files[] = { BOOT_KERNEL_CMDLINE_FILES, "@boot/loader/entries/*.conf",
	NULL };

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	static const char *const argv[] = { "reinstall-kernels", NULL };
	int r = boot_edit_kernel_cmdline(ask, edits, err);

	if (r <= 0)
		return r;
	r = edits_remake(
		edits, argv, "makes the boot entries and the initramfs of each kernel again", err);
	if (r < 0)
		return r;
	return boot_prove_entries(ask, edits, err);
}

static const char *const trial_files[] = { BOOT_TRIAL_ENTRY_FILES, BOOT_KERNEL_CMDLINE_FILES,
	NULL };

const struct boot boot_endeavouros = {
	.words = {
		.id = "endeavouros",
		.title = "systemd-boot with dracut (EndeavourOS)",
		.add = BOOT_KERNEL_CMDLINE_ADD "sudo reinstall-kernels",
		.remove = BOOT_KERNEL_CMDLINE_REMOVE "sudo reinstall-kernels",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = boot_trial_kernel_install,
};

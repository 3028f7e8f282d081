/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * openSUSE with a grub.cfg: update-bootloader edits /etc/default/grub.
 */
#include "boot/boot.h"

#include "boot/grub-default.h"
#include "boot/grub-trial.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_grub(e) && e->clue[BOOT_CLUE_GRUB2] && e->clue[BOOT_CLUE_UPDATE_BOOTLOADER];
}

static const char *const files[] = { GRUB_DEFAULT, NULL };

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	static const char *const argv[] = { "update-bootloader", "--config", NULL };
	const struct grub_default how = { "GRUB_CMDLINE_LINUX_DEFAULT", false };
	const struct grub_remake remake = { argv, "boot/grub2/grub.cfg" };

	return grub_edit_and_remake(&how, &remake, ask, edits, err);
}

static const char *const trial_files[] = { GRUB2_TRIAL_FILES, NULL };

static int trial(const struct boot_trial *trial, struct edits *edits, struct err *err)
{
	return grub_trial(&grub2_names, trial, edits, err);
}

const struct boot boot_grub_opensuse = {
	.words = {
		.id = "grub-opensuse",
		.title = "GRUB (openSUSE)",
		.add = "sudo update-bootloader --add-option \"%s\"\n"
			"sudo update-bootloader --config",
		.remove = "sudo update-bootloader --del-option \"%s\"\n"
			"sudo update-bootloader --config",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = trial,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where GRUB is called grub2, and neither entries nor openSUSE's tool are in between. Such a host
 * often has GRUB_CMDLINE_LINUX alone, and that one counts for each entry.
 */
#include "boot/boot.h"

#include "boot/grub-default.h"
#include "boot/grub-trial.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_grub(e) && e->clue[BOOT_CLUE_GRUB2] && !e->blscfg;
}

static const char *const files[] = { GRUB_DEFAULT, NULL };

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	static const char *const argv[] = { "grub2-mkconfig", "-o", "/boot/grub2/grub.cfg", NULL };
	const struct grub_default how = { "GRUB_CMDLINE_LINUX", false };
	const struct grub_remake remake = { argv, "boot/grub2/grub.cfg" };

	return grub_edit_and_remake(&how, &remake, ask, edits, err);
}

static const char *const trial_files[] = { GRUB2_TRIAL_FILES, NULL };

static int trial(const struct boot_trial *trial, struct edits *edits, struct err *err)
{
	return grub_trial(&grub2_names, trial, edits, err);
}

const struct boot boot_grub2 = {
	.words = {
		.id = "grub2",
		.title = "GRUB 2, by the name of grub2",
		.add = "sudo " BOOT_SED_QUOTED_ADD("GRUB_CMDLINE_LINUX") " /etc/default/grub\n"
		"sudo grub2-mkconfig -o /boot/grub2/grub.cfg",
		.remove = "sudo " BOOT_SED_QUOTED_REMOVE("GRUB_CMDLINE_LINUX") " "
			"/etc/default/grub\n"
		"sudo grub2-mkconfig -o /boot/grub2/grub.cfg",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = trial,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arch, Manjaro, CachyOS, Gentoo: no drop-ins, so the line in /etc/default/grub is edited, in
 * whichever quotes it has.
 */
#include "boot/boot.h"

#include "boot/grub-default.h"
#include "boot/grub-trial.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_grub(e) && e->clue[BOOT_CLUE_GRUB];
}

static const char *const files[] = { GRUB_DEFAULT, NULL };

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	static const char *const argv[] = { "grub-mkconfig", "-o", "/boot/grub/grub.cfg", NULL };
	const struct grub_default how = { "GRUB_CMDLINE_LINUX_DEFAULT", false };
	const struct grub_remake remake = { argv, "boot/grub/grub.cfg" };

	return grub_edit_and_remake(&how, &remake, ask, edits, err);
}

static const char *const trial_files[] = { GRUB_TRIAL_FILES, NULL };

static int trial(const struct boot_trial *trial, struct edits *edits, struct err *err)
{
	return grub_trial(&grub_names, trial, edits, err);
}

const struct boot boot_grub_arch = {
	.words = {
		.id = "grub-arch",
		.title = "GRUB",
		.add = "sudo " BOOT_SED_QUOTED_ADD("GRUB_CMDLINE_LINUX_DEFAULT") " "
			"/etc/default/grub\n"
		"sudo grub-mkconfig -o /boot/grub/grub.cfg",
		.remove = "sudo " BOOT_SED_QUOTED_REMOVE("GRUB_CMDLINE_LINUX") " "
			"/etc/default/grub\n"
		"sudo grub-mkconfig -o /boot/grub/grub.cfg",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = trial,
};

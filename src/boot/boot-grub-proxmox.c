/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debian's GRUB for people who are root and have no sudo. update-grub has proxmox-boot-tool copy
 * to the ESPs what it made.
 */
#include "boot/boot.h"

#include "boot/grub-default.h"
#include "boot/grub-trial.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_grub(e) && e->pve && e->clue[BOOT_CLUE_UPDATE_GRUB];
}

static const char *const files[] = { GRUB_DEFAULT, GRUB_DROP_INS, GRUB_DROP_IN, NULL };

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	static const char *const argv[] = { "update-grub", NULL };
	const struct grub_default how = { "GRUB_CMDLINE_LINUX_DEFAULT", true };
	const struct grub_remake remake = { argv, "boot/grub/grub.cfg" };

	return grub_edit_and_remake(&how, &remake, ask, edits, err);
}

static const char *const trial_files[] = { GRUB_TRIAL_FILES, NULL };

static int trial(const struct boot_trial *trial, struct edits *edits, struct err *err)
{
	return grub_trial(&grub_names, trial, edits, err);
}

const struct boot boot_grub_proxmox = {
	.words = {
		.id = "grub-proxmox",
		.title = "GRUB (Proxmox VE)",
		.add = "mkdir -p /etc/default/grub.d\n"
			"grep -qsF ' %s\"' /etc/default/grub.d/virtfn.cfg || echo "
			"'GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT %s\"' | tee "
			"-a /etc/default/grub.d/virtfn.cfg\n"
			"update-grub",
		.remove = "find /etc/default/grub /etc/default/grub.d '(' -name grub -o -name "
			"'*.cfg' ')' -exec "
		BOOT_SED_QUOTED_REMOVE("GRUB_CMDLINE_LINUX") " '{}' +\n"
		"update-grub",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = trial,
};

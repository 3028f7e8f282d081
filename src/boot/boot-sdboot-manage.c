/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CachyOS, Manjaro: sdboot-manage writes the entries of systemd-boot from its own settings, and
 * overwrites what was changed in them by hand.
 */
#include "boot/kernel-line.h"

#include "boot/shell-line.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_systemd_boot(e) && e->clue[BOOT_CLUE_SDBOOT_MANAGE] &&
	       e->clue[BOOT_CLUE_SDBOOT_MANAGE_CONF];
}

static const char *const files[] = { "etc/sdboot-manage.conf", "@boot/loader/entries/*.conf",
	NULL };

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	static const char *const argv[] = { "sdboot-manage", "gen", NULL };
	struct shell_line line = { .name = "LINUX_OPTIONS", .files = files, .n_files = 1 };
	int r = shell_line_edit(&line, ask, edits, err);

	if (r > 0)
		r = edits_remake(edits, argv, "writes the boot entries again", err);
	else
		return r;
	return r < 0 ? r : boot_prove_entries(ask, edits, err);
}

static const char *const trial_files[] = { BOOT_TRIAL_ENTRY_FILES, NULL };

const struct boot boot_sdboot_manage = {
	.words = {
		.id = "sdboot-manage",
		.title = "systemd-boot with sdboot-manage",
		.add = "sudo " BOOT_SED_QUOTED_ADD("LINUX_OPTIONS") " /etc/sdboot-manage.conf\n"
		"sudo sdboot-manage gen",
		.remove = "sudo " BOOT_SED_QUOTED_REMOVE("LINUX_OPTIONS") " "
			"/etc/sdboot-manage.conf\n"
		"sudo sdboot-manage gen",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = boot_trial_entry,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CachyOS, Omarchy: limine-entry-tool makes limine.conf from /etc/default/limine, which is read
 * last: a "+=" at its end is not wiped by an "=" in front of it.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_limine(e) && e->clue[BOOT_CLUE_LIMINE_UPDATE];
}

const struct boot boot_limine = {
	.words = {
		.id = "limine",
		.title = "Limine with limine-entry-tool",
		.add = "grep -qE '^KERNEL_CMDLINE.*[\"'\\'' ]%s[\"'\\'' ]' /etc/default/limine "
			"||\n"
			"  echo 'KERNEL_CMDLINE[default]+=\" %s\"' | sudo tee -a "
			"/etc/default/limine\n"
			"sudo limine-update",
		.remove = "sudo " BOOT_SED_QUOTED_REMOVE("KERNEL_CMDLINE") " "
			"/etc/default/limine\n"
		"sudo limine-update",
	},
	.matches = matches,
};

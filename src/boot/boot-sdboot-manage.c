/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CachyOS, Manjaro: sdboot-manage writes the entries of systemd-boot from its own settings, and
 * overwrites what was changed in them by hand.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_systemd_boot(e) && e->clue[BOOT_CLUE_SDBOOT_MANAGE] &&
	       e->clue[BOOT_CLUE_SDBOOT_MANAGE_CONF];
}

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
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debian's GRUB for people who are root and have no sudo. update-grub has proxmox-boot-tool copy
 * to the ESPs what it made.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_grub(e) && e->pve && e->clue[BOOT_CLUE_UPDATE_GRUB];
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
};

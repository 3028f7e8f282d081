/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proxmox VE on UEFI and ZFS without Secure Boot: /etc/kernel/cmdline has one line, which
 * proxmox-boot-tool copies to each ESP. Its people are root and have no sudo. With GRUB on top of
 * the same tool, grub-proxmox is the row.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return e->proxmox_uuids && boot_by_systemd_boot(e);
}

const struct boot boot_proxmox = {
	.words = {
		.id = "proxmox",
		.title = "systemd-boot of Proxmox VE",
		.add = "grep -qE '(^| )%s( |$)' /etc/kernel/cmdline || sed -i '1 s#$# %s#' "
			"/etc/kernel/cmdline\n"
			"proxmox-boot-tool refresh",
		.remove = "sed -i -E ':a; s#(^| )%s( |$)#\\1\\2#; ta' /etc/kernel/cmdline\n"
			"proxmox-boot-tool refresh",
	},
	.matches = matches,
};

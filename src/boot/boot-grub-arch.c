/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arch, Manjaro, CachyOS, Gentoo: no drop-ins, so the line in /etc/default/grub is edited, in
 * whichever quotes it has.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_grub(e) && e->clue[BOOT_CLUE_GRUB];
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
};

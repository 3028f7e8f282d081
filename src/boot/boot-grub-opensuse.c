/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * openSUSE with a grub.cfg: update-bootloader edits /etc/default/grub.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_grub(e) && e->clue[BOOT_CLUE_GRUB2] && e->clue[BOOT_CLUE_UPDATE_BOOTLOADER];
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
};

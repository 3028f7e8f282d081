/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fedora, Nobara, RHEL: each kernel has an entry with options of its own, and grub2-mkconfig
 * leaves those alone. grubby replaces an argument of the same name: it cannot hold two of them.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_grub(e) && e->blscfg && e->clue[BOOT_CLUE_GRUBBY];
}

const struct boot boot_grub_bls = {
	.words = {
		.id = "grub-bls",
		.title = "GRUB with boot loader entries (Fedora)",
		.add = "sudo grubby --update-kernel=ALL --args='%s'",
		.remove = "sudo grubby --update-kernel=ALL --remove-args='%s'",
	},
	.matches = matches,
};

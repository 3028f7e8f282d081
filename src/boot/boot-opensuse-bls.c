/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * openSUSE with entries of the Boot Loader Specification, below systemd-boot or its own GRUB.
 * That LOADER_TYPE is spelt grub2-bls is not verified.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return e->clue[BOOT_CLUE_SDBOOTUTIL] &&
	       (boot_by_systemd_boot(e) || (boot_by_grub(e) && e->grub2_bls));
}

const struct boot boot_opensuse_bls = {
	.words = {
		.id = "opensuse-bls",
		.title = "sdbootutil (openSUSE)",
		.add = BOOT_KERNEL_CMDLINE_ADD "sudo sdbootutil update-all-entries",
		.remove = BOOT_KERNEL_CMDLINE_REMOVE "sudo sdbootutil update-all-entries",
	},
	.matches = matches,
};

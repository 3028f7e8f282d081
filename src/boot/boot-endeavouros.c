/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * EndeavourOS: kernel-install with dracut, by a script of its own. dracut-rebuild would make the
 * initramfs only, and leave the options as they are.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_systemd_boot(e) && e->clue[BOOT_CLUE_REINSTALL_KERNELS];
}

const struct boot boot_endeavouros = {
	.words = {
		.id = "endeavouros",
		.title = "systemd-boot with dracut (EndeavourOS)",
		.add = BOOT_KERNEL_CMDLINE_ADD "sudo reinstall-kernels",
		.remove = BOOT_KERNEL_CMDLINE_REMOVE "sudo reinstall-kernels",
	},
	.matches = matches,
};

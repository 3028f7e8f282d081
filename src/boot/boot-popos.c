/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pop!_OS: kernelstub writes the entries of systemd-boot, at once; both commands do nothing when
 * nothing is left to do.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_systemd_boot(e) && e->clue[BOOT_CLUE_KERNELSTUB] &&
	       e->clue[BOOT_CLUE_KERNELSTUB_CONF];
}

const struct boot boot_popos = {
	.words = {
		.id = "popos",
		.title = "kernelstub (Pop!_OS)",
		.add = "sudo kernelstub -a \"%s\"",
		.remove = "sudo kernelstub -d \"%s\"",
	},
	.matches = matches,
};

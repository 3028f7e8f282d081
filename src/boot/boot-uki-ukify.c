/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel-install with layout=uki: ukify puts /etc/kernel/cmdline into the image.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return e->stub[0] && e->layout_uki;
}

const struct boot boot_uki_ukify = {
	.words = {
		.id = "uki-ukify",
		.title = "unified kernel image by kernel-install",
		.add = BOOT_KERNEL_CMDLINE_ADD "sudo kernel-install add-all",
		.remove = BOOT_KERNEL_CMDLINE_REMOVE "sudo kernel-install add-all",
	},
	.matches = matches,
};

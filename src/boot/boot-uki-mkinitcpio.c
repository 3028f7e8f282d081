/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arch and its like: mkinitcpio puts the command line into the image. Its drop-ins are read only
 * beside a command line of its own, or the root would be lost.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return e->stub[0] && e->clue[BOOT_CLUE_MKINITCPIO] && !e->layout_uki;
}

const struct boot boot_uki_mkinitcpio = {
	.words = {
		.id = "uki-mkinitcpio",
		.title = "unified kernel image by mkinitcpio",
		.add = "[ -s /usr/lib/kernel/cmdline ] || [ -n \"$(ls /etc/cmdline.d "
			"2>/dev/null)\" ] ||\n"
			"  [ -s /etc/kernel/cmdline ] || sed -E 's#(^| )(BOOT_IMAGE|initrd)=[^ "
			"]*##g' /proc/cmdline | sudo tee /etc/kernel/cmdline\n"
			"sudo mkdir -p /etc/cmdline.d\n"
			"grep -qsxF '%s' /etc/cmdline.d/virtfn.conf || echo '%s' | sudo tee -a "
			"/etc/cmdline.d/virtfn.conf\n"
			"sudo mkinitcpio -P",
		.remove = "sudo find /etc/cmdline.d /etc/kernel -type f '(' -name '*.conf' -o "
			"-name cmdline ')' -exec sed -i -E ':a; s#(^| )%s( |$)#\\1\\2#; ta' "
			"'{}' +\n"
			"sudo mkinitcpio -P",
	},
	.matches = matches,
};

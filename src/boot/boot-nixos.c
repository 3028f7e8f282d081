/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NixOS: the command line is a setting, and every file that could be edited is made anew from
 * it. So the words name the setting.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return e->nixos;
}

const struct boot boot_nixos = {
	.words = {
		.id = "nixos",
		.title = "NixOS",
		.add = "# add \"%s\" to boot.kernelParams in /etc/nixos/configuration.nix, "
			"then:\n"
			"sudo nixos-rebuild boot",
		.remove = "# take \"%s\" out of boot.kernelParams in "
			"/etc/nixos/configuration.nix, then:\n"
			"sudo nixos-rebuild boot",
	},
	.matches = matches,
};

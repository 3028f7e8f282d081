/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NixOS: nothing is installed, settings are made, so a "package" is a line of them.
 */
#include "distro/distro.h"

static const char looking_glass[] = "environment.systemPackages = [ pkgs.looking-glass-client ];";

static const char hold[] =
	"boot.kernelPackages = pkgs.linuxPackages_6_12; (the series that runs now) in "
	"/etc/nixos/configuration.nix, then: sudo nixos-rebuild switch";

const struct distro distro_nixos = {
	.id = "nixos",
	.title = "NixOS",
	.ids = "nixos",
	.install = "put %s into /etc/nixos/configuration.nix, then: sudo nixos-rebuild switch",
	.packages = {
		[DISTRO_PACKAGE_QEMU] = "virtualisation.libvirtd.enable = true;",
		[DISTRO_PACKAGE_LIBVIRT] = "virtualisation.libvirtd.enable = true;",
		[DISTRO_PACKAGE_OVMF] = "virtualisation.libvirtd.enable = true;",
		[DISTRO_PACKAGE_SWTPM] = "virtualisation.libvirtd.qemu.swtpm.enable = true;",
		[DISTRO_PACKAGE_VIRTIOFSD] = "environment.systemPackages = [ pkgs.virtiofsd ];",
		[DISTRO_PACKAGE_GPU_FIRMWARE] = "hardware.enableRedistributableFirmware = true;",
		[DISTRO_PACKAGE_LOOKING_GLASS] = looking_glass,
		[DISTRO_PACKAGE_VIEWER] = "environment.systemPackages = [ pkgs.virt-viewer ];",
		[DISTRO_PACKAGE_RDP] = "environment.systemPackages = [ pkgs.freerdp ];",
		[DISTRO_PACKAGE_MDEVCTL] = "environment.systemPackages = [ pkgs.mdevctl ];",
	},
	.hold = hold,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_INITRAMFS_H
#define BOOT_INITRAMFS_H

#include <stdbool.h>

#include "model/boot-chain.h"

/* What a host shows of the tool that makes its initramfs. */
struct initramfs_evidence {
	bool ostree;
	bool update_initramfs; /* /usr/sbin/update-initramfs is there ... */
	bool mkinitramfs;      /* ... and runs mkinitramfs; dracut has one of that name too */
	bool dracut;
	bool mkinitcpio;
	bool presets;       /* of mkinitcpio, /etc/mkinitcpio.d */
	bool preset_config; /* one of them names a configuration: drop-ins are not read then */
	bool reinstall_kernels, dracut_rebuild; /* EndeavourOS */
	bool limine_mkinitcpio;                 /* limine-entry-tool: it runs mkinitcpio too */
};

/* NULL: not known. Modules in .early are written with '_': dracut mixes up '-'. */
const struct initramfs_tool *initramfs_of(const struct initramfs_evidence *e);

#endif

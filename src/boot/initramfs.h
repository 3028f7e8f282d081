/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_INITRAMFS_H
#define BOOT_INITRAMFS_H

#include <stdbool.h>

#include "base/err.h"
#include "model/boot-chain.h"
#include "model/edit.h"

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

/* What the initramfs shall do from the next boot on. */
struct initramfs_ask {
	const struct initramfs_evidence *evidence;
	const char *const *early; /* modules to be loaded first, with '_'; ends with NULL */
	const char *running;      /* /proc/cmdline of this boot; "" when it could not be read */
	bool remake;              /* files that it copies were changed: modprobe.d and such */
};

/* Patterns of the files that initramfs_edit() wants read before; ends with NULL. */
extern const char *const initramfs_files[];

/*
 * Edits the configuration of this host's tool, and names the program that makes the images.
 * Changes nothing and names nothing when all is so already and no remake is asked for.
 */
int initramfs_edit(const struct initramfs_ask *ask, struct edits *edits, struct err *err);

/* NULL: not known. Modules in .early are written with '_': dracut mixes up '-'. */
const struct initramfs_tool *initramfs_of(const struct initramfs_evidence *e);

/*
 * Has one image made for the kernel of this release, at image->path, beside those that are there.
 * -EOPNOTSUPP when this host's tool cannot be told so.
 */
int initramfs_image(const struct initramfs_evidence *e, const struct edit_image *image,
	const char *release, struct edits *edits, struct err *err);

/* Whether this program, which a step runs, makes the images of a host. */
bool initramfs_makes(const char *program);

/* Whether they are made out of this file of the configuration, a path without leading slash. */
bool initramfs_is_made_of(const char *path);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_INITRAMFS_EDIT_H
#define BOOT_INITRAMFS_EDIT_H

#include "boot/initramfs.h"

/*
 * One tool's part of initramfs_edit(): its configuration alone. 1 for a change, 0 for none.
 */
int initramfs_edit_tools(const struct initramfs_ask *ask, struct edits *edits, struct err *err);
int initramfs_edit_dracut(const struct initramfs_ask *ask, struct edits *edits, struct err *err);
int initramfs_edit_mkinitcpio(
	const struct initramfs_ask *ask, struct edits *edits, struct err *err);

/* The text of a file that was read; "" when it is not there. NULL: unreadable, err is filled. */
const char *initramfs_text(const struct edits *edits, const char *path, struct err *err);

/* Whether a text that has module names, with '-' or '_', between blanks has this one. */
bool initramfs_has_word(const char *words, const char *module);

#define INITRAMFS_MODULES    "etc/initramfs-tools/modules"
#define INITRAMFS_DRACUT     "etc/dracut.conf"
#define INITRAMFS_DRACUT_ETC "etc/dracut.conf.d/*.conf"
#define INITRAMFS_DRACUT_USR "usr/lib/dracut/dracut.conf.d/*.conf"
#define INITRAMFS_DRACUT_OWN "etc/dracut.conf.d/virtfn.conf"
#define INITRAMFS_MKINITCPIO "etc/mkinitcpio*.conf"
#define INITRAMFS_CPIO_CONF  "etc/mkinitcpio.conf"
#define INITRAMFS_CPIO_DROPS "etc/mkinitcpio.conf.d/*.conf"
#define INITRAMFS_CPIO_OWN   "etc/mkinitcpio.conf.d/virtfn.conf"
#define INITRAMFS_PRESETS    "etc/mkinitcpio.d/*.preset"

#endif

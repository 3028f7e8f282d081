/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_GRUB_TRIAL_H
#define BOOT_GRUB_TRIAL_H

#include "boot/boot.h"

/* Where GRUB keeps its things, and what its programs are called. */
struct grub_names {
	const char *cfg, *env, *custom; /* files; custom.cfg is sourced by 41_custom */
	const char *reboot, *editenv;
};

extern const struct grub_names grub_names;  /* "grub" */
extern const struct grub_names grub2_names; /* "grub2" */

#define GRUB_TRIAL_FILES  "boot/grub/grub.cfg", "boot/grub/grubenv", "boot/grub/custom.cfg"
#define GRUB2_TRIAL_FILES "boot/grub2/grub.cfg", "boot/grub2/grubenv", "boot/grub2/custom.cfg"

/*
 * trial() with a menu entry in custom.cfg, which is the default entry with another line: it comes
 * last in the menu, and grub-reboot names it for one boot. -EOPNOTSUPP with a text wherever GRUB
 * could not forget it before it boots, so that each reset would boot it again.
 */
int grub_trial(const struct grub_names *names, const struct boot_trial *trial, struct edits *edits,
	struct err *err);

/* The same with an entry of the Boot Loader Specification, in /boot/loader/entries. */
int grub_trial_entry(const struct boot_trial *trial, struct edits *edits, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BOOT_MODPROBE_EDIT_H
#define BOOT_MODPROBE_EDIT_H

#include "base/err.h"
#include "model/edit.h"

/* What modprobe.d and modules-load.d shall say; each list ends with NULL, and may be NULL. */
struct modprobe_ask {
	const char *const *options; /* "i915 enable_guc=3": a module and one parameter */
	const char *const
		*softdeps; /* "i915 vfio-pci": the second is loaded in front of the first */
	const char *const *blocked; /* "nouveau": its aliases do not load it */
	const char *const *allowed; /* such lines shall go */
	const char *const *loaded;  /* at boot */
};

#define MODPROBE_OWN      "etc/modprobe.d/virtfn.conf"
#define MODPROBE_LOAD_OWN "etc/modules-load.d/virtfn.conf"

/* Patterns of the files that modprobe_edit() wants read before; ends with NULL. */
extern const char *const modprobe_files[];

/*
 * Sees to it that all of this takes effect: in files of our own, sorted, one line each, or where
 * a file in /etc says something else about it; a list (ids= of vfio-pci, a softdep) is merged
 * there. 1 for a change, 0 when all is so already. -EOPNOTSUPP: a file of a package, or one that
 * cannot be followed, would win; the text names it, and edits may be half made.
 *
 * The initramfs has a copy of these files: it is to be made again after a change.
 */
int modprobe_edit(const struct modprobe_ask *ask, struct edits *edits, struct err *err);

#endif

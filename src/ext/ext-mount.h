/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_MOUNT_H
#define EXT_EXT_MOUNT_H

#include "base/err.h"

/*
 * Calls fn for each mounted file system in the text of a mountinfo file: major and
 * minor of its device (0:n for those without one), its source and where it is
 * mounted. A negative return of fn ends the walk and is returned.
 */
typedef int ext_mount_fn(
	void *arg, unsigned major, unsigned minor, const char *source, const char *target);

int ext_mount_each(char *mountinfo, ext_mount_fn *fn, void *arg, struct err *err);

/* The file system that a path (absolute, without links) is on; "" for what is not known. */
struct ext_mount {
	char type[16];    /* "ext4" */
	char source[128]; /* "/dev/sda2" */
};

/* -ENOENT: none of the mounts has it. */
int ext_mount_of(char *mountinfo, const char *path, struct ext_mount *ret, struct err *err);

/*
 * Calls fn for each line of an fstab: tag is "UUID", "LABEL", "PARTUUID", "PARTLABEL" or "" where
 * value is a path. A negative return of fn ends the walk and is returned.
 */
typedef int ext_mount_line_fn(void *arg, const char *tag, const char *value, const char *target);

int ext_mount_fstab(char *fstab, ext_mount_line_fn *fn, void *arg, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ROOT_FILE_H
#define BASE_ROOT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/root.h"

/*
 * Changing whole files of a machine so that after a crash at any point each of them is the old
 * one or the new one. Paths are as in base/root.h. A path that is a link is followed: the file it
 * leads to is replaced or removed, and the link stays. Errors name the path, the reason, and what
 * to do about a file system that is full or read-only and about an immutable file.
 */

/* What belongs to a file beside its bytes. */
struct root_meta {
	mode_t mode; /* permissions, with set-id bits */
	uid_t uid;
	gid_t gid;
	/*
	 * Extended attributes with ACLs and labels, without those that are made from the bytes
	 * (IMA, EVM): name, 0, four bytes of length, value; by name. Owned.
	 */
	char *xattrs;
	size_t xattrs_size;
	bool fresh; /* of a new file: it gets the attributes that its folder gives, not these */
};

void root_meta_done(struct root_meta *meta);

/* -ENOENT when there is no such file; -EINVAL for what is no regular file. */
int root_meta(const struct root *root, const char *path, struct root_meta *ret, struct err *err);

/*
 * Replaces the file, or makes it: a temporary file beside it, fsync, rename, fsync of the folder.
 * meta NULL keeps that of the file that is there. The temporary file is removed on a failure;
 * one that a crash left is removed by the next call for this path, or root_drop_temporary().
 */
int root_replace(const struct root *root, const char *path, struct bytes data,
	const struct root_meta *meta, struct err *err);

int root_drop_temporary(const struct root *root, const char *path, struct err *err);

/* Removes the file and syncs its folder; -ENOENT when it is not there. */
int root_delete(const struct root *root, const char *path, struct err *err);

/*
 * Whether root_replace() with size bytes will fail, as far as that can be seen before: folder
 * and file writable, room enough, not immutable, one name only. Folders above may be missing.
 */
int root_may_replace(const struct root *root, const char *path, size_t size, struct err *err);

/* Syncs the folder that holds path: after a file was made in it. */
int root_sync_folder_of(const struct root *root, const char *path, struct err *err);

/* How many of the folders above path are missing; its last part is not looked at. */
int root_missing_folders(const struct root *root, const char *path, unsigned *ret, struct err *err);

/* Makes the folders above path that are missing (0755), and syncs. */
int root_make_folders(const struct root *root, const char *path, struct err *err);

/* Removes the last n folders above path, from the innermost on, while they are empty. */
int root_remove_folders(const struct root *root, const char *path, unsigned n, struct err *err);

/*
 * The target of the link at path, to be free()d; -ENOENT when nothing is there, -EINVAL when it
 * is something else. The last part is not followed here, nor in the next two.
 */
int root_read_link(const struct root *root, const char *path, char **ret, struct err *err);

/* Makes or replaces a link, in one step for whoever looks; never anything but a link. */
int root_set_link(const struct root *root, const char *path, const char *target, struct err *err);
int root_remove_link(const struct root *root, const char *path, struct err *err);

/* What a crash in root_set_link() may have left. */
int root_drop_link_temporary(const struct root *root, const char *path, struct err *err);

/* As root_may_replace(), for the folder alone. */
int root_may_link(const struct root *root, const char *path, struct err *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ROOT_PARTS_H
#define BASE_ROOT_PARTS_H

#include <limits.h>
#include <stdint.h>

#include "base/root.h"
#include "base/root-file.h"

/*
 * What the root*.c files share; for nobody else.
 * Paths of a dir are under base, its real folder; those of a root under "".
 */

/* openat2(), close-on-exec; -errno. */
int root_openat(int dirfd, const char *path, int flags, uint64_t resolve);

/* Resolved in the root; -EROFS for one in memory. */
int root_open_in(const struct root *root, const char *path, int flags);

/* The folder that holds the last part of path (O_PATH); *ret_name points at that part. */
int root_open_parent(const struct root *root, const char *path, const char **ret_name);

/* All of a descriptor, at most max bytes (-EFBIG). */
int root_read_fd(int fd, size_t max, struct root_file *ret);

/* -EACCES for an open file or folder of mode 0 in a captured machine; else 0. */
int root_check_denied(const struct root *root, int fd);

/* Takes the descriptor. */
int root_list_fd(int fd, struct names *ret);

/* The target of the link that fd is, or that stands at name below it; length or -errno. */
ssize_t root_link_at(int dirfd, const char *name, char *buf, size_t size);

/* The last part of a link's target; length or -errno. */
ssize_t root_last_part(const char *target, char *buf, size_t size);

/* The same questions to a root in memory. flags are walk_flags. */
int root_tree_read(const struct root *root, const char *base, const char *path, unsigned flags,
	struct root_file *ret);
int root_tree_open(const struct root *root, const char *base, const char *path, unsigned flags);
ssize_t root_tree_link(
	const struct root *root, const char *base, const char *path, char *buf, size_t size);
int root_tree_list(const struct root *root, const char *base, const char *path, unsigned flags,
	struct names *ret);

/* Fills err for a change of path that failed, with what to do about it; returns r. */
int root_file_error(const struct root *root, struct err *err, int r, const char *path);

/* The path that path's last part leads to while it is a link; -errno. */
int root_follow(const struct root *root, const char *path, char real[PATH_MAX]);

/* The name of the temporary file beside one. */
void root_temporary(const char *name, char ret[NAME_MAX + 1]);

/* Syncs a folder that was opened in any way; -errno. */
int root_sync_folder(int parent);

/* Of an open file; -errno. Setting changes nothing that is so already. */
int root_meta_fd(int fd, struct root_meta *ret);
int root_meta_set(int fd, const struct root_meta *meta);

/* A descriptor with these bytes, to be read from its start; -errno. */
int root_memfd(const void *data, size_t size);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_ROOT_USER_H
#define BASE_ROOT_USER_H

#include "base/root.h"

/*
 * A whole file that the user named, found as his shell finds it: from the current
 * folder, links and pipes followed; "-" is standard input. At most max bytes (-EFBIG).
 * The names of a machine that we look at go through base/root.h instead.
 */
int root_user_read(const char *path, size_t max, struct root_file *ret, struct err *err);

/* Where a file that the user named is, links followed, to be free()d; NULL: not to be told. */
char *root_user_real(const char *path);

/*
 * What a descriptor holds now: until its end, or until it would wait. Records that the
 * kernel has overwritten meanwhile (-EPIPE of /dev/kmsg) are passed over. 0 or -errno.
 */
int root_drain(int fd, size_t max, struct root_file *ret);

/*
 * A new file that the user named, his alone (0600), with these bytes: wholly there or not
 * at all, and one that is there already stays as it is (-EEXIST).
 */
int root_user_create(const char *path, const void *data, size_t size, struct err *err);

/* The same for what others may read as far as the umask goes: QEMU has a user of its own. */
int root_user_publish(const char *path, const void *data, size_t size, struct err *err);

/*
 * Other bytes for a file that the user named, with its owner and mode: wholly the old ones or
 * wholly the new ones, whatever happens. Links and what is no file are refused (-EINVAL).
 */
int root_user_replace(const char *path, const void *data, size_t size, struct err *err);

/* All of it to an open descriptor; 0 or -errno. */
int root_write_all(int fd, const void *data, size_t size);

#endif

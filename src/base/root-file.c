/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Replacing and removing whole files so that a crash leaves the old one or the new one. Links
 * and folders are root-link.c's, owner and attributes root-meta.c's.
 */
#include "base/root-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/stat.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/root-parts.h"
#include "base/root-user.h"
#include "base/str.h"

#define LINKS_MAX 40                /* as the kernel */
#define SLACK     ((uint64_t)65536) /* for folders and what a file system keeps for itself */
#define FILE_MAX  ((size_t)64 << 20)

int root_file_error(const struct root *root, struct err *err, int r, const char *path)
{
	(void)err_sys(err, -r, "%s/%s", root->path, path);
	switch (-r) {
	case EROFS:
		return err_hint(err, "the file system is read-only: mount it writable first "
				     "(mount -o remount,rw), or see why the kernel made it so");
	case ENOSPC:
		return err_hint(err, "the file system is full: make room and try again");
	case EDQUOT:
		return err_hint(err, "the disk quota is used up: make room and try again");
	case EPERM:
		return err_hint(err, "it may be immutable: see lsattr, and chattr -i");
	case EBUSY:
		return err_hint(err, "something is mounted on it: unmount that first");
	default:
		return r;
	}
}

/* The path that the last part leads to, as far as it is a link. */
int root_follow(const struct root *root, const char *path, char real[PATH_MAX])
{
	if (strlen(path) >= PATH_MAX)
		return -ENAMETOOLONG;
	(void)snprintf(real, PATH_MAX, "%s", path);
	for (int i = 0; i < LINKS_MAX; i++) {
		char target[PATH_MAX], next[PATH_MAX];
		const char *name;
		_cleanup_close_ int parent = root_open_parent(root, real, &name);
		ssize_t n = parent < 0 ? parent : root_link_at(parent, name, target, PATH_MAX);
		size_t start;

		/* No link, or nothing there: this is it. */
		if (parent >= 0 && (n == -EINVAL || n == -ENOENT))
			return 0;
		if (n < 0)
			return (int)n;
		start = target[0] == '/' ? 0 : (size_t)(name - real);
		if ((size_t)snprintf(next, sizeof(next), "%.*s%s", (int)start, real,
			    target + strspn(target, start ? "" : "/")) >= sizeof(next))
			return -ENAMETOOLONG;
		memcpy(real, next, sizeof(next));
	}
	return -ELOOP;
}

void root_temporary(const char *name, char ret[NAME_MAX + 1])
{
	(void)snprintf(ret, NAME_MAX + 1, ".%.240s.virtfn", name);
}

int root_sync_folder(int parent)
{
	_cleanup_close_ int fd = openat(parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	/* Not every file system can sync a folder. */
	return fsync(fd) < 0 && errno != EINVAL && errno != ENOTSUP ? -errno : 0;
}

int root_meta(const struct root *root, const char *path, struct root_meta *ret, struct err *err)
{
	_cleanup_close_ int fd = root_open_in(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	struct stat st;
	int r = fd;

	if (r >= 0 && fstat(fd, &st) < 0)
		r = -errno;
	if (r >= 0 && !S_ISREG(st.st_mode))
		return err_set(err, EINVAL, "%s/%s is no regular file", root->path, path);
	if (r >= 0)
		r = root_meta_fd(fd, ret);
	return r < 0 ? root_file_error(root, err, r, path) : 0;
}

static int fill(int fd, struct bytes data, const struct root_meta *meta)
{
	int r = root_write_all(fd, data.data, data.size);

	if (r == 0 && meta)
		r = root_meta_set(fd, meta);
	return r == 0 && fsync(fd) < 0 ? -errno : r;
}

/* A complete file of this name in the folder, or none. */
static int make_temporary(
	int parent, const char *temporary, struct bytes data, const struct root_meta *meta)
{
	_cleanup_close_ int fd = -1;
	int r;

	if (unlinkat(parent, temporary, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(parent, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	r = fill(fd, data, meta);
	if (r < 0)
		(void)unlinkat(parent, temporary, 0);
	return r;
}

static int replace(
	const struct root *root, const char *path, struct bytes data, const struct root_meta *meta)
{
	char real[PATH_MAX], temporary[NAME_MAX + 1];
	_cleanup_close_ int parent = -1;
	const char *name;
	int r = root_follow(root, path, real);

	if (r < 0)
		return r;
	parent = root_open_parent(root, real, &name);
	if (parent < 0)
		return parent;
	root_temporary(name, temporary);
	r = make_temporary(parent, temporary, data, meta);
	if (r < 0)
		return r;
	if (renameat(parent, temporary, parent, name) < 0) {
		r = -errno;
		(void)unlinkat(parent, temporary, 0);
		return r;
	}
	return root_sync_folder(parent);
}

int root_replace(const struct root *root, const char *path, struct bytes data,
	const struct root_meta *meta, struct err *err)
{
	_cleanup_(root_meta_done) struct root_meta old = { 0 };
	int r = 0;

	log_verbose("replace %s/%s, %zu bytes", root->path, path, data.size);
	if (!meta) {
		r = root_meta(root, path, &old, err);
		if (r < 0)
			return err_wrap(err, "cannot replace a file");
	}
	r = replace(root, path, data, meta ? meta : &old);
	if (r == 0)
		return 0;
	(void)root_file_error(root, err, r, path);
	return err_wrap(err, "cannot replace a file");
}

int root_drop_temporary(const struct root *root, const char *path, struct err *err)
{
	char real[PATH_MAX], temporary[NAME_MAX + 1];
	_cleanup_close_ int parent = -1;
	const char *name;
	int r = root_follow(root, path, real);

	if (r == 0)
		r = parent = root_open_parent(root, real, &name);
	/* Without the folder there is nothing in it. */
	if (r == -ENOENT)
		return 0;
	if (r >= 0) {
		root_temporary(name, temporary);
		r = unlinkat(parent, temporary, 0) < 0 && errno != ENOENT && errno != EROFS ? -errno
											    : 0;
	}
	return r < 0 ? root_file_error(root, err, r, path) : 0;
}

int root_delete(const struct root *root, const char *path, struct err *err)
{
	char real[PATH_MAX];
	_cleanup_close_ int parent = -1;
	const char *name;
	int r = root_follow(root, path, real);

	log_verbose("remove %s/%s", root->path, path);
	if (r == 0)
		r = parent = root_open_parent(root, real, &name);
	if (r >= 0)
		r = unlinkat(parent, name, 0) < 0 ? -errno : root_sync_folder(parent);
	if (r >= 0)
		return 0;
	(void)root_file_error(root, err, r, path);
	return r == -ENOENT ? r : err_wrap(err, "cannot remove a file");
}

/* The innermost folder above path that is there. */
static int open_nearest(const struct root *root, const char *path)
{
	char folder[PATH_MAX];
	char *slash;

	(void)snprintf(folder, sizeof(folder), "%s", path);
	while ((slash = strrchr(folder, '/'))) {
		int fd;

		*slash = '\0';
		fd = root_open_in(root, folder, O_RDONLY | O_DIRECTORY);
		if (fd != -ENOENT)
			return fd;
	}
	return root_openat(root->fd, ".", O_RDONLY | O_DIRECTORY, 0);
}

static bool immutable(int fd, const char *name)
{
	struct statx x;

	return statx(fd, name, AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW, STATX_TYPE, &x) == 0 &&
	       x.stx_attributes & (STATX_ATTR_IMMUTABLE | STATX_ATTR_APPEND);
}

static int may_write_folder(int fd, size_t size)
{
	struct statvfs v;
	uint64_t room;

	if (faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) < 0)
		return -errno;
	if (immutable(fd, ""))
		return -EPERM;
	if (fstatvfs(fd, &v) < 0)
		return -errno;
	if (v.f_flag & ST_RDONLY)
		return -EROFS;
	room = (uint64_t)(geteuid() == 0 ? v.f_bfree : v.f_bavail) * v.f_frsize;
	/* Some file systems do not say how large they are. */
	if (v.f_blocks > 0 &&
		room < size + (SLACK < (uint64_t)v.f_blocks * v.f_frsize / 16 ? SLACK : 0))
		return -ENOSPC;
	return 0;
}

static int may_write_file(const struct root *root, const char *real, struct err *err)
{
	const char *name;
	_cleanup_close_ int parent = root_open_parent(root, real, &name);
	struct stat st;

	if (parent < 0 || fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return 0;
	if (!S_ISREG(st.st_mode))
		return err_set(err, EINVAL, "cannot replace %s/%s: it is no regular file",
			root->path, real);
	if (st.st_nlink > 1)
		return err_set(err, EMLINK,
			"cannot replace %s/%s: the same file has %lu names (hard links), and "
			"they would part; make it a file of its own first",
			root->path, real, (unsigned long)st.st_nlink);
	if (immutable(parent, name))
		return err_set(err, EPERM,
			"cannot replace %s/%s: it is immutable; chattr -i -a /%s first", root->path,
			real, real);
	return 0;
}

int root_may_replace(const struct root *root, const char *path, size_t size, struct err *err)
{
	_cleanup_close_ int fd = -1;
	char real[PATH_MAX];
	int r = root_follow(root, path, real);

	/* A folder on the way is missing: there is no link to follow. */
	if (r == -ENOENT)
		(void)snprintf(real, sizeof(real), "%s", path), r = 0;
	if (r == 0)
		r = fd = open_nearest(root, real);
	if (r >= 0)
		r = may_write_folder(fd, size);
	if (r >= 0)
		return may_write_file(root, real, err);
	(void)root_file_error(root, err, r, path);
	return err_wrap(err, "cannot replace a file");
}

int root_may_link(const struct root *root, const char *path, struct err *err)
{
	_cleanup_close_ int fd = root->tree ? -EROFS : open_nearest(root, path);
	int r = fd < 0 ? fd : may_write_folder(fd, 0);

	if (r == 0)
		return 0;
	(void)root_file_error(root, err, r, path);
	return err_wrap(err, "cannot make a link");
}

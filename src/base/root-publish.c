/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Puts a file where every program of the machine may read it, and none but root write it:
 * complete or not at all. Our own files, which nobody else reads, are made by root.c.
 */
#include "base/root-publish.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-parts.h"
#include "base/root-user.h"

#define FOLDER_MODE 0755
#define FILE_MODE   0644

/* Opens a folder, and makes it and those above it when they are not there. */
static int open_folder(const struct root *root, const char *path)
{
	char part[PATH_MAX];
	int fd = fcntl(root->fd, F_DUPFD_CLOEXEC, 3);

	if (fd < 0)
		return -errno;
	for (size_t i = 1; fd >= 0; i++) {
		const char *name;

		if (path[i] != '/' && path[i] != '\0')
			continue;
		if (i >= sizeof(part)) {
			(void)close(fd);
			return -ENAMETOOLONG;
		}
		memcpy(part, path, i);
		part[i] = '\0';
		name = strrchr(part, '/') ? strrchr(part, '/') + 1 : part;
		/* The umask may be stricter than what others need. */
		if (mkdirat(fd, name, FOLDER_MODE) == 0)
			(void)fchmodat(fd, name, FOLDER_MODE, 0);
		(void)close(fd);
		fd = root_open_in(root, part, O_RDONLY | O_DIRECTORY);
		if (path[i] == '\0')
			return fd;
	}
	return fd;
}

/* Who may write here could put another file into the place of ours. */
static int check_folder(int fd)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (st.st_uid != geteuid() && st.st_uid != 0)
		return -EPERM;
	return st.st_mode & (S_IWGRP | S_IWOTH) ? -EPERM : 0;
}

/* 0: the same bytes are there already; -ENOENT: nothing; -EEXIST: something else. */
static int compare(int folder, const char *name, struct bytes b)
{
	_cleanup_(root_file_done) struct root_file f = { 0 };
	_cleanup_close_ int fd =
		openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	int r;

	if (fd < 0)
		return errno == ENOENT ? -ENOENT : errno == ELOOP ? -EEXIST : -errno;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode) || (size_t)st.st_size != b.size)
		return -EEXIST;
	r = root_drain(fd, b.size, &f);
	if (r < 0)
		return r == -EFBIG ? -EEXIST : r;
	if (f.size != b.size || memcmp(f.text, b.data, b.size) != 0)
		return -EEXIST;
	return fchmod(fd, FILE_MODE) < 0 ? -errno : 0;
}

static int write_new(int folder, const char *temp, struct bytes b)
{
	_cleanup_close_ int fd =
		openat(folder, temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	int r;

	if (fd < 0)
		return -errno;
	r = root_write_all(fd, b.data, b.size);
	if (r == 0 && (fchmod(fd, FILE_MODE) < 0 || fsync(fd) < 0))
		r = -errno;
	return r;
}

static int put(int folder, const char *name, struct bytes b, bool replace)
{
	char temp[64];
	int r;

	(void)snprintf(temp, sizeof(temp), ".virtfn-%d", (int)getpid());
	/* Only root writes here: one that is left over is ours. */
	(void)unlinkat(folder, temp, 0);
	r = write_new(folder, temp, b);
	if (r == 0 && renameat2(folder, temp, folder, name, replace ? 0 : RENAME_NOREPLACE) < 0)
		r = -errno;
	if (r == 0)
		return fsync(folder) < 0 ? -errno : 0;
	(void)unlinkat(folder, temp, 0);
	return r;
}

int root_publish(
	const struct root *root, struct bytes b, bool replace, struct err *err, const char *path)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *folder = slash ? strndup(path, (size_t)(slash - path)) : NULL;
	_cleanup_close_ int fd = -1;
	int r;

	if (!folder)
		return err_set(err, EINVAL, "%s is in no folder", path);
	if (root->tree)
		return err_set(err, EROFS, "a captured machine cannot be changed");
	fd = open_folder(root, folder);
	if (fd < 0)
		return err_sys(err, -fd, "cannot open the folder %s/%s", root->path, folder);
	r = check_folder(fd);
	if (r == -EPERM)
		return err_set(err, EPERM,
			"others than root may write to the folder %s/%s: nothing was put there",
			root->path, folder);
	if (r == 0)
		r = compare(fd, slash + 1, b);
	if (r == -ENOENT || (r == -EEXIST && replace))
		r = put(fd, slash + 1, b, replace);
	if (r == -EEXIST)
		return err_set(err, EEXIST,
			"%s/%s is there already, with other contents; it stays as it is",
			root->path, path);
	return r < 0 ? err_sys(err, -r, "cannot write %s/%s", root->path, path) : 0;
}

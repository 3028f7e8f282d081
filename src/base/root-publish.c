/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Puts a file where every program of the machine may read it, and none but root write it:
 * complete or not at all. Our own files, which nobody else reads, are made by root.c.
 */
#include "base/root-publish.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-file.h"
#include "base/root-parts.h"
#include "base/root-user.h"

#define FILE_MODE 0644

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

int root_publish(
	const struct root *root, struct bytes b, bool replace, struct err *err, const char *path)
{
	const struct root_meta meta = {
		.mode = FILE_MODE, .uid = geteuid(), .gid = getegid(), .fresh = true
	};
	_cleanup_close_ int fd = -1;
	const char *name;
	int r;

	if (!strchr(path, '/'))
		return err_set(err, EINVAL, "%s is in no folder", path);
	if (root->tree)
		return err_set(err, EROFS, "a captured machine cannot be changed");
	r = root_make_folders(root, path, err);
	if (r < 0)
		return r;
	fd = root_open_parent(root, path, &name);
	if (fd < 0)
		return err_sys(err, -fd, "cannot open the folder of %s/%s", root->path, path);
	r = check_folder(fd);
	if (r == -EPERM)
		return err_set(err, EPERM,
			"others than root may write to the folder of %s/%s: nothing was put there",
			root->path, path);
	if (r == 0)
		r = compare(fd, name, b);
	if (r == -ENOENT || (r == -EEXIST && replace))
		return root_replace(root, path, b, &meta, err);
	if (r == -EEXIST)
		return err_set(err, EEXIST,
			"%s/%s is there already, with other contents; it stays as it is",
			root->path, path);
	return r < 0 ? err_sys(err, -r, "cannot write %s/%s", root->path, path) : 0;
}

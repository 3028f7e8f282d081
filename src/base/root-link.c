/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Symbolic links as what they are, and the folders that a new file needs. Whole files are
 * root-file.c's.
 */
#include "base/root-file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/root-parts.h"
#include "base/str.h"

int root_read_link(const struct root *root, const char *path, char **ret, struct err *err)
{
	char target[PATH_MAX];
	const char *name;
	_cleanup_close_ int parent = root_open_parent(root, path, &name);
	ssize_t n = parent < 0 ? parent : root_link_at(parent, name, target, sizeof(target));

	if (n < 0)
		return root_file_error(root, err, (int)n, path);
	*ret = str_printf("%s", target);
	return *ret ? 0 : err_oom(err);
}

static int set_link(int parent, const char *name, const char *target)
{
	char temporary[NAME_MAX + 1];
	struct stat st;
	int r;

	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && !S_ISLNK(st.st_mode))
		return -EEXIST;
	root_temporary(name, temporary);
	if (unlinkat(parent, temporary, 0) < 0 && errno != ENOENT)
		return -errno;
	if (symlinkat(target, parent, temporary) < 0)
		return -errno;
	if (renameat(parent, temporary, parent, name) < 0) {
		r = -errno;
		(void)unlinkat(parent, temporary, 0);
		return r;
	}
	return root_sync_folder(parent);
}

int root_set_link(const struct root *root, const char *path, const char *target, struct err *err)
{
	const char *name;
	_cleanup_close_ int parent = root_open_parent(root, path, &name);
	int r = parent < 0 ? parent : set_link(parent, name, target);

	log_verbose("link %s/%s -> %s", root->path, path, target);
	if (r == 0)
		return 0;
	(void)root_file_error(root, err, r, path);
	return err_wrap(err, "cannot make a link");
}

int root_drop_link_temporary(const struct root *root, const char *path, struct err *err)
{
	char temporary[NAME_MAX + 1];
	const char *name;
	_cleanup_close_ int parent = root_open_parent(root, path, &name);

	if (parent == -ENOENT)
		return 0;
	if (parent < 0)
		return root_file_error(root, err, parent, path);
	root_temporary(name, temporary);
	if (unlinkat(parent, temporary, 0) < 0 && errno != ENOENT)
		return root_file_error(root, err, -errno, path);
	return 0;
}

int root_remove_link(const struct root *root, const char *path, struct err *err)
{
	char target[2];
	const char *name;
	_cleanup_close_ int parent = root_open_parent(root, path, &name);
	ssize_t n = parent < 0 ? parent : root_link_at(parent, name, target, sizeof(target));
	int r = n < 0 ? (int)n : 0;

	if (r == 0)
		r = unlinkat(parent, name, 0) < 0 ? -errno : root_sync_folder(parent);
	return r < 0 ? root_file_error(root, err, r, path) : 0;
}

/* Whether the folder made of the first n bytes of path is there: 0, -ENOENT or worse. */
static int folder_there(const struct root *root, const char *path, size_t n)
{
	_cleanup_free_ char *folder = str_from_bytes(path, n);
	_cleanup_close_ int fd = -1;

	if (!folder)
		return -ENOMEM;
	fd = root_open_in(root, folder, O_PATH | O_DIRECTORY);
	return fd < 0 ? fd : 0;
}

int root_missing_folders(const struct root *root, const char *path, unsigned *ret, struct err *err)
{
	size_t n = strlen(path);
	unsigned missing = 0;

	while (n > 0) {
		int r;

		while (n > 0 && path[n - 1] != '/')
			n--;
		while (n > 0 && path[n - 1] == '/')
			n--;
		r = n > 0 ? folder_there(root, path, n) : 0;
		if (r < 0 && r != -ENOENT)
			return root_file_error(root, err, r, path);
		if (r == 0)
			break;
		missing++;
	}
	*ret = missing;
	return 0;
}

int root_sync_folder_of(const struct root *root, const char *path, struct err *err)
{
	const char *name;
	_cleanup_close_ int parent = root_open_parent(root, path, &name);
	int r = parent < 0 ? parent : root_sync_folder(parent);

	return r < 0 ? root_file_error(root, err, r, path) : 0;
}

static int make_folder(const struct root *root, const char *path)
{
	const char *name;
	_cleanup_close_ int parent = root_open_parent(root, path, &name);

	if (parent < 0)
		return parent;
	if (mkdirat(parent, name, 0755) < 0)
		return errno == EEXIST ? 0 : -errno;
	/* Whatever the umask is: others look into it. */
	if (fchmodat(parent, name, 0755, 0) < 0)
		return -errno;
	return root_sync_folder(parent);
}

int root_make_folders(const struct root *root, const char *path, struct err *err)
{
	for (size_t i = 1; path[i]; i++) {
		_cleanup_free_ char *folder = NULL;
		int r;

		if (path[i] != '/')
			continue;
		r = folder_there(root, path, i);
		folder = r == -ENOENT ? str_from_bytes(path, i) : NULL;
		if (r == -ENOENT)
			r = folder ? make_folder(root, folder) : -ENOMEM;
		if (r < 0) {
			(void)root_file_error(root, err, r, path);
			return err_wrap(err, "cannot make the folder of a file");
		}
	}
	return 0;
}

int root_remove_folders(const struct root *root, const char *path, unsigned n, struct err *err)
{
	_cleanup_free_ char *folder = str_printf("%s", path);
	char *slash;

	if (!folder)
		return err_oom(err);
	while (n-- > 0 && (slash = strrchr(folder, '/'))) {
		_cleanup_close_ int parent = -1;
		const char *name;
		int r;

		*slash = '\0';
		r = parent = root_open_parent(root, folder, &name);
		if (r >= 0)
			r = unlinkat(parent, name, AT_REMOVEDIR) < 0 ? -errno
								     : root_sync_folder(parent);
		/* Others use it now. */
		if (r == -ENOTEMPTY || r == -EEXIST || r == -ENOTDIR)
			return 0;
		if (r < 0 && r != -ENOENT)
			return root_file_error(root, err, r, folder);
	}
	return 0;
}

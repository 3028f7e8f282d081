/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A new file of our own below a root: a temporary one that gets its name when it is complete.
 */
#include "base/root-put.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-parts.h"
#include "base/root-user.h"
#include "base/str.h"

/* The folder above path, made when it is not there; "" is the root itself. */
static int open_above(const struct root *root, const char *path)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *above = str_from_bytes(path, slash ? (size_t)(slash - path) : 0);
	_cleanup_close_ int parent = -1;
	int fd;

	if (!above)
		return -ENOMEM;
	fd = root_open_in(root, slash ? above : ".", O_RDONLY | O_DIRECTORY);
	if (fd != -ENOENT || !slash)
		return fd;
	parent = open_above(root, above);
	if (parent < 0)
		return parent;
	slash = strrchr(above, '/');
	if (mkdirat(parent, slash ? slash + 1 : above, 0755) < 0 && errno != EEXIST)
		return -errno;
	return root_open_in(root, above, O_RDONLY | O_DIRECTORY);
}

static int write_text(int folder, const char *name, const char *text)
{
	_cleanup_close_ int fd =
		openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int r;

	if (fd < 0)
		return -errno;
	r = root_write_all(fd, text, strlen(text));
	/* Whatever the umask is. */
	if (r == 0 && (fchmod(fd, 0644) < 0 || fsync(fd) < 0))
		r = -errno;
	return r;
}

static int give_name(int folder, const char *from, const char *to, bool replace)
{
	int r = renameat2(folder, from, folder, to, replace ? 0 : RENAME_NOREPLACE);

	if (r == 0)
		return fsync(folder) < 0 ? -errno : 0;
	/* Some file systems do not know the flag. */
	if (errno != EINVAL || replace)
		return -errno;
	if (linkat(folder, from, folder, to, 0) < 0)
		return -errno;
	(void)unlinkat(folder, from, 0);
	return fsync(folder) < 0 ? -errno : 0;
}

int root_put(
	const struct root *root, const char *path, const char *text, bool replace, struct err *err)
{
	_cleanup_close_ int folder = open_above(root, path);
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	_cleanup_free_ char *temporary = str_printf(".%s.virtfn-%d", name, (int)getpid());
	int r = folder < 0 ? folder : 0;

	if (!temporary)
		return err_oom(err);
	if (r == 0) {
		r = write_text(folder, temporary, text);
		if (r == 0)
			r = give_name(folder, temporary, name, replace);
		if (r < 0)
			(void)unlinkat(folder, temporary, 0);
	}
	return r < 0 ? err_sys(err, -r, "cannot write %s/%s", root->path, path) : 0;
}

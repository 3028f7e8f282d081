/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading and writing what is no path of the machine we look at: a file that the user
 * named, a descriptor that is open. Everything else goes through root.c.
 */
#include "base/root-user.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

/* /dev/kmsg wants room for a whole record: 8 KiB since Linux 3.5. */
#define READ_MIN 16384

static int grow(struct root_file *f, size_t *cap)
{
	size_t wanted = *cap ? *cap * 2 : 4 * READ_MIN;
	char *text;

	if (*cap - f->size > READ_MIN)
		return 0;
	text = realloc(f->text, wanted);
	if (!text)
		return -ENOMEM;
	f->text = text;
	*cap = wanted;
	return 0;
}

int root_drain(int fd, size_t max, struct root_file *ret)
{
	_cleanup_(root_file_done) struct root_file f = { 0 };
	size_t cap = 0;
	ssize_t n;

	do {
		if (grow(&f, &cap) < 0)
			return -ENOMEM;
		n = read(fd, f.text + f.size, cap - f.size - 1);
		if (n < 0 && errno == EAGAIN)
			break;
		if (n < 0 && errno != EINTR && errno != EPIPE)
			return -errno;
		f.size += n > 0 ? (size_t)n : 0;
		if (f.size > max)
			return -EFBIG;
	} while (n != 0);
	f.text[f.size] = '\0';
	*ret = f;
	f = (struct root_file) { 0 };
	return 0;
}

/* Nobody has to read a file to know that it is too large. */
static int read_limited(int fd, size_t max, struct root_file *ret)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && (uintmax_t)st.st_size > max)
		return -EFBIG;
	return root_drain(fd, max, ret);
}

int root_user_read(const char *path, size_t max, struct root_file *ret, struct err *err)
{
	bool input = str_eq(path, "-");
	_cleanup_close_ int own = -1;
	int r;

	if (!input) {
		own = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
		if (own < 0)
			return err_sys(err, errno, "cannot read %s", path);
	}
	r = input ? root_drain(STDIN_FILENO, max, ret) : read_limited(own, max, ret);
	if (r == -EFBIG)
		return err_set(err, EFBIG, "%s is larger than %zu MiB", path, max >> 20);
	if (r < 0)
		return err_sys(err, -r, "cannot read %s", input ? "standard input" : path);
	return 0;
}

int root_write_all(int fd, const void *data, size_t size)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = write(fd, (const char *)data + done, size - done);

		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

char *root_user_real(const char *path)
{
	return realpath(path, NULL);
}

/* Gets its name when it is complete, so nothing is left behind, whatever happens. */
static int create_nameless(const char *path, const void *data, size_t size, mode_t mode)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *folder = str_from_bytes(path, slash ? (size_t)(slash - path + 1) : 0);
	_cleanup_close_ int fd = -1;
	char self[64];
	int r;

	if (!folder)
		return -ENOMEM;
	fd = open(slash ? folder : ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
	if (fd < 0)
		return -errno;
	r = root_write_all(fd, data, size);
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	if (r < 0)
		return r;
	(void)snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	return linkat(AT_FDCWD, self, AT_FDCWD, path, AT_SYMLINK_FOLLOW) < 0 ? -errno : 0;
}

static int create_named(const char *path, const void *data, size_t size, mode_t mode)
{
	_cleanup_close_ int fd =
		open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, mode);
	int r;

	if (fd < 0)
		return -errno;
	r = root_write_all(fd, data, size);
	if (r == 0 && fsync(fd) < 0)
		r = -errno;
	if (r < 0)
		(void)unlink(path);
	return r;
}

static int create(const char *path, const void *data, size_t size, mode_t mode, struct err *err)
{
	int r = create_nameless(path, data, size, mode);

	/* Not every file system has files without a name. */
	if (r == -EOPNOTSUPP || r == -EISDIR || r == -EINVAL)
		r = create_named(path, data, size, mode);
	if (r == -EEXIST)
		return err_set(err, EEXIST, "%s is there already; it stays as it is", path);
	return r < 0 ? err_sys(err, -r, "cannot write %s", path) : 0;
}

int root_user_create(const char *path, const void *data, size_t size, struct err *err)
{
	return create(path, data, size, 0600, err);
}

int root_user_publish(const char *path, const void *data, size_t size, struct err *err)
{
	return create(path, data, size, 0666, err);
}

/* The new bytes beside the old ones, complete and on the disk. */
static int write_beside(char *name, const struct stat *like, const void *data, size_t size)
{
	_cleanup_close_ int fd = mkostemp(name, O_CLOEXEC);
	int r;

	if (fd < 0)
		return -errno;
	r = root_write_all(fd, data, size);
	/* Only root can give files away; others own what they may replace, mostly. */
	if (r == 0 && fchown(fd, like->st_uid, like->st_gid) < 0 && errno != EPERM)
		r = -errno;
	if (r == 0 && (fchmod(fd, like->st_mode & 07777) < 0 || fsync(fd) < 0))
		r = -errno;
	if (r < 0)
		(void)unlink(name);
	return r;
}

/* So that the new name outlives a crash of the machine; not every file system can. */
static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *folder = str_from_bytes(path, slash ? (size_t)(slash - path + 1) : 0);
	_cleanup_close_ int fd = -1;

	if (!folder)
		return;
	fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0)
		(void)fsync(fd);
}

int root_user_replace(const char *path, const void *data, size_t size, struct err *err)
{
	_cleanup_free_ char *beside = str_printf("%s.XXXXXX", path);
	struct stat st;
	int r;

	if (!beside)
		return err_oom(err);
	if (lstat(path, &st) < 0)
		return err_sys(err, errno, "cannot change %s", path);
	if (!S_ISREG(st.st_mode))
		return err_set(err, EINVAL, "%s is %s; name the file itself", path,
			S_ISLNK(st.st_mode) ? "a link" : "no file");
	r = write_beside(beside, &st, data, size);
	if (r == 0 && rename(beside, path) < 0) {
		r = -errno;
		(void)unlink(beside);
	}
	if (r == 0)
		sync_folder(path);
	return r < 0 ? err_sys(err, -r, "cannot change %s", path) : 0;
}

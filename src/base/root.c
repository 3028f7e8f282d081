/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only place that turns a path into a descriptor. Replacing whole files with
 * their mode and owner is not done here: that is actions/ work.
 */
#include "base/root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define TEXT_MAX (1024 * 1024)

static int open2(int dirfd, const char *path, int flags, uint64_t resolve)
{
	struct open_how how = {
		.flags = (uint64_t)(unsigned)flags | O_CLOEXEC,
		.resolve = resolve,
	};
	long fd;

	do
		fd = syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
	while (fd < 0 && errno == EINTR);
	return fd < 0 ? -errno : (int)fd;
}

static int open_in(const struct root *root, const char *path, int flags)
{
	/* "" would be the root itself, by mistake or by an empty name from the kernel. */
	if (!path[0])
		return -ENOENT;
	return open2(root->fd, path, flags, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
}

static int format_path(char *buf, const char *fmt, va_list ap)
{
	int n = vsnprintf(buf, PATH_MAX, fmt, ap);

	return n < 0 || n >= PATH_MAX ? -ENAMETOOLONG : 0;
}

/* Prints the path into a local buffer "path"; leaves the function when it is too long. */
#define PATH_FROM_ARGS(err, fmt)                                             \
	char path[PATH_MAX];                                                 \
	do {                                                                 \
		va_list ap;                                                  \
		int too_long;                                                \
		va_start(ap, fmt);                                           \
		too_long = format_path(path, fmt, ap);                       \
		va_end(ap);                                                  \
		if (too_long)                                                \
			return err_sys(err, ENAMETOOLONG, "%.60s...", path); \
	} while (0)

static int path_error(const struct root *root, struct err *err, int r, const char *path)
{
	return err_sys(err, -r, "%s/%s", root->path, path);
}

int root_open(struct root *ret, const char *path, struct err *err)
{
	struct root root = { .host = str_eq(path, "/") };

	if (strlen(path) >= sizeof(root.path))
		return err_sys(err, ENAMETOOLONG, "cannot use the root %.60s...", path);
	root.fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root.fd < 0)
		return err_sys(err, errno, "cannot use the root %s", path);
	if (!root.host)
		(void)snprintf(root.path, sizeof(root.path), "%s", path);
	*ret = root;
	return 0;
}

void root_offer(const struct root *root, const char *path, const char *text)
{
	(void)root;
	(void)path;
	(void)text;
}

void root_done(struct root *root)
{
	mem_closep(&root->fd);
}

static int read_all(int fd, size_t max, char **ret, size_t *ret_size)
{
	_cleanup_free_ char *buf = NULL;
	size_t size = 0, cap = 0;

	for (;;) {
		ssize_t n;

		if (cap - size < 2) {
			char *grown = realloc(buf, cap ? cap * 4 : 4096);

			if (!grown)
				return -ENOMEM;
			buf = grown;
			cap = cap ? cap * 4 : 4096;
		}
		n = read(fd, buf + size, cap - size - 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		if (n == 0)
			break;
		size += (size_t)n;
		if (size > max)
			return -EFBIG;
	}
	buf[size] = '\0';
	*ret = TAKE_PTR(buf);
	*ret_size = size;
	return 0;
}

void root_file_done(struct root_file *file)
{
	free(file->text);
	*file = (struct root_file) { 0 };
}

int root_read_bytes(const struct root *root, size_t max, struct root_file *ret, struct err *err,
	const char *path)
{
	_cleanup_close_ int fd = open_in(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	int r = fd;

	if (fd >= 0)
		r = read_all(fd, max, &ret->text, &ret->size);
	return r < 0 ? path_error(root, err, r, path) : 0;
}

int root_read(const struct root *root, char **ret, struct err *err, const char *fmt, ...)
{
	struct root_file file;
	char *text;
	size_t n;
	int r;

	PATH_FROM_ARGS(err, fmt);
	r = root_read_bytes(root, TEXT_MAX, &file, err, path);
	if (r < 0)
		return r;
	text = file.text;
	n = file.size;
	while (n > 0 && strchr(" \t\r\n", text[n - 1]))
		text[--n] = '\0';
	*ret = text;
	return 0;
}

int root_write(const struct root *root, const char *text, struct err *err, const char *fmt, ...)
{
	_cleanup_close_ int fd = -1;
	ssize_t n;

	PATH_FROM_ARGS(err, fmt);
	log_verbose("write %s/%s <- %s", root->path, path, text[0] == '\n' ? "(empty)" : text);
	fd = open_in(root, path, O_WRONLY | O_NOCTTY);
	if (fd < 0)
		return path_error(root, err, fd, path);
	/* An attribute takes one write: no retry on EINTR, the kernel may have acted. */
	n = write(fd, text, strlen(text));
	if (n < 0)
		return path_error(root, err, -errno, path);
	if ((size_t)n != strlen(text))
		return path_error(root, err, -EIO, path);
	return 0;
}

/* The folder that holds the last part of path; *ret_name points at that part. */
static int open_parent(const struct root *root, const char *path, const char **ret_name)
{
	const char *slash = strrchr(path, '/');
	char parent[PATH_MAX];
	size_t n = slash ? (size_t)(slash - path) : 0;

	if (n >= sizeof(parent))
		return -ENAMETOOLONG;
	*ret_name = slash ? slash + 1 : path;
	if (n == 0)
		return fcntl(root->fd, F_DUPFD_CLOEXEC, 3);
	memcpy(parent, path, n);
	parent[n] = '\0';
	return open_in(root, parent, O_PATH | O_DIRECTORY);
}

static int make_one(const struct root *root, const char *path)
{
	const char *name;
	_cleanup_close_ int fd = open_parent(root, path, &name);

	if (fd < 0)
		return fd;
	return mkdirat(fd, name, 0700) < 0 && errno != EEXIST ? -errno : 0;
}

int root_mkdir(const struct root *root, struct err *err, const char *path)
{
	char part[PATH_MAX];

	for (size_t i = 1;; i++) {
		int r;

		if (path[i] != '/' && path[i] != '\0')
			continue;
		if (i >= sizeof(part))
			return path_error(root, err, -ENAMETOOLONG, path);
		memcpy(part, path, i);
		part[i] = '\0';
		r = make_one(root, part);
		if (r < 0)
			return path_error(root, err, r, part);
		if (path[i] == '\0')
			return 0;
	}
}

int root_open_file(const struct root *root, int flags, struct err *err, const char *path)
{
	const char *name;
	_cleanup_close_ int parent = open_parent(root, path, &name);
	int fd;

	if (parent < 0)
		return path_error(root, err, parent, path);
	fd = openat(parent, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0600);
	return fd < 0 ? path_error(root, err, -errno, path) : fd;
}

int root_remove(const struct root *root, struct err *err, const char *path)
{
	const char *name;
	_cleanup_close_ int parent = open_parent(root, path, &name);

	if (parent < 0)
		return path_error(root, err, parent, path);
	if (unlinkat(parent, name, 0) == 0 ||
		(errno == EISDIR && unlinkat(parent, name, AT_REMOVEDIR) == 0))
		return 0;
	return path_error(root, err, -errno, path);
}

static ssize_t link_name(int dirfd, const char *name, char *buf, size_t size)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(dirfd, name, target, sizeof(target) - 1);
	const char *base;
	size_t len;

	if (n < 0)
		return -errno;
	target[n] = '\0';
	base = strrchr(target, '/');
	base = base ? base + 1 : target;
	len = strlen(base);
	if (len >= size)
		return -ENAMETOOLONG;
	memcpy(buf, base, len + 1);
	return (ssize_t)len;
}

int root_link_name(const struct root *root, char **ret, struct err *err, const char *fmt, ...)
{
	_cleanup_close_ int fd = -1;
	char name[NAME_MAX + 1];
	ssize_t n;

	PATH_FROM_ARGS(err, fmt);
	fd = open_in(root, path, O_PATH | O_NOFOLLOW);
	if (fd < 0)
		return path_error(root, err, fd, path);
	n = link_name(fd, "", name, sizeof(name));
	if (n < 0)
		return path_error(root, err, (int)n, path);
	*ret = strdup(name);
	return *ret ? 0 : err_oom(err);
}

bool root_exists(const struct root *root, const char *fmt, ...)
{
	_cleanup_close_ int fd = -1;
	char path[PATH_MAX];
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = format_path(path, fmt, ap);
	va_end(ap);
	if (r == 0)
		fd = open_in(root, path, O_PATH);
	return fd >= 0;
}

void names_done(struct names *names)
{
	for (size_t i = 0; i < names->n; i++)
		free(names->v[i]);
	free(names->v);
	*names = (struct names) { 0 };
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Takes the descriptor. */
static int list_fd(int fd, struct names *ret)
{
	_cleanup_(names_done) struct names names = { 0 };
	DIR *d = fdopendir(fd);
	struct dirent *e;

	if (!d) {
		mem_closep(&fd);
		return -errno;
	}
	while ((e = readdir(d))) {
		char **slot;

		if (str_eq(e->d_name, ".") || str_eq(e->d_name, ".."))
			continue;
		slot = mem_append(&names.v, &names.n, sizeof(char *));
		if (slot)
			*slot = strdup(e->d_name);
		if (!slot || !*slot) {
			(void)closedir(d);
			return -ENOMEM;
		}
	}
	(void)closedir(d);
	if (names.n > 1)
		qsort(names.v, names.n, sizeof(char *), compare_names);
	*ret = names;
	names = (struct names) { 0 };
	return 0;
}

int root_list(const struct root *root, struct names *ret, struct err *err, const char *fmt, ...)
{
	int fd, r;

	PATH_FROM_ARGS(err, fmt);
	fd = open_in(root, path, O_RDONLY | O_DIRECTORY);
	r = fd < 0 ? fd : list_fd(fd, ret);
	return r < 0 ? path_error(root, err, r, path) : 0;
}

int root_dir(const struct root *root, struct dir *ret, struct err *err, const char *fmt, ...)
{
	int fd;

	PATH_FROM_ARGS(err, fmt);
	fd = open_in(root, path, O_PATH | O_DIRECTORY);
	if (fd < 0)
		return path_error(root, err, fd, path);
	ret->fd = fd;
	return 0;
}

void dir_done(struct dir *dir)
{
	mem_closep(&dir->fd);
}

int dir_open(const struct dir *dir, const char *name)
{
	return open2(dir->fd, name, O_RDONLY | O_NONBLOCK | O_NOCTTY,
		RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

ssize_t dir_read(const struct dir *dir, const char *name, char *buf, size_t size)
{
	_cleanup_close_ int fd = dir_open(dir, name);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = read(fd, buf, size - 1);
	if (n < 0)
		return -errno;
	while (n > 0 && (buf[n - 1] == '\n' || buf[n - 1] == ' '))
		n--;
	buf[n] = '\0';
	return n;
}

ssize_t dir_link_name(const struct dir *dir, const char *name, char *buf, size_t size)
{
	return link_name(dir->fd, name, buf, size);
}

ssize_t dir_link_target(const struct dir *dir, const char *name, char *buf, size_t size)
{
	ssize_t n = readlinkat(dir->fd, name, buf, size - 1);

	if (n < 0)
		return -errno;
	buf[n] = '\0';
	return n;
}

int dir_list(const struct dir *dir, const char *sub, struct names *ret)
{
	int fd = open2(dir->fd, sub ? sub : ".", O_RDONLY | O_DIRECTORY,
		RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);

	return fd < 0 ? fd : list_fd(fd, ret);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading many small files out of one open folder, listing folders, and reading links.
 * Whole paths are root.c's.
 */
#include "base/root.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/memtree.h"
#include "base/root-parts.h"
#include "base/root-record.h"
#include "base/str.h"

#define FILE_MAX ((size_t)16 << 20) /* of a file that is recorded when it is opened */

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

int root_list_fd(int fd, struct names *ret)
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

int root_check_denied(const struct root *root, int fd)
{
	struct stat st;

	if (!root || root->host || fstat(fd, &st) < 0)
		return 0;
	return (st.st_mode & 0777) == 0 ? -EACCES : 0;
}

ssize_t root_link_at(int dirfd, const char *name, char *buf, size_t size)
{
	ssize_t n = readlinkat(dirfd, name, buf, size - 1);

	if (n < 0)
		return -errno;
	buf[n] = '\0';
	return n;
}

ssize_t root_last_part(const char *target, char *buf, size_t size)
{
	const char *slash = strrchr(target, '/');
	const char *base = slash ? slash + 1 : target;
	size_t len = strlen(base);

	if (len >= size)
		return -ENAMETOOLONG;
	memcpy(buf, base, len + 1);
	return (ssize_t)len;
}

void dir_done(struct dir *dir)
{
	mem_closep(&dir->fd);
	free(dir->real);
	dir->real = NULL;
}

static const struct memtree *tree_of(const struct dir *dir)
{
	return dir->root ? dir->root->tree : NULL;
}

static bool recording(const struct dir *dir)
{
	return dir->root && dir->root->recorder && dir->real;
}

static struct root_asked asked(const struct dir *dir, const char *name, unsigned flags)
{
	return (struct root_asked) {
		.root = dir->root,
		.base = dir->real ? dir->real : "",
		.path = name,
		.flags = flags,
	};
}

static int open_plain(const struct dir *dir, const char *name)
{
	if (tree_of(dir))
		return root_tree_open(dir->root, dir->real, name, WALK_NO_LINKS);
	return root_openat(dir->fd, name, O_RDONLY | O_NONBLOCK | O_NOCTTY,
		RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
}

/* What is read of it nobody knows yet: all is noted, and all can be read. */
static int open_recorded(const struct dir *dir, const char *name)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	const struct root_asked a = asked(dir, name, WALK_NO_LINKS);
	_cleanup_close_ int fd = open_plain(dir, name);
	int r = fd < 0 ? fd : root_read_fd(fd, FILE_MAX, &file);

	if (r == 0 && !tree_of(dir))
		r = root_check_denied(dir->root, fd);
	root_record_file(&a, r < 0 ? NULL : file.text, file.size);
	return r < 0 ? r : root_memfd(file.text, file.size);
}

int dir_open(const struct dir *dir, const char *name)
{
	_cleanup_close_ int fd = -1;
	int r;

	if (recording(dir))
		return open_recorded(dir, name);
	fd = open_plain(dir, name);
	if (fd < 0 || tree_of(dir))
		return TAKE_FD(fd);
	r = root_check_denied(dir->root, fd);
	return r < 0 ? r : TAKE_FD(fd);
}

static ssize_t read_fd(const struct dir *dir, const char *name, char *buf, size_t size)
{
	_cleanup_close_ int fd = open_plain(dir, name);
	ssize_t n;

	if (fd < 0)
		return fd;
	n = read(fd, buf, size - 1);
	if (n < 0)
		return -errno;
	/* One more system call only where it can matter: what is denied is empty. */
	return n == 0 && root_check_denied(dir->root, fd) < 0 ? -EACCES : n;
}

static ssize_t read_tree(const struct dir *dir, const char *name, char *buf, size_t size)
{
	const struct memtree_node *node;
	int r = memtree_file(tree_of(dir), dir->real, name, WALK_NO_LINKS, &node);
	size_t n;

	if (r < 0)
		return r;
	n = node->size < size ? node->size : size - 1;
	memcpy(buf, node->data, n);
	return (ssize_t)n;
}

ssize_t dir_read(const struct dir *dir, const char *name, char *buf, size_t size)
{
	ssize_t n = tree_of(dir) ? read_tree(dir, name, buf, size) : read_fd(dir, name, buf, size);

	if (recording(dir)) {
		const struct root_asked a = asked(dir, name, WALK_NO_LINKS);

		root_record_file(&a, n < 0 ? NULL : buf, n < 0 ? 0 : (size_t)n);
	}
	if (n < 0)
		return n;
	while (n > 0 && (buf[n - 1] == '\n' || buf[n - 1] == ' '))
		n--;
	buf[n] = '\0';
	return n;
}

ssize_t dir_link_target(const struct dir *dir, const char *name, char *buf, size_t size)
{
	if (recording(dir)) {
		const struct root_asked a = asked(dir, name, WALK_NOFOLLOW);

		root_record_look(&a);
	}
	if (tree_of(dir))
		return root_tree_link(dir->root, dir->real, name, buf, size);
	return root_link_at(dir->fd, name, buf, size);
}

ssize_t dir_link_name(const struct dir *dir, const char *name, char *buf, size_t size)
{
	char target[PATH_MAX];
	ssize_t n = dir_link_target(dir, name, target, sizeof(target));

	return n < 0 ? n : root_last_part(target, buf, size);
}

static int list_fd(const struct dir *dir, const char *sub, struct names *ret)
{
	_cleanup_close_ int fd = root_openat(
		dir->fd, sub, O_RDONLY | O_DIRECTORY, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
	int r;

	if (fd < 0)
		return fd;
	r = root_check_denied(dir->root, fd);
	return r < 0 ? r : root_list_fd(TAKE_FD(fd), ret);
}

int dir_list(const struct dir *dir, const char *sub, struct names *ret)
{
	int r;

	sub = sub ? sub : ".";
	r = tree_of(dir) ? root_tree_list(dir->root, dir->real, sub, WALK_NO_LINKS, ret)
			 : list_fd(dir, sub, ret);
	if (recording(dir)) {
		const struct root_asked a = asked(dir, sub, WALK_NO_LINKS);

		root_record_list(&a, ret, r);
	}
	return r;
}

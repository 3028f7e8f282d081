/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The only place that turns a path into a descriptor. Replacing whole files with
 * their mode and owner is done in root-file.c.
 */
#include "base/root.h"

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
#include "base/memtree.h"
#include "base/root-parts.h"
#include "base/root-record.h"
#include "base/str.h"

#define TEXT_MAX  (1024 * 1024)
#define TRIES_MAX 10000

int root_openat(int dirfd, const char *path, int flags, uint64_t resolve)
{
	struct open_how how = {
		.flags = (uint64_t)(unsigned)flags | O_CLOEXEC,
		.resolve = resolve,
	};
	unsigned tries = 0;
	long fd;

	/* A ".." while anybody renames or mounts anything: the kernel cannot vouch for the way and
	 * wants to be asked again. A lease gives EAGAIN for longer, so not for ever. */
	do
		fd = syscall(SYS_openat2, dirfd, path, &how, sizeof(how));
	while (fd < 0 && (errno == EINTR || (errno == EAGAIN && tries++ < TRIES_MAX)));
	return fd < 0 ? -errno : (int)fd;
}

int root_open_in(const struct root *root, const char *path, int flags)
{
	if (root->tree)
		return -EROFS;
	/* "" would be the root itself, by mistake or by an empty name from the kernel. */
	if (!path[0])
		return -ENOENT;
	return root_openat(root->fd, path, flags, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
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

/*
 * Whatever is opened below a root is opened by openat2(), Linux 5.6: without it all of a host would
 * look as if it could not be looked at. A filter of system calls refuses what it cannot look into.
 */
static int check_openat2(const char *path, int fd, struct err *err)
{
	int inner = root_openat(fd, ".", O_PATH | O_DIRECTORY, RESOLVE_BENEATH);

	if (inner >= 0)
		(void)close(inner);
	if (inner != -ENOSYS && inner != -EPERM)
		return 0;
	(void)err_sys(err, -inner, "cannot open anything in %s by openat2()", path);
	return err_hint(err, "this needs Linux 5.6, and no filter of system calls in between: in a "
			     "systemd unit RestrictSUIDSGID= is one, and so are old containers'");
}

int root_open(struct root *ret, const char *path, struct err *err)
{
	struct root root = { .host = str_eq(path, "/") };
	int r;

	if (strlen(path) >= sizeof(root.path))
		return err_sys(err, ENAMETOOLONG, "cannot use the root %.60s...", path);
	root.fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (root.fd < 0)
		return err_sys(err, errno, "cannot use the root %s", path);
	r = check_openat2(path, root.fd, err);
	if (r < 0) {
		mem_closep(&root.fd);
		return r;
	}
	if (!root.host)
		(void)snprintf(root.path, sizeof(root.path), "%s", path);
	*ret = root;
	return 0;
}

struct root root_quiet(const struct root *root)
{
	struct root quiet = *root;

	quiet.recorder = NULL;
	return quiet;
}

int root_open_tree(struct root *ret, const char *path, struct memtree **tree, struct err *err)
{
	struct root root = { .fd = -1 };

	if (strlen(path) >= sizeof(root.path))
		return err_sys(err, ENAMETOOLONG, "cannot use the root %.60s...", path);
	(void)snprintf(root.path, sizeof(root.path), "%s", path);
	root.tree = TAKE_PTR(*tree);
	*ret = root;
	return 0;
}

void root_done(struct root *root)
{
	mem_closep(&root->fd);
	memtree_free(root->tree);
	root->tree = NULL;
}

int root_read_fd(int fd, size_t max, struct root_file *ret)
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
	ret->text = TAKE_PTR(buf);
	ret->size = size;
	return 0;
}

void root_file_done(struct root_file *file)
{
	free(file->text);
	*file = (struct root_file) { 0 };
}

static int read_path(const struct root *root, size_t max, struct root_file *ret, const char *path)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_close_ int fd = -1;
	int r;

	if (root->tree) {
		r = root_tree_read(root, "", path, 0, &file);
		if (r == 0 && file.size > max)
			r = -EFBIG;
	} else {
		fd = root_open_in(root, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
		r = fd < 0 ? fd : root_read_fd(fd, max, &file);
		/* One more system call only where it can matter: what is denied is empty. */
		if (r == 0 && file.size == 0)
			r = root_check_denied(root, fd);
	}
	if (r < 0)
		return r;
	*ret = file;
	file = (struct root_file) { 0 };
	return 0;
}

int root_read_bytes(const struct root *root, size_t max, struct root_file *ret, struct err *err,
	const char *path)
{
	const struct root_asked asked = { .root = root, .path = path };
	struct root_file file = { 0 };
	int r = path[0] ? read_path(root, max, &file, path) : -ENOENT;

	root_record_file(&asked, file.text, file.size);
	if (r < 0)
		return path_error(root, err, r, path);
	*ret = file;
	return 0;
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
	fd = root_open_in(root, path, O_WRONLY | O_NOCTTY);
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

int root_open_parent(const struct root *root, const char *path, const char **ret_name)
{
	const char *slash = strrchr(path, '/');
	char parent[PATH_MAX];
	size_t n = slash ? (size_t)(slash - path) : 0;

	if (n >= sizeof(parent))
		return -ENAMETOOLONG;
	*ret_name = slash ? slash + 1 : path;
	if (root->tree)
		return -EROFS;
	if (n == 0)
		return fcntl(root->fd, F_DUPFD_CLOEXEC, 3);
	memcpy(parent, path, n);
	parent[n] = '\0';
	return root_open_in(root, parent, O_PATH | O_DIRECTORY);
}

static int make_one(const struct root *root, const char *path)
{
	const char *name;
	_cleanup_close_ int fd = root_open_parent(root, path, &name);

	if (fd < 0)
		return fd;
	if (mkdirat(fd, name, 0700) < 0)
		return errno == EEXIST ? 0 : -errno;
	/* A journal is worth nothing when a power cut takes its folder. */
	return root_sync_folder(fd);
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
	_cleanup_close_ int parent = -1;
	int fd;

	if (root->tree) {
		fd = flags & (O_ACCMODE | O_CREAT | O_TRUNC)
			     ? -EROFS
			     : root_tree_open(root, "", path, WALK_NOFOLLOW);
		return fd < 0 ? path_error(root, err, fd, path) : fd;
	}
	parent = root_open_parent(root, path, &name);
	if (parent < 0)
		return path_error(root, err, parent, path);
	fd = openat(parent, name, flags | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY, 0600);
	return fd < 0 ? path_error(root, err, -errno, path) : fd;
}

int root_remove(const struct root *root, struct err *err, const char *path)
{
	const char *name;
	_cleanup_close_ int parent = root_open_parent(root, path, &name);

	if (parent < 0)
		return path_error(root, err, parent, path);
	if (unlinkat(parent, name, 0) == 0 ||
		(errno == EISDIR && unlinkat(parent, name, AT_REMOVEDIR) == 0))
		return 0;
	return path_error(root, err, -errno, path);
}

static ssize_t read_link(const struct root *root, const char *path, char target[PATH_MAX])
{
	_cleanup_close_ int fd = -1;
	ssize_t n;

	if (!path[0])
		return -ENOENT;
	if (root->tree) {
		/* The kernel says so when a descriptor is not one of a link. */
		n = root_tree_link(root, "", path, target, PATH_MAX);
		return n == -EINVAL ? -ENOENT : n;
	}
	fd = root_open_in(root, path, O_PATH | O_NOFOLLOW);
	if (fd < 0)
		return fd;
	return root_link_at(fd, "", target, PATH_MAX);
}

int root_link_name(const struct root *root, char **ret, struct err *err, const char *fmt, ...)
{
	char target[PATH_MAX], name[NAME_MAX + 1];
	struct root_asked asked = { .root = root, .flags = WALK_NOFOLLOW };
	ssize_t n;

	PATH_FROM_ARGS(err, fmt);
	asked.path = path;
	n = read_link(root, path, target);
	root_record_look(&asked);
	if (n >= 0)
		n = root_last_part(target, name, sizeof(name));
	if (n < 0)
		return path_error(root, err, (int)n, path);
	*ret = strdup(name);
	return *ret ? 0 : err_oom(err);
}

static bool is_there(const struct root *root, const char *path)
{
	const struct root_asked asked = { .root = root, .path = path };
	const struct memtree_node *node;
	_cleanup_close_ int fd = -1;

	if (!path[0])
		return false;
	root_record_look(&asked);
	if (root->tree)
		return memtree_find(root->tree, "", path, 0, &node) == 0;
	fd = root_open_in(root, path, O_PATH);
	return fd >= 0;
}

bool root_exists(const struct root *root, const char *fmt, ...)
{
	char path[PATH_MAX];
	va_list ap;
	int r;

	va_start(ap, fmt);
	r = format_path(path, fmt, ap);
	va_end(ap);
	return r == 0 && is_there(root, path);
}

static int type_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFREG:
		return ROOT_TYPE_FILE;
	case S_IFDIR:
		return ROOT_TYPE_FOLDER;
	case S_IFCHR:
		return ROOT_TYPE_CHAR;
	case S_IFSOCK:
		return ROOT_TYPE_SOCKET;
	default:
		return ROOT_TYPE_OTHER;
	}
}

/* A capture holds no devices and sockets: what such a path is stands in a file beside. */
#define MADE_TYPE ".virtfn/type/"

static const char *const type_words[] = {
	[ROOT_TYPE_CHAR] = "char", [ROOT_TYPE_SOCKET] = "socket", [ROOT_TYPE_OTHER] = "other"
};

static int type_in_tree(const struct root *root, const char *path, const char *made)
{
	const struct memtree_node *node;
	int r = memtree_find(root->tree, "", made, 0, &node);

	for (size_t i = ROOT_TYPE_CHAR; r == 0 && i < ARRAY_SIZE(type_words); i++)
		if (str_eq(node->data, type_words[i]))
			return (int)i;
	r = memtree_find(root->tree, "", path, 0, &node);
	if (r < 0)
		return r;
	return node->kind == WALK_DIR ? ROOT_TYPE_FOLDER : ROOT_TYPE_FILE;
}

static int type_on_disk(const struct root *root, const char *path)
{
	_cleanup_close_ int fd = root_open_in(root, path, O_PATH);
	struct stat st;

	if (fd < 0)
		return fd;
	return fstat(fd, &st) < 0 ? -errno : type_of(st.st_mode);
}

int root_type(const struct root *root, struct err *err, const char *fmt, ...)
{
	char made[sizeof(MADE_TYPE) + PATH_MAX];
	struct root_asked asked = { .root = root };
	int r;

	PATH_FROM_ARGS(err, fmt);
	asked.path = path;
	(void)snprintf(made, sizeof(made), MADE_TYPE "%s", path);
	root_record_look(&asked);
	r = root->tree ? type_in_tree(root, path, made) : type_on_disk(root, path);
	if (r >= ROOT_TYPE_CHAR)
		root_offer(root, made, type_words[r]);
	return r < 0 ? path_error(root, err, r, path) : r;
}

static int list_path(const struct root *root, const char *path, struct names *ret)
{
	_cleanup_close_ int fd = -1;
	int r;

	if (!path[0])
		return -ENOENT;
	if (root->tree)
		return root_tree_list(root, "", path, 0, ret);
	fd = root_open_in(root, path, O_RDONLY | O_DIRECTORY);
	if (fd < 0)
		return fd;
	r = root_check_denied(root, fd);
	return r < 0 ? r : root_list_fd(TAKE_FD(fd), ret);
}

int root_list(const struct root *root, struct names *ret, struct err *err, const char *fmt, ...)
{
	struct root_asked asked = { .root = root };
	int r;

	PATH_FROM_ARGS(err, fmt);
	asked.path = path;
	r = list_path(root, path, ret);
	root_record_list(&asked, ret, r);
	return r < 0 ? path_error(root, err, r, path) : 0;
}

static int open_dir(const struct root *root, const char *path, struct dir *ret)
{
	const struct root_asked asked = { .root = root, .path = path };
	struct dir dir = { .fd = -1, .root = root };
	const struct memtree_node *node;
	int r;

	if (!path[0])
		return -ENOENT;
	if (root->tree) {
		r = memtree_find(root->tree, "", path, 0, &node);
		if (r == 0 && node->kind != WALK_DIR)
			r = -ENOTDIR;
	} else {
		dir.fd = r = root_open_in(root, path, O_PATH | O_DIRECTORY);
	}
	if (r >= 0 && root->tree)
		dir.real = strdup(node->path);
	else if (root->recorder)
		dir.real = root_record_dir(&asked);
	if (r >= 0 && (root->tree || root->recorder) && !dir.real) {
		dir_done(&dir);
		return -ENOMEM;
	}
	if (r < 0) {
		free(dir.real);
		return r;
	}
	*ret = dir;
	return 0;
}

int root_dir(const struct root *root, struct dir *ret, struct err *err, const char *fmt, ...)
{
	int r;

	PATH_FROM_ARGS(err, fmt);
	r = open_dir(root, path, ret);
	return r < 0 ? path_error(root, err, r, path) : 0;
}

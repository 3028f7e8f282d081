/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Owner, permissions and extended attributes of a file: reading them, and giving them to another
 * one. Replacing files is root-file.c's work.
 */
#include "base/root-file.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-parts.h"
#include "base/str.h"

#define MODE_BITS 07777

void root_meta_done(struct root_meta *meta)
{
	free(meta->xattrs);
	*meta = (struct root_meta) { 0 };
}

/* The kernel makes these from the bytes: a copy of old ones would be wrong. */
static bool of_the_bytes(const char *name)
{
	return str_eq(name, "security.ima") || str_eq(name, "security.evm");
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The names, one behind the other; 0 bytes where the file system has no such thing. */
static int list_names(int fd, char **ret, size_t *ret_size)
{
	_cleanup_free_ char *buf = NULL;
	ssize_t n = flistxattr(fd, NULL, 0);

	if (n > 0) {
		buf = malloc((size_t)n);
		if (!buf)
			return -ENOMEM;
		n = flistxattr(fd, buf, (size_t)n);
	}
	if (n < 0 && errno != EOPNOTSUPP)
		return -errno;
	*ret = TAKE_PTR(buf);
	*ret_size = n > 0 ? (size_t)n : 0;
	return 0;
}

static int add_one(int fd, const char *name, struct str_buf *b)
{
	_cleanup_free_ char *value = NULL;
	uint8_t length[4];
	ssize_t n = fgetxattr(fd, name, NULL, 0);

	/* It went meanwhile, or is listed for nobody's use. */
	if (n < 0)
		return errno == ENODATA || errno == EOPNOTSUPP ? 0 : -errno;
	value = malloc((size_t)n + 1);
	if (!value)
		return -ENOMEM;
	n = fgetxattr(fd, name, value, (size_t)n);
	if (n < 0)
		return -errno;
	for (size_t i = 0; i < sizeof(length); i++)
		length[i] = (uint8_t)((size_t)n >> (8 * i));
	str_buf_add_n(b, name, strlen(name) + 1);
	str_buf_add_n(b, (const char *)length, sizeof(length));
	str_buf_add_n(b, value, (size_t)n);
	return b->failed ? -ENOMEM : 0;
}

static int read_xattrs(int fd, struct root_meta *meta)
{
	_cleanup_free_ char *names = NULL;
	_cleanup_free_ const char **v = NULL;
	struct str_buf b = { 0 };
	size_t size = 0, n = 0;
	int r = list_names(fd, &names, &size);

	for (size_t i = 0; r == 0 && i < size; i += strlen(names + i) + 1) {
		const char **slot = mem_append(&v, &n, sizeof(*v));

		if (slot)
			*slot = names + i;
		else
			r = -ENOMEM;
	}
	if (n > 1)
		qsort(v, n, sizeof(*v), compare_names);
	for (size_t i = 0; r == 0 && i < n; i++)
		r = of_the_bytes(v[i]) ? 0 : add_one(fd, v[i], &b);
	if (r < 0) {
		str_buf_done(&b);
		return r;
	}
	meta->xattrs_size = b.len;
	meta->xattrs = b.text;
	return 0;
}

int root_meta_fd(int fd, struct root_meta *ret)
{
	struct root_meta meta = { 0 };
	struct stat st;
	int r;

	if (fstat(fd, &st) < 0)
		return -errno;
	r = read_xattrs(fd, &meta);
	if (r < 0)
		return r;
	meta.mode = st.st_mode & MODE_BITS;
	meta.uid = st.st_uid;
	meta.gid = st.st_gid;
	*ret = meta;
	return 0;
}

struct xattr {
	const char *name, *value;
	size_t size;
};

/* The next one from *at on; false at the end, and for what is not whole. */
static bool next_xattr(const struct root_meta *meta, size_t *at, struct xattr *ret)
{
	const char *p = meta->xattrs ? meta->xattrs + *at : NULL;
	size_t left = meta->xattrs_size - *at, name = p ? strnlen(p, left) : 0;
	size_t size = 0;

	if (!p || left < 5 || name > left - 5)
		return false;
	for (size_t i = 0; i < 4; i++)
		size |= (size_t)(uint8_t)p[name + 1 + i] << (8 * i);
	if (size > left - name - 5)
		return false;
	*ret = (struct xattr) { p, p + name + 5, size };
	*at += name + 5 + size;
	return true;
}

static bool has_xattr(const struct root_meta *meta, const struct xattr *x)
{
	struct xattr y;

	for (size_t at = 0; next_xattr(meta, &at, &y);)
		if (str_eq(x->name, y.name) && x->size == y.size &&
			memcmp(x->value, y.value, x->size) == 0)
			return true;
	return false;
}

static bool has_name(const struct root_meta *meta, const char *name)
{
	struct xattr y;

	for (size_t at = 0; next_xattr(meta, &at, &y);)
		if (str_eq(name, y.name))
			return true;
	return false;
}

/* What the folder gave the new file by itself (a default ACL) goes, what it lacks comes. */
static int set_xattrs(int fd, const struct root_meta *now, const struct root_meta *meta)
{
	struct xattr x;

	for (size_t at = 0; next_xattr(now, &at, &x);) {
		/* A label is never taken away, only replaced. */
		if (has_name(meta, x.name) || strncmp(x.name, "security.", 9) == 0)
			continue;
		if (fremovexattr(fd, x.name) < 0 && errno != ENODATA)
			return -errno;
	}
	for (size_t at = 0; next_xattr(meta, &at, &x);)
		if (!has_xattr(now, &x) && fsetxattr(fd, x.name, x.value, x.size, 0) < 0)
			return -errno;
	return 0;
}

/* FAT has no modes: what a new file cannot have there it goes without. */
static int forgive(const struct root_meta *meta, int r)
{
	return meta->fresh && (r == -EPERM || r == -EOPNOTSUPP) ? 0 : r;
}

/* The owner first: a change of it takes set-id bits and capabilities away. */
int root_meta_set(int fd, const struct root_meta *meta)
{
	_cleanup_(root_meta_done) struct root_meta now = { 0 };
	struct stat st;
	int r;

	r = root_meta_fd(fd, &now);
	if (r < 0)
		return r;
	if ((now.uid != meta->uid || now.gid != meta->gid) && fchown(fd, meta->uid, meta->gid) < 0)
		return -errno;
	r = meta->fresh ? 0 : set_xattrs(fd, &now, meta);
	if (r < 0)
		return r;
	if (fstat(fd, &st) < 0)
		return -errno;
	if ((st.st_mode & MODE_BITS) == (meta->mode & MODE_BITS))
		return 0;
	return fchmod(fd, meta->mode & MODE_BITS) < 0 ? forgive(meta, -errno) : 0;
}

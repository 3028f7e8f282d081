/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libarchive: a tree of files out of a tar that somebody sent, and one into a tar.zst; and
 * the files of any archive, one by one. All in memory. It is opened at first use: it brings
 * a dozen libraries along.
 */
#include "ext/ext-archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "ext/ext-load.h"

#define SYMBOLS(X)                               \
	X(archive_entry_clear)                   \
	X(archive_entry_filetype)                \
	X(archive_entry_free)                    \
	X(archive_entry_hardlink)                \
	X(archive_entry_is_encrypted)            \
	X(archive_entry_new)                     \
	X(archive_entry_pathname)                \
	X(archive_entry_pathname_utf8)           \
	X(archive_entry_perm)                    \
	X(archive_entry_set_filetype)            \
	X(archive_entry_set_mtime)               \
	X(archive_entry_set_pathname)            \
	X(archive_entry_set_perm)                \
	X(archive_entry_set_size)                \
	X(archive_entry_set_symlink)             \
	X(archive_entry_size)                    \
	X(archive_entry_size_is_set)             \
	X(archive_entry_symlink)                 \
	X(archive_error_string)                  \
	X(archive_filter_bytes)                  \
	X(archive_filter_count)                  \
	X(archive_read_data)                     \
	X(archive_read_free)                     \
	X(archive_read_has_encrypted_entries)    \
	X(archive_read_new)                      \
	X(archive_read_next_header)              \
	X(archive_read_open_memory)              \
	X(archive_read_support_filter_bzip2)     \
	X(archive_read_support_filter_gzip)      \
	X(archive_read_support_filter_xz)        \
	X(archive_read_support_filter_zstd)      \
	X(archive_read_support_format_7zip)      \
	X(archive_read_support_format_ar)        \
	X(archive_read_support_format_cab)       \
	X(archive_read_support_format_iso9660)   \
	X(archive_read_support_format_lha)       \
	X(archive_read_support_format_rar)       \
	X(archive_read_support_format_rar5)      \
	X(archive_read_support_format_raw)       \
	X(archive_read_support_format_tar)       \
	X(archive_read_support_format_zip)       \
	X(archive_write_add_filter_zstd)         \
	X(archive_write_close)                   \
	X(archive_write_data)                    \
	X(archive_write_free)                    \
	X(archive_write_header)                  \
	X(archive_write_new)                     \
	X(archive_write_open)                    \
	X(archive_write_set_bytes_in_last_block) \
	X(archive_write_set_format_gnutar)

static struct {
	SYMBOLS(LOAD_POINTER)
} lib;

static const struct load_symbol symbols[] = { SYMBOLS(LOAD_SYMBOL) { NULL, NULL } };

static struct load_library library = {
	.files = { "libarchive.so.13" },
	.symbols = symbols,
	.title = "libarchive",
	.cannot = "archives and captures need libarchive",
	.advice = "install it, or unpack them first (a captured machine with tar)",
};

const struct archive_limits archive_limits = {
	.file = (size_t)64 << 20,
	.total = (size_t)256 << 20,
	.entries = 400000,
};

static void read_freep(struct archive **a)
{
	if (*a)
		(void)lib.archive_read_free(*a);
}

static void write_freep(struct archive **a)
{
	if (*a)
		(void)lib.archive_write_free(*a);
}

static void entry_freep(struct archive_entry **e)
{
	if (*e)
		lib.archive_entry_free(*e);
}

struct reading {
	struct archive *a;
	const struct archive_limits *limits;
	struct memtree tree;
	size_t total;
};

static int broken(struct archive *a, struct err *err)
{
	const char *why = lib.archive_error_string(a);

	return err_set(err, EINVAL, "it is no tar archive, or a broken one (%.120s)",
		why ? why : "no reason given");
}

/* "./sys/class/" is "sys/class"; "" for the top; NULL for what is no path of a capture. */
static const char *clean(const char *path, char buf[PATH_MAX])
{
	size_t n;

	if (!path)
		return NULL;
	while (path[0] == '.' && path[1] == '/')
		path += 2;
	n = strlen(path);
	if (n >= PATH_MAX)
		return NULL;
	memcpy(buf, path, n + 1);
	while (n > 1 && buf[n - 1] == '/')
		buf[--n] = '\0';
	if (n == 0 || (n == 1 && buf[0] == '.'))
		return "";
	return memtree_path_ok(buf) ? buf : NULL;
}

static int refuse(struct err *err, const char *path, const char *why)
{
	return err_set(
		err, EINVAL, "the member %.200s %s: no capture has that", path ? path : "?", why);
}

static int too_large(struct err *err, const char *path)
{
	return err_set(err, EFBIG, "it is too large for a capture, at the member %.200s", path);
}

static int read_data(struct reading *r, size_t size, char **ret, struct err *err)
{
	_cleanup_free_ char *data = malloc(size + 1);
	size_t have = 0;

	if (!data)
		return err_oom(err);
	while (have < size) {
		la_ssize_t n = lib.archive_read_data(r->a, data + have, size - have);

		if (n < 0)
			return broken(r->a, err);
		if (n == 0)
			return err_set(err, EINVAL, "it ends too early");
		have += (size_t)n;
	}
	*ret = TAKE_PTR(data);
	return 0;
}

static int add(struct reading *r, const struct memtree_add *node, struct err *err)
{
	int code = memtree_add(&r->tree, node);

	if (code == -EINVAL)
		return refuse(err, node->path, "has a path that cannot be");
	return code < 0 ? err_oom(err) : 0;
}

static int add_file(struct reading *r, struct archive_entry *e, const char *path, struct err *err)
{
	_cleanup_free_ char *data = NULL;
	la_int64_t size = lib.archive_entry_size(e);
	bool denied = (lib.archive_entry_perm(e) & 0777) == 0;
	int code;

	if (size < 0)
		return refuse(err, path, "has no size");
	if ((uint64_t)size > r->limits->file || (uint64_t)size > r->limits->total - r->total)
		return too_large(err, path);
	code = read_data(r, (size_t)size, &data, err);
	if (code < 0)
		return code;
	r->total += (size_t)size;
	return add(r,
		&(struct memtree_add) {
			.path = path,
			.kind = WALK_FILE,
			.data = data,
			.size = (size_t)size,
			.denied = denied,
		},
		err);
}

static int add_link(struct reading *r, struct archive_entry *e, const char *path, struct err *err)
{
	const char *target = lib.archive_entry_symlink(e);

	if (!target || !target[0] || strlen(target) >= PATH_MAX)
		return refuse(err, path, "is a link to nowhere");
	return add(r,
		&(struct memtree_add) {
			.path = path,
			.kind = WALK_LINK,
			.data = target,
			.size = strlen(target),
		},
		err);
}

static int one_entry(struct reading *r, struct archive_entry *e, struct err *err)
{
	const char *given = lib.archive_entry_pathname(e);
	__LA_MODE_T type = lib.archive_entry_filetype(e);
	char buf[PATH_MAX];
	const char *path = clean(given, buf);

	if (!path)
		return refuse(err, given, "leads out of the capture, or is no path");
	if (lib.archive_entry_hardlink(e))
		return refuse(err, path, "is a hard link");
	if (type == AE_IFDIR && !path[0])
		return 0;
	if (!path[0])
		return refuse(err, given, "is no folder");
	if (type == AE_IFREG)
		return add_file(r, e, path, err);
	if (type == AE_IFLNK)
		return add_link(r, e, path, err);
	if (type != AE_IFDIR)
		return refuse(err, path, "is a device, a pipe or a socket");
	return add(r,
		&(struct memtree_add) {
			.path = path,
			.kind = WALK_DIR,
			.denied = (lib.archive_entry_perm(e) & 0777) == 0,
		},
		err);
}

static int read_entries(struct reading *r, struct err *err)
{
	for (size_t n = 0;; n++) {
		struct archive_entry *e;
		int code = lib.archive_read_next_header(r->a, &e);

		if (code == ARCHIVE_EOF)
			return n > 0 ? 0 : err_set(err, EINVAL, "there is nothing in it");
		/* A warning is about names that this locale cannot show: the bytes are there. */
		if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
			return broken(r->a, err);
		/* Headers take room too. */
		if (n >= r->limits->entries ||
			lib.archive_filter_bytes(r->a, 0) / 4 > (la_int64_t)r->limits->total)
			return too_large(err, lib.archive_entry_pathname(e));
		code = one_entry(r, e, err);
		if (code < 0)
			return code;
	}
}

static int open_bytes(struct archive *a, struct bytes bytes, struct err *err)
{
	(void)lib.archive_read_support_filter_zstd(a);
	(void)lib.archive_read_support_filter_xz(a);
	(void)lib.archive_read_support_filter_gzip(a);
	(void)lib.archive_read_support_format_tar(a);
	if (lib.archive_read_open_memory(a, bytes.data, bytes.size) != ARCHIVE_OK)
		return broken(a, err);
	/* Each layer multiplies: a small file could be packed a dozen times. */
	if (lib.archive_filter_count(a) > 2)
		return err_set(err, EINVAL, "it is packed more than once");
	return 0;
}

static int read_all(struct reading *r, struct bytes bytes, struct err *err)
{
	const char *clash;
	int code = open_bytes(r->a, bytes, err);

	if (code == 0)
		code = read_entries(r, err);
	if (code < 0)
		return code;
	code = memtree_seal(&r->tree, &clash);
	if (code == -EEXIST)
		return refuse(err, clash, "is there twice, or below a file");
	return code < 0 ? err_oom(err) : 0;
}

int ext_archive_read(struct bytes bytes, const struct archive_limits *limits, struct memtree *ret,
	struct err *err)
{
	_cleanup_(read_freep) struct archive *a = NULL;
	struct reading r = { .limits = limits };
	int code;

	code = load_library(&library, err);
	if (code < 0)
		return code;
	a = r.a = lib.archive_read_new();
	if (!a)
		return err_oom(err);
	code = read_all(&r, bytes, err);
	if (code < 0)
		memtree_done(&r.tree);
	else
		*ret = r.tree;
	return code;
}

static la_ssize_t take_bytes(struct archive *a, void *arg, const void *data, size_t size)
{
	struct str_buf *out = arg;

	(void)a;
	str_buf_add_n(out, data, size);
	return out->failed ? -1 : (la_ssize_t)size;
}

static unsigned mode_of(const struct memtree_node *node)
{
	if (node->kind == WALK_LINK)
		return 0777;
	if (node->denied)
		return 0;
	return node->kind == WALK_DIR ? 0755 : 0644;
}

static int write_node(struct archive *a, struct archive_entry *e, const struct memtree_node *node)
{
	static const unsigned types[] = {
		[WALK_DIR] = AE_IFDIR,
		[WALK_FILE] = AE_IFREG,
		[WALK_LINK] = AE_IFLNK,
	};
	size_t size = node->kind == WALK_FILE ? node->size : 0;

	lib.archive_entry_clear(e);
	lib.archive_entry_set_pathname(e, node->path);
	lib.archive_entry_set_filetype(e, types[node->kind]);
	lib.archive_entry_set_perm(e, mode_of(node));
	lib.archive_entry_set_mtime(e, 0, 0);
	lib.archive_entry_set_size(e, (la_int64_t)size);
	if (node->kind == WALK_LINK)
		lib.archive_entry_set_symlink(e, node->data);
	if (lib.archive_write_header(a, e) != ARCHIVE_OK)
		return -EIO;
	return size == 0 || lib.archive_write_data(a, node->data, size) == (la_ssize_t)size ? 0
											    : -EIO;
}

static int cannot_write(struct archive *a, struct err *err)
{
	const char *why = lib.archive_error_string(a);

	return err_set(err, EIO, "cannot pack the capture: %.120s", why ? why : "no reason given");
}

int ext_archive_write(const struct memtree *tree, struct str_buf *out, struct err *err)
{
	_cleanup_(write_freep) struct archive *a = NULL;
	_cleanup_(entry_freep) struct archive_entry *e = NULL;
	int r = load_library(&library, err);

	if (r < 0)
		return r;
	a = lib.archive_write_new();
	e = lib.archive_entry_new();
	if (!a || !e)
		return err_oom(err);
	/* The format that takes names of any bytes and length as they are. */
	if (lib.archive_write_set_format_gnutar(a) != ARCHIVE_OK ||
		lib.archive_write_add_filter_zstd(a) != ARCHIVE_OK ||
		lib.archive_write_set_bytes_in_last_block(a, 1) != ARCHIVE_OK ||
		lib.archive_write_open(a, out, NULL, take_bytes, NULL) != ARCHIVE_OK)
		return cannot_write(a, err);
	for (size_t i = 0; i < tree->n; i++)
		if (tree->v[i].path[0] && write_node(a, e, &tree->v[i]) < 0)
			return out->failed ? err_oom(err) : cannot_write(a, err);
	if (lib.archive_write_close(a) != ARCHIVE_OK)
		return out->failed ? err_oom(err) : cannot_write(a, err);
	return 0;
}

int ext_archive_open(struct err *err)
{
	return load_library(&library, err);
}

/* One file, packed without a name or a folder: only then are any bytes a "raw archive". */
static bool is_packed_file(struct bytes b)
{
	static const struct {
		size_t size;
		const char *magic;
	} rows[] = { { 3, "\x1f\x8b\x08" }, { 6, "\xfd\x37zXZ\0" }, { 3, "BZh" },
		{ 4, "\x28\xb5\x2f\xfd" } };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (bytes_has(b, 0, rows[i].size) &&
			memcmp(b.data, rows[i].magic, rows[i].size) == 0)
			return true;
	return false;
}

/* Not the formats and filters that libarchive hands to other programs. */
static int open_any(struct archive *a, struct bytes bytes)
{
	bool packed = is_packed_file(bytes);

	(void)lib.archive_read_support_filter_gzip(a);
	(void)lib.archive_read_support_filter_xz(a);
	(void)lib.archive_read_support_filter_zstd(a);
	(void)lib.archive_read_support_filter_bzip2(a);
	(void)lib.archive_read_support_format_zip(a);
	(void)lib.archive_read_support_format_7zip(a);
	(void)lib.archive_read_support_format_cab(a);
	(void)lib.archive_read_support_format_rar(a);
	(void)lib.archive_read_support_format_rar5(a);
	(void)lib.archive_read_support_format_lha(a);
	(void)lib.archive_read_support_format_iso9660(a);
	(void)lib.archive_read_support_format_tar(a);
	if (packed)
		(void)lib.archive_read_support_format_raw(a);
	if (lib.archive_read_open_memory(a, bytes.data, bytes.size) != ARCHIVE_OK)
		return -EINVAL;
	return lib.archive_filter_count(a) > 2 ? -EINVAL : 0;
}

/* As much of a member as there is. Its size is what its maker says, and grows with the data. */
static int read_member(
	struct archive *a, struct archive_entry *e, size_t max, char **buf, size_t *ret_size)
{
	size_t cap = 0, have = 0, said = 0;
	la_ssize_t n = 1;

	if (lib.archive_entry_size_is_set(e) && lib.archive_entry_size(e) >= 0)
		said = (size_t)lib.archive_entry_size(e);
	if (said > max)
		return -EFBIG;
	while (n > 0) {
		if (have == cap) {
			size_t wanted = cap ? cap * 2 : said < 65536 ? 65536 : said + 1;
			char *grown;

			if (have > max)
				return -EFBIG;
			cap = wanted > max + 1 ? max + 1 : wanted;
			grown = realloc(*buf, cap);
			if (!grown)
				return -ENOMEM;
			*buf = grown;
		}
		n = lib.archive_read_data(a, *buf + have, cap - have);
		have += n > 0 ? (size_t)n : 0;
	}
	*ret_size = have;
	if (have > max)
		return -EFBIG;
	return n < 0 || have < said ? -EIO : 0;
}

static int give_member(struct archive *a, struct archive_entry *e,
	const struct archive_limits *limits, const struct archive_sink *sink)
{
	const char *name = lib.archive_entry_pathname_utf8(e);
	_cleanup_free_ char *buf = NULL;
	size_t size = 0;
	int r;

	if (!name)
		name = lib.archive_entry_pathname(e);
	if (lib.archive_entry_filetype(e) != AE_IFREG || lib.archive_entry_hardlink(e))
		return 0;
	if (lib.archive_entry_is_encrypted(e) > 0)
		r = -EACCES;
	else
		r = read_member(a, e, limits->file, &buf, &size);
	if (r == -ENOMEM)
		return r;
	return sink->member(sink->arg, name ? name : "?",
		r == 0 || r == -EIO ? bytes_of(buf, size) : bytes_of(NULL, 0), r);
}

/* A whole header that is encrypted has no members to say so. */
static int no_more(struct archive *a, size_t n, int code)
{
	if (n == 0 && lib.archive_read_has_encrypted_entries(a) > 0)
		return -EACCES;
	if (code == ARCHIVE_EOF)
		return 0;
	return n > 0 ? -EIO : -EINVAL;
}

/* Of an archive that was opened with the result r. */
static int each(struct archive *a, int r, const struct archive_limits *limits,
	const struct archive_sink *sink)
{
	for (size_t n = 0; r == 0; n++) {
		struct archive_entry *e;
		int code = lib.archive_read_next_header(a, &e);

		/* A warning is about names that this locale cannot show: the bytes are there. */
		if (code != ARCHIVE_OK && code != ARCHIVE_WARN)
			return no_more(a, n, code);
		if (n >= limits->entries)
			return -EFBIG;
		r = give_member(a, e, limits, sink);
	}
	return r;
}

int ext_archive_each(
	struct bytes bytes, const struct archive_limits *limits, const struct archive_sink *sink)
{
	_cleanup_(read_freep) struct archive *a = NULL;
	struct err ignored;

	if (load_library(&library, &ignored) < 0)
		return -ENOTSUP;
	a = lib.archive_read_new();
	return a ? each(a, open_any(a, bytes), limits, sink) : -ENOMEM;
}

static int open_package(struct archive *a, struct bytes bytes)
{
	(void)lib.archive_read_support_filter_gzip(a);
	(void)lib.archive_read_support_filter_xz(a);
	(void)lib.archive_read_support_filter_zstd(a);
	(void)lib.archive_read_support_format_ar(a);
	(void)lib.archive_read_support_format_tar(a);
	if (lib.archive_read_open_memory(a, bytes.data, bytes.size) != ARCHIVE_OK)
		return -EINVAL;
	return lib.archive_filter_count(a) > 2 ? -EINVAL : 0;
}

int ext_archive_package(
	struct bytes bytes, const struct archive_limits *limits, const struct archive_sink *sink)
{
	_cleanup_(read_freep) struct archive *a = NULL;
	struct err ignored;

	if (load_library(&library, &ignored) < 0)
		return -ENOTSUP;
	a = lib.archive_read_new();
	return a ? each(a, open_package(a, bytes), limits, sink) : -ENOMEM;
}

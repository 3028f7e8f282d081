/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_ARCHIVE_H
#define EXT_EXT_ARCHIVE_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/memtree.h"
#include "base/str.h"

/* What a captured machine may be: far more than one was ever seen to be. */
struct archive_limits {
	size_t file;    /* bytes of one file */
	size_t total;   /* bytes of all of them, and of the archive when it is unpacked */
	size_t entries; /* members */
};

#define ARCHIVE_PACKED_MAX ((size_t)64 << 20)

extern const struct archive_limits archive_limits;

/*
 * A tree out of a tar, as it is or packed once by zstd, xz or gzip. Whoever made it may mean
 * harm: nothing is written anywhere, and what no capture has is refused with -EINVAL and the
 * member's name (absolute paths, "..", devices, hard links, one path twice), what goes beyond
 * the limits with -EFBIG. -ENOTSUP without libarchive.
 */
int ext_archive_read(struct bytes bytes, const struct archive_limits *limits, struct memtree *ret,
	struct err *err);

/* A tar.zst of a sealed tree; the same tree gives the same bytes. out is a str_buf of bytes. */
int ext_archive_write(const struct memtree *tree, struct str_buf *out, struct err *err);

/* Opens libarchive, for those who cannot open files later; -ENOTSUP when it is not there. */
int ext_archive_open(struct err *err);

/*
 * Who gets the files of an archive. r is 0, or why the bytes are not all there: -EACCES it is
 * encrypted and -EFBIG it is too large (no bytes at all), -EIO it is broken or cut short. A
 * name may be anything; it and the bytes are gone when this returns. A negative return ends
 * the reading, and is what ext_archive_each() returns.
 */
struct archive_sink {
	void *arg;
	int (*member)(void *arg, const char *name, struct bytes b, int r);
};

/*
 * The plain files of a zip, 7z, rar, cab, lha, iso or tar, or of a program that unpacks
 * itself, or one file that gzip, xz, bzip2 or zstd packed; links and folders are left out.
 * limits->total is for the sink to heed. -EINVAL: it is none of these; -EIO: it is broken
 * behind what was given out; -EACCES: even the names are encrypted; -EFBIG: too many members;
 * -ENOTSUP without libarchive.
 */
int ext_archive_each(
	struct bytes bytes, const struct archive_limits *limits, const struct archive_sink *sink);

/*
 * The same of what packages of distributions are made of: an ar, or a tar as it is or packed
 * once by gzip, xz or zstd.
 */
int ext_archive_package(
	struct bytes bytes, const struct archive_limits *limits, const struct archive_sink *sink);

#endif

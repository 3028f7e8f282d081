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

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_WALK_H
#define BASE_WALK_H

#include <limits.h>
#include <stddef.h>

/* What stands at a path, without its last link being followed. */
enum walk_kind {
	WALK_DIR,
	WALK_FILE,
	WALK_LINK,
};

/*
 * Says what is at path, whose folders are real ones (no links, no ".."), without a slash
 * in front: a walk_kind, with target filled for a link (at most PATH_MAX - 1 bytes), or
 * -errno.
 */
typedef int walk_peek(void *arg, const char *path, char target[PATH_MAX]);

enum walk_flags {
	WALK_NOFOLLOW = 1 << 0, /* a link at the end is what is meant */
	WALK_NO_LINKS = 1 << 1, /* -ELOOP; nor ".." and "/" in front: -EXDEV */
};

/*
 * Goes from the real folder base ("" is the top) along path, as the kernel does with
 * RESOLVE_IN_ROOT: links are followed (40 at most), ".." and "/" end at the top. real is
 * where that leads to; the kind of what is there, or -errno.
 */
struct walk {
	walk_peek *peek;
	void *arg;
	const char *base;
	unsigned flags;
};

int walk_path(const struct walk *w, const char *path, char real[PATH_MAX]);

#endif

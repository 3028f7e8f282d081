/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_MEMTREE_H
#define BASE_MEMTREE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/walk.h"

/*
 * Files, folders and links of a captured machine, in memory. Nothing of it is on a disk,
 * so there is nothing that a hostile capture could write over or leave behind.
 *
 * What could not be read when the machine was captured is there and denied: it answers
 * -EACCES, so that "could not look" does not become "is not there". In a denied folder
 * that holds for everything that is not in the tree, too.
 */
struct memtree_node {
	char *path; /* without a slash in front; "" is the top; owned */
	char *data; /* of a file, or a link's target; a 0 behind it; NULL: a folder; owned */
	size_t size;
	enum walk_kind kind;
	bool denied;
};

struct memtree {
	struct memtree_node *v;
	size_t n;
};

void memtree_done(struct memtree *tree);
void memtree_free(struct memtree *tree);
void memtree_freep(struct memtree **tree);

/* Whether a path is clean: no empty part, no "." and "..", not too long or too deep. */
bool memtree_path_ok(const char *path);

/* Adds one node; data (size bytes) is copied, and NULL makes a file denied. -EINVAL, -ENOMEM. */
struct memtree_add {
	const char *path;
	enum walk_kind kind;
	const void *data;
	size_t size;
	bool denied;
};

int memtree_add(struct memtree *tree, const struct memtree_add *add);

/*
 * Sorts what was added and adds the folders in between; to be called before anything below.
 * What is there twice becomes one: of a file the longest reading. With ret_clash nothing but
 * folders may be there twice, and nothing may stand below a file or a link: -EEXIST, and
 * *ret_clash is that path (inside the tree).
 */
int memtree_seal(struct memtree *tree, const char **ret_clash);

/* The node at exactly this path, or NULL. */
const struct memtree_node *memtree_get(const struct memtree *tree, const char *path);

/* Where path leads from the real folder base, with walk_flags; 0 or -errno. */
int memtree_find(const struct memtree *tree, const char *base, const char *path, unsigned flags,
	const struct memtree_node **ret);

/* Like memtree_find(), for a file that is to be read (-EACCES, -EISDIR). */
int memtree_file(const struct memtree *tree, const char *base, const char *path, unsigned flags,
	const struct memtree_node **ret);

/* Names in a folder, one a call, sorted by byte: starts with *at 0, ends with NULL. */
const char *memtree_next(const struct memtree *tree, const struct memtree_node *folder, size_t *at);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in a captured machine, and where a path in it leads to? An array sorted so that
 * a folder stands in front of all that is in it. Where it comes from is ext-archive.c's or
 * root-record.c's business.
 */
#include "base/memtree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define DEPTH_MAX 64

static void node_done(struct memtree_node *node)
{
	free(node->path);
	free(node->data);
}

void memtree_done(struct memtree *tree)
{
	for (size_t i = 0; i < tree->n; i++)
		node_done(&tree->v[i]);
	free(tree->v);
	*tree = (struct memtree) { 0 };
}

void memtree_free(struct memtree *tree)
{
	if (!tree)
		return;
	memtree_done(tree);
	free(tree);
}

void memtree_freep(struct memtree **tree)
{
	memtree_free(*tree);
}

bool memtree_path_ok(const char *path)
{
	unsigned depth = 0;

	if (strlen(path) >= PATH_MAX)
		return false;
	for (;;) {
		size_t len = strcspn(path, "/");

		if (len == 0 || len > NAME_MAX || ++depth > DEPTH_MAX)
			return false;
		if (path[0] == '.' && (len == 1 || (len == 2 && path[1] == '.')))
			return false;
		if (path[len] == '\0')
			return true;
		path += len + 1;
	}
}

static char *copy(const void *data, size_t size)
{
	char *to = malloc(size + 1);

	if (!to)
		return NULL;
	if (size > 0)
		memcpy(to, data, size);
	to[size] = '\0';
	return to;
}

int memtree_add(struct memtree *tree, const struct memtree_add *add)
{
	_cleanup_free_ char *path = NULL, *data = NULL;
	bool denied = add->denied || (add->kind == WALK_FILE && !add->data);
	struct memtree_node *node;

	if (!memtree_path_ok(add->path))
		return -EINVAL;
	path = strdup(add->path);
	if (add->kind != WALK_DIR)
		data = copy(add->data, add->data ? add->size : 0);
	if (!path || (add->kind != WALK_DIR && !data))
		return -ENOMEM;
	node = mem_append(&tree->v, &tree->n, sizeof(*node));
	if (!node)
		return -ENOMEM;
	*node = (struct memtree_node) {
		.path = TAKE_PTR(path),
		.data = TAKE_PTR(data),
		.size = add->data && add->kind != WALK_DIR ? add->size : 0,
		.kind = add->kind,
		.denied = denied,
	};
	return 0;
}

/* By letters, but "/" is the smallest one: what is in a folder follows it at once. */
static int compare_paths(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (*a == *b)
		return 0;
	if (!*a || !*b)
		return *a ? 1 : -1;
	if (*a == '/' || *b == '/')
		return *a == '/' ? -1 : 1;
	return (unsigned char)*a < (unsigned char)*b ? -1 : 1;
}

/* Of two at one path, the one that says more. */
static int rank(const struct memtree_node *n)
{
	return n->kind == WALK_DIR ? 0 : n->kind == WALK_LINK ? 1 : n->denied ? 3 : 2;
}

static int compare(const void *a, const void *b)
{
	const struct memtree_node *x = a, *y = b;
	int r = compare_paths(x->path, y->path);

	if (r == 0)
		r = rank(x) - rank(y);
	if (r == 0)
		r = (x->size < y->size) - (x->size > y->size);
	return r ? r : memcmp(x->data ? x->data : "", y->data ? y->data : "", x->size);
}

static void sort(struct memtree *tree)
{
	if (tree->n > 1)
		qsort(tree->v, tree->n, sizeof(*tree->v), compare);
}

/* Whether the first len bytes of path name what other is or is below. */
static bool is_above(const char *path, size_t len, const char *other)
{
	return strncmp(path, other, len) == 0 && (other[len] == '\0' || other[len] == '/');
}

/*
 * The folders above that are missing: sorted, a folder that is there stands in front of
 * what is in it, so whatever stands in front is in that folder too.
 */
static int add_above(struct memtree *tree, const char *path, const char *before)
{
	for (const char *slash = strchr(path, '/'); slash; slash = strchr(slash + 1, '/')) {
		size_t len = (size_t)(slash - path);
		struct memtree_node *node;

		if (before && is_above(path, len, before))
			continue;
		node = mem_append(&tree->v, &tree->n, sizeof(*node));
		if (!node)
			return -ENOMEM;
		node->kind = WALK_DIR;
		node->path = copy(path, len);
		if (!node->path) {
			tree->n--;
			return -ENOMEM;
		}
	}
	return 0;
}

static int add_top(struct memtree *tree)
{
	struct memtree_node *node;

	for (size_t i = 0; i < tree->n; i++)
		if (!tree->v[i].path[0])
			return 0;
	node = mem_append(&tree->v, &tree->n, sizeof(*node));
	if (!node)
		return -ENOMEM;
	node->path = strdup("");
	if (!node->path) {
		tree->n--;
		return -ENOMEM;
	}
	node->kind = WALK_DIR;
	return 0;
}

static int add_folders(struct memtree *tree)
{
	size_t n = tree->n;
	int r = add_top(tree);

	for (size_t i = 0; i < n && r == 0; i++)
		r = add_above(tree, tree->v[i].path, i > 0 ? tree->v[i - 1].path : NULL);
	return r;
}

/* Of those with one path the first stays; whether only folders were there twice. */
static const char *unite(struct memtree *tree)
{
	const char *clash = NULL;
	size_t kept = 0;

	for (size_t i = 0; i < tree->n; i++) {
		struct memtree_node *node = &tree->v[i];
		struct memtree_node *last = kept > 0 ? &tree->v[kept - 1] : NULL;

		if (!last || !str_eq(last->path, node->path)) {
			tree->v[kept++] = *node;
			continue;
		}
		if (last->kind != WALK_DIR || node->kind != WALK_DIR)
			clash = last->path;
		else
			last->denied = last->denied || node->denied;
		node_done(node);
	}
	tree->n = kept;
	return clash;
}

static bool has_folder(const struct memtree *tree, const char *path)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *above = copy(path, slash ? (size_t)(slash - path) : 0);
	const struct memtree_node *node = above ? memtree_get(tree, above) : NULL;

	return node && node->kind == WALK_DIR;
}

/* Takes out what stands below a file or a link; returns whether there was such a thing. */
static size_t first_lost(const struct memtree *tree)
{
	size_t i = 1;

	while (i < tree->n && has_folder(tree, tree->v[i].path))
		i++;
	return i;
}

static void drop_lost(struct memtree *tree)
{
	size_t i;

	while ((i = first_lost(tree)) < tree->n) {
		node_done(&tree->v[i]);
		memmove(&tree->v[i], &tree->v[i + 1], (tree->n - i - 1) * sizeof(*tree->v));
		tree->n--;
	}
}

int memtree_seal(struct memtree *tree, const char **ret_clash)
{
	const char *clash;
	size_t lost;
	int r;

	sort(tree);
	r = add_folders(tree);
	if (r < 0)
		return r;
	sort(tree);
	clash = unite(tree);
	lost = first_lost(tree);
	if (!clash && lost < tree->n)
		clash = tree->v[lost].path;
	if (ret_clash && clash) {
		*ret_clash = clash;
		return -EEXIST;
	}
	drop_lost(tree);
	return 0;
}

const struct memtree_node *memtree_get(const struct memtree *tree, const char *path)
{
	size_t low = 0, high = tree->n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int r = compare_paths(tree->v[mid].path, path);

		if (r == 0)
			return &tree->v[mid];
		if (r < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

/* -EACCES for what may be in a folder that could not be looked at. */
static int missing(const struct memtree *tree, const char *path)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *above = copy(path, slash ? (size_t)(slash - path) : 0);
	const struct memtree_node *folder = above ? memtree_get(tree, above) : NULL;

	return !above ? -ENOMEM : folder && folder->denied ? -EACCES : -ENOENT;
}

static int peek(void *arg, const char *path, char target[PATH_MAX])
{
	const struct memtree *tree = arg;
	const struct memtree_node *node = memtree_get(tree, path);

	if (!node)
		return missing(tree, path);
	if (node->kind != WALK_LINK)
		return (int)node->kind;
	if (node->denied)
		return -EACCES;
	if (node->size >= PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(target, node->data, node->size + 1);
	return WALK_LINK;
}

int memtree_find(const struct memtree *tree, const char *base, const char *path, unsigned flags,
	const struct memtree_node **ret)
{
	const struct walk w = {
		.peek = peek,
		.arg = (void *)tree,
		.base = base,
		.flags = flags,
	};
	char real[PATH_MAX];
	int r = walk_path(&w, path, real);

	if (r < 0)
		return r;
	*ret = memtree_get(tree, real);
	return *ret ? 0 : -ENOENT;
}

int memtree_file(const struct memtree *tree, const char *base, const char *path, unsigned flags,
	const struct memtree_node **ret)
{
	const struct memtree_node *node;
	int r = memtree_find(tree, base, path, flags, &node);

	if (r < 0)
		return r;
	if (node->kind == WALK_DIR)
		return -EISDIR;
	if (node->kind == WALK_LINK)
		return -ELOOP;
	if (node->denied)
		return -EACCES;
	*ret = node;
	return 0;
}

const char *memtree_next(const struct memtree *tree, const struct memtree_node *folder, size_t *at)
{
	size_t skip = strlen(folder->path) + (folder->path[0] != '\0');
	size_t i = (size_t)(folder - tree->v) + 1 + *at;

	for (; i < tree->n; i++) {
		const char *path = tree->v[i].path;

		if (folder->path[0] && !is_above(folder->path, skip - 1, path))
			return NULL;
		if (strchr(path + skip, '/'))
			continue;
		*at = i - (size_t)(folder - tree->v);
		return path + skip;
	}
	return NULL;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a capture in memory answer where a folder has descriptors? Resolving is
 * memtree.c's work.
 */
#include "base/root-parts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/memtree.h"

int root_tree_read(const struct root *root, const char *base, const char *path, unsigned flags,
	struct root_file *ret)
{
	const struct memtree_node *node;
	int r = memtree_file(root->tree, base, path, flags, &node);

	if (r < 0)
		return r;
	ret->text = malloc(node->size + 1);
	if (!ret->text)
		return -ENOMEM;
	memcpy(ret->text, node->data, node->size + 1);
	ret->size = node->size;
	return 0;
}

int root_memfd(const void *data, size_t size)
{
	_cleanup_close_ int fd = memfd_create("virtfn", MFD_CLOEXEC);
	size_t done = 0;

	if (fd < 0)
		return -errno;
	while (done < size) {
		ssize_t n = pwrite(fd, (const char *)data + done, size - done, (off_t)done);

		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return TAKE_FD(fd);
}

int root_tree_open(const struct root *root, const char *base, const char *path, unsigned flags)
{
	const struct memtree_node *node;
	int r = memtree_file(root->tree, base, path, flags, &node);

	return r < 0 ? r : root_memfd(node->data, node->size);
}

ssize_t root_tree_link(
	const struct root *root, const char *base, const char *path, char *buf, size_t size)
{
	const struct memtree_node *node;
	int r = memtree_find(root->tree, base, path, WALK_NOFOLLOW, &node);
	size_t n;

	if (r < 0)
		return r;
	if (node->kind != WALK_LINK)
		return -EINVAL;
	if (node->denied)
		return -EACCES;
	/* As readlink() does: what does not fit is cut off. */
	n = node->size < size ? node->size : size - 1;
	memcpy(buf, node->data, n);
	buf[n] = '\0';
	return (ssize_t)n;
}

int root_tree_list(const struct root *root, const char *base, const char *path, unsigned flags,
	struct names *ret)
{
	_cleanup_(names_done) struct names names = { 0 };
	const struct memtree_node *folder;
	const char *name;
	size_t at = 0;
	int r = memtree_find(root->tree, base, path, flags, &folder);

	if (r < 0)
		return r;
	if (folder->kind != WALK_DIR)
		return folder->kind == WALK_LINK ? -ELOOP : -ENOTDIR;
	if (folder->denied)
		return -EACCES;
	while ((name = memtree_next(root->tree, folder, &at))) {
		char **slot = mem_append(&names.v, &names.n, sizeof(char *));

		if (slot)
			*slot = strdup(name);
		if (!slot || !*slot)
			return -ENOMEM;
	}
	*ret = names;
	names = (struct names) { 0 };
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has to be in a capture so that the same questions get the same answers there? Goes
 * each path once more, part by part: slow, and only while a capture is made.
 */
#include "base/root-record.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/root-parts.h"
#include "base/str.h"
#include "base/walk.h"

static void note(const struct root *root, const struct memtree_add *add)
{
	if (memtree_add(&root->recorder->tree, add) == -ENOMEM)
		root->recorder->failed = true;
}

static int peek_fd(const struct root *root, const char *path, char target[PATH_MAX])
{
	_cleanup_close_ int fd = root_open_in(root, path, O_PATH | O_NOFOLLOW);
	struct stat st;
	ssize_t n;

	if (fd < 0)
		return fd;
	if (fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISLNK(st.st_mode))
		return S_ISDIR(st.st_mode) ? WALK_DIR : WALK_FILE;
	n = root_link_at(fd, "", target, PATH_MAX);
	return n < 0 ? (int)n : WALK_LINK;
}

static int peek_tree(const struct root *root, const char *path, char target[PATH_MAX])
{
	const struct memtree_node *node;
	ssize_t n;
	int r = memtree_find(root->tree, "", path, WALK_NOFOLLOW, &node);

	if (r < 0 || node->kind != WALK_LINK)
		return r < 0 ? r : (int)node->kind;
	n = root_tree_link(root, "", path, target, PATH_MAX);
	return n < 0 ? (int)n : WALK_LINK;
}

/* What is in the folder above cannot be looked at: neither what is there nor what is not. */
static void note_closed(const struct root *root, const char *path)
{
	const char *slash = strrchr(path, '/');
	_cleanup_free_ char *above = str_from_bytes(path, slash ? (size_t)(slash - path) : 0);

	if (above && above[0])
		note(root,
			&(struct memtree_add) { .path = above, .kind = WALK_DIR, .denied = true });
}

static int peek(void *arg, const char *path, char target[PATH_MAX])
{
	const struct root *root = arg;
	int r;

	/* A link that is another one for each reader: the capture has a folder there. */
	if (root->host && str_eq(path, "proc/self"))
		r = WALK_DIR;
	else
		r = root->tree ? peek_tree(root, path, target) : peek_fd(root, path, target);
	if (r == -EACCES || r == -EPERM)
		note_closed(root, path);
	if (r < 0)
		return r;
	note(root, &(struct memtree_add) {
			   .path = path,
			   .kind = (enum walk_kind)r,
			   .data = r == WALK_LINK ? target : NULL,
			   .size = r == WALK_LINK ? strlen(target) : 0,
		   });
	return r;
}

static int go(const struct root_asked *asked, char real[PATH_MAX])
{
	const struct walk w = {
		.peek = peek,
		.arg = (void *)asked->root,
		.base = asked->base ? asked->base : "",
		.flags = asked->flags,
	};

	return walk_path(&w, asked->path, real);
}

void root_record_file(const struct root_asked *asked, const void *data, size_t size)
{
	char real[PATH_MAX];

	if (!asked->root || !asked->root->recorder || go(asked, real) != WALK_FILE)
		return;
	if (data)
		note(asked->root, &(struct memtree_add) {
					  .path = real,
					  .kind = WALK_FILE,
					  .data = data,
					  .size = size,
				  });
}

void root_record_look(const struct root_asked *asked)
{
	char real[PATH_MAX];

	if (asked->root && asked->root->recorder)
		(void)go(asked, real);
}

void root_record_list(const struct root_asked *asked, const struct names *names, int r)
{
	char real[PATH_MAX], path[PATH_MAX], target[PATH_MAX];

	if (!asked->root || !asked->root->recorder || go(asked, real) != WALK_DIR)
		return;
	if (r < 0) {
		note(asked->root,
			&(struct memtree_add) { .path = real, .kind = WALK_DIR, .denied = true });
		return;
	}
	for (size_t i = 0; i < names->n; i++) {
		size_t n = strlen(real), len = strlen(names->v[i]);

		if (n + 1 + len >= sizeof(path))
			continue;
		memcpy(path, real, n);
		path[n] = '/';
		memcpy(path + n + 1, names->v[i], len + 1);
		/* The folder can be listed, not entered: the names are there at least. */
		if (peek((void *)asked->root, path, target) == -EACCES)
			note(asked->root,
				&(struct memtree_add) { .path = path, .kind = WALK_FILE });
	}
}

char *root_record_dir(const struct root_asked *asked)
{
	char real[PATH_MAX];

	if (go(asked, real) < 0)
		real[0] = '\0';
	return strdup(real);
}

static void offer(const struct root *root, const struct memtree_add *add)
{
	if (root->recorder)
		note(root, add);
}

void root_offer(const struct root *root, const char *path, const char *text)
{
	root_offer_bytes(root, path, text, strlen(text));
}

void root_offer_bytes(const struct root *root, const char *path, const void *data, size_t size)
{
	offer(root, &(struct memtree_add) {
			    .path = path, .kind = WALK_FILE, .data = data, .size = size });
}

void root_offer_link(const struct root *root, const char *path, const char *target)
{
	offer(root, &(struct memtree_add) {
			    .path = path,
			    .kind = WALK_LINK,
			    .data = target,
			    .size = strlen(target),
		    });
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scratch folders out of tables of files and links.
 */
#include "lib/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/tests.h"

static void full_path(const struct tree *tree, const char *path, char *ret)
{
	int n = snprintf(ret, PATH_MAX, "%s/%s", tree->path, path);

	assert_in_range(n, 1, PATH_MAX - 1);
}

static void make_folders(char *path, size_t from)
{
	for (char *p = path + from; (p = strchr(p, '/')); *p++ = '/') {
		*p = '\0';
		if (mkdir(path, 0755) < 0 && errno != EEXIST)
			fail_msg("mkdir %s: %s", path, strerror(errno));
	}
}

void tree_make(struct tree *tree)
{
	(void)snprintf(tree->path, sizeof(tree->path), "/tmp/virtfn-test-XXXXXX");
	if (!mkdtemp(tree->path))
		fail_msg("mkdtemp: %s", strerror(errno));
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void tree_remove(struct tree *tree)
{
	(void)nftw(tree->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void tree_add_bytes(const struct tree *tree, const char *path, const void *data, size_t size)
{
	char full[PATH_MAX];
	FILE *f;

	full_path(tree, path, full);
	make_folders(full, strlen(tree->path) + 1);
	f = fopen(full, "w");
	if (!f || fwrite(data, 1, size, f) != size || fclose(f) != 0)
		fail_msg("%s: %s", full, strerror(errno));
}

void tree_add(const struct tree *tree, const char *path, const char *text)
{
	char full[PATH_MAX];

	if (text && strncmp(text, "-> ", 3) != 0) {
		tree_add_bytes(tree, path, text, strlen(text));
		return;
	}
	full_path(tree, path, full);
	make_folders(full, strlen(tree->path) + 1);
	if (text ? symlink(text + 3, full) < 0 : mkdir(full, 0755) < 0 && errno != EEXIST)
		fail_msg("%s: %s", full, strerror(errno));
}

void tree_add_all(const struct tree *tree, const struct tree_file *files)
{
	for (; files->path; files++)
		tree_add(tree, files->path, files->text);
}

int tree_setup(void **state)
{
	struct tree *tree = calloc(1, sizeof(*tree));

	if (!tree)
		return -1;
	tree_make(tree);
	*state = tree;
	return 0;
}

int tree_teardown(void **state)
{
	tree_remove(*state);
	free(*state);
	return 0;
}

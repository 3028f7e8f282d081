/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_TREE_H
#define TESTS_LIB_TREE_H

#include <stddef.h>

/* A scratch folder for code that reads a root; a test fails when it cannot be made. */
struct tree {
	char path[64];
};

/* A file and what is in it. "-> TARGET" makes a link, NULL an empty folder. */
struct tree_file {
	const char *path;
	const char *text;
};

void tree_make(struct tree *tree);
void tree_remove(struct tree *tree);

/* Folders in between are made. files ends with a NULL path. */
void tree_add_all(const struct tree *tree, const struct tree_file *files);
void tree_add(const struct tree *tree, const char *path, const char *text);
void tree_add_bytes(const struct tree *tree, const char *path, const void *data, size_t size);

/* For cmocka: makes *state a new tree, and removes it. */
int tree_setup(void **state);
int tree_teardown(void **state);

#endif

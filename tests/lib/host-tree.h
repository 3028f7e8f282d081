/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_HOST_TREE_H
#define TESTS_LIB_HOST_TREE_H

#include "lib/tree.h"
#include "model/host.h"

/* A scratch tree with no PCI function in it, and what facts/ reads of it for doctor. */
struct host_tree {
	struct tree tree;
	struct host host;
};

/* Reads (again), FACTS_ALL | FACTS_HOST; a test fails when facts_read() does. */
void host_tree_read(struct host_tree *t);

/* The same as a user who is not root, for files of mode 0400; skips the test when we are not. */
void host_tree_read_as_nobody(struct host_tree *t);

/* Makes a file of the tree readable by its owner alone. */
void host_tree_lock(const struct host_tree *t, const char *path);

/* For cmocka. */
int host_tree_setup(void **state);
int host_tree_teardown(void **state);

#endif

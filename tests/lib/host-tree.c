/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Scratch trees for the facts that doctor asks for, read as root and as nobody.
 */
#include "lib/host-tree.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root.h"
#include "facts/facts.h"
#include "lib/tests.h"

#define NOBODY 65534

void host_tree_read(struct host_tree *t)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct err err = { 0 };

	host_done(&t->host);
	assert_ok(root_open(&root, t->tree.path, &err), err);
	assert_ok(facts_read(&root, FACTS_ALL | FACTS_HOST, &t->host, &err), err);
	assert_true(t->host.doctor);
}

void host_tree_read_as_nobody(struct host_tree *t)
{
	if (geteuid() != 0)
		skip();
	assert_int_equal(chmod(t->tree.path, 0755), 0);
	assert_int_equal(seteuid(NOBODY), 0);
	host_tree_read(t);
	assert_int_equal(seteuid(0), 0);
}

void host_tree_lock(const struct host_tree *t, const char *path)
{
	char full[PATH_MAX];

	(void)snprintf(full, sizeof(full), "%s/%s", t->tree.path, path);
	assert_int_equal(chmod(full, 0400), 0);
}

int host_tree_setup(void **state)
{
	struct host_tree *t = calloc(1, sizeof(*t));

	if (!t)
		return -1;
	tree_make(&t->tree);
	tree_add(&t->tree, "sys/bus/pci/devices", NULL);
	host_init(&t->host);
	*state = t;
	return 0;
}

int host_tree_teardown(void **state)
{
	struct host_tree *t = *state;

	if (geteuid() != 0)
		(void)!seteuid(0);
	host_done(&t->host);
	tree_remove(&t->tree);
	free(t);
	return 0;
}

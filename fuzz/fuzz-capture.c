/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a capture: it is refused with a text, or it is a sound tree that keeps the
 * limits, says the same after it was packed again, and facts can be read from it.
 */
#include "fuzz.h"

#include <string.h>

#include "base/mem.h"
#include "base/root.h"
#include "ext/ext-archive.h"
#include "facts/facts.h"

static const struct archive_limits limits = {
	.file = 1 << 20,
	.total = 4 << 20,
	.entries = 2000,
};

static void check_tree(const struct memtree *t)
{
	size_t total = 0;

	FUZZ_CHECK(t->n > 0 && !t->v[0].path[0]);
	for (size_t i = 0; i < t->n; i++) {
		const struct memtree_node *node = &t->v[i], *found;

		FUZZ_CHECK(i == 0 || memtree_path_ok(node->path));
		FUZZ_CHECK(memtree_get(t, node->path) == node);
		FUZZ_CHECK(memtree_find(t, "", node->path, WALK_NOFOLLOW | WALK_NO_LINKS, &found) ==
				   0 ||
			   node->kind == WALK_LINK || node->denied);
		FUZZ_CHECK((node->kind == WALK_DIR) == !node->data);
		(void)memtree_find(t, "", node->path, 0, &found);
		total += node->size;
	}
	FUZZ_CHECK(total <= limits.total + t->n * PATH_MAX);
}

static void check_again(const struct memtree *t)
{
	_cleanup_(memtree_done) struct memtree back = { 0 };
	_cleanup_(str_buf_done) struct str_buf packed = { 0 };
	struct err err;

	FUZZ_CHECK(ext_archive_write(t, &packed, &err) == 0);
	/* With nothing but a top there is no member. */
	if (t->n == 1)
		return;
	FUZZ_CHECK(ext_archive_read(
			   bytes_of(packed.text, packed.len), &archive_limits, &back, &err) == 0);
	FUZZ_CHECK(back.n == t->n);
	for (size_t i = 0; i < t->n; i++) {
		FUZZ_CHECK(strcmp(back.v[i].path, t->v[i].path) == 0);
		FUZZ_CHECK(back.v[i].size == t->v[i].size && back.v[i].kind == t->v[i].kind);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(memtree_freep) struct memtree *tree = calloc(1, sizeof(*tree));
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_(host_done) struct host host = { 0 };
	struct err err = { 0 };

	FUZZ_CHECK(tree);
	if (ext_archive_read(bytes_of(data, size), &limits, tree, &err) < 0) {
		FUZZ_CHECK(err.code && err.text[0] && tree->n == 0);
		return 0;
	}
	check_tree(tree);
	check_again(tree);
	FUZZ_CHECK(root_open_tree(&root, "capture", &tree, &err) == 0);
	if (facts_read(&root, FACTS_ALL | FACTS_HOST, &host, &err) < 0)
		host = (struct host) { 0 };
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which machine does --root name? A capture is read into memory: it is never unpacked.
 */
#include "cli/open-root.h"

#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/memtree.h"
#include "base/root-user.h"
#include "ext/ext-archive.h"

static int read_capture(const char *path, struct memtree *ret, struct err *err)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	int r = root_user_read(path, ARCHIVE_PACKED_MAX, &file, err);

	if (r == 0)
		r = ext_archive_read(bytes_of(file.text, file.size), &archive_limits, ret, err);
	return r < 0 ? err_wrap(err, "cannot use %s as a captured machine", path) : 0;
}

int open_root(struct root *ret, const char *path, struct err *err)
{
	_cleanup_(memtree_freep) struct memtree *tree = NULL;
	struct err folder;
	int r = root_open(ret, path ? path : "/", &folder);

	if (r == 0)
		return 0;
	if (r != -ENOTDIR) {
		*err = folder;
		return r;
	}
	tree = calloc(1, sizeof(*tree));
	if (!tree)
		return err_oom(err);
	r = read_capture(path, tree, err);
	return r < 0 ? r : root_open_tree(ret, path, &tree, err);
}

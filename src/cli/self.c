/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which file is this program? A service that we write has to name it.
 */
#include "cli/self.h"

#include <string.h>

#include "base/mem.h"
#include "base/root.h"
#include "base/str.h"

int self_path(char **ret, struct err *err)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	char path[4096];
	ssize_t n;
	int r;

	r = root_open(&root, "/", err);
	if (r == 0)
		r = root_dir(&root, &dir, err, "proc/self");
	if (r < 0)
		return r;
	n = dir_link_target(&dir, "exe", path, sizeof(path));
	if (n < 0)
		return err_sys(err, (int)-n, "cannot see where virtfn is installed");
	/* What the kernel says of a program that was replaced while it runs. */
	if (n > 10 && str_eq(path + n - 10, " (deleted)"))
		path[n - 10] = '\0';
	*ret = str_printf("%s", path);
	return *ret ? 0 : err_oom(err);
}

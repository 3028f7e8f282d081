/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libmount: what a mountinfo file says, with its escapes undone.
 */
#include "ext/ext-mount.h"

#include <errno.h>
#include <libmount.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "base/mem.h"

static void tablep(struct libmnt_table **t)
{
	mnt_unref_table(*t);
}

static void iterp(struct libmnt_iter **i)
{
	mnt_free_iter(*i);
}

static int parse(struct libmnt_table *t, char *text)
{
	FILE *f = fmemopen(text, strlen(text), "r");
	int r;

	if (!f)
		return -errno;
	r = mnt_table_parse_stream(t, f, "mountinfo");
	(void)fclose(f);
	return r;
}

int ext_mount_each(char *mountinfo, ext_mount_fn *fn, void *arg, struct err *err)
{
	_cleanup_(tablep) struct libmnt_table *table = mnt_new_table();
	_cleanup_(iterp) struct libmnt_iter *iter = mnt_new_iter(MNT_ITER_FORWARD);
	struct libmnt_fs *fs;
	int r = 0;

	if (!table || !iter)
		return err_oom(err);
	if (mountinfo[0] && parse(table, mountinfo) != 0)
		return err_set(err, EINVAL, "cannot understand the list of mounts");
	while (r >= 0 && mnt_table_next_fs(table, iter, &fs) == 0) {
		dev_t dev = mnt_fs_get_devno(fs);
		const char *source = mnt_fs_get_source(fs), *target = mnt_fs_get_target(fs);

		r = fn(arg, major(dev), minor(dev), source ? source : "", target ? target : "");
	}
	return r < 0 ? r : 0;
}

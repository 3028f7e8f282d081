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

/* How much of the path a mount covers, in bytes; 0: it does not. */
static size_t covers(const char *target, const char *path)
{
	size_t n = strlen(target);

	if (n == 1 && *target == '/')
		return 1;
	return n > 0 && strncmp(target, path, n) == 0 && (!path[n] || path[n] == '/') ? n : 0;
}

int ext_mount_of(char *mountinfo, const char *path, struct ext_mount *ret, struct err *err)
{
	_cleanup_(tablep) struct libmnt_table *table = mnt_new_table();
	_cleanup_(iterp) struct libmnt_iter *iter = mnt_new_iter(MNT_ITER_FORWARD);
	struct ext_mount found = { 0 };
	struct libmnt_fs *fs;
	size_t best = 0;

	if (!table || !iter)
		return err_oom(err);
	if (mountinfo[0] && parse(table, mountinfo) != 0)
		return err_set(err, EINVAL, "cannot understand the list of mounts");
	while (mnt_table_next_fs(table, iter, &fs) == 0) {
		const char *target = mnt_fs_get_target(fs), *source = mnt_fs_get_source(fs);
		const char *type = mnt_fs_get_fstype(fs);
		size_t n = target ? covers(target, path) : 0;

		/* One that is mounted over another of the same place is the later one. */
		if (n == 0 || n < best)
			continue;
		best = n;
		(void)snprintf(found.type, sizeof(found.type), "%s", type ? type : "");
		(void)snprintf(found.source, sizeof(found.source), "%s", source ? source : "");
	}
	if (best == 0)
		return err_set(err, ENOENT, "no mount has %s", path);
	*ret = found;
	return 0;
}

int ext_mount_fstab(char *fstab, ext_mount_line_fn *fn, void *arg, struct err *err)
{
	_cleanup_(tablep) struct libmnt_table *table = mnt_new_table();
	_cleanup_(iterp) struct libmnt_iter *iter = mnt_new_iter(MNT_ITER_FORWARD);
	struct libmnt_fs *fs;
	int r = 0;

	if (!table || !iter)
		return err_oom(err);
	/* A line that is wrong is passed over, as mount(8) does. */
	if (fstab[0] && parse(table, fstab) < 0)
		return err_set(err, EINVAL, "cannot understand /etc/fstab");
	while (r >= 0 && mnt_table_next_fs(table, iter, &fs) == 0) {
		const char *tag = NULL, *value = NULL, *path = mnt_fs_get_srcpath(fs);
		const char *target = mnt_fs_get_target(fs);

		if (mnt_fs_get_tag(fs, &tag, &value) == 0)
			path = value;
		else
			tag = NULL;
		r = fn(arg, tag ? tag : "", path ? path : "", target ? target : "");
	}
	return r < 0 ? r : 0;
}

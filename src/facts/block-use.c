/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this disk the host's own? A guest that writes to a disk which the host has mounted destroys
 * what is on it. Who carries which mount is for facts-mounts.c, PCI functions there.
 */
#include "facts/block-use.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-blkid.h"
#include "ext/ext-mount.h"

struct look {
	const struct root *root;
	const char *name; /* "sda2" */
	char *number;     /* "8:2" */
	struct ext_blkid on;
	char *why; /* owned; NULL: nothing found */
};

static void look_done(struct look *l)
{
	free(l->number);
	free(l->why);
}

/* What stands on it: LVM, RAID, LUKS that is open. */
static int look_at_holders(struct look *l, struct err *err)
{
	_cleanup_(names_done) struct names holders = { 0 };
	_cleanup_free_ char *mapped = NULL;
	struct err ignored;
	int r = root_list(l->root, &holders, &ignored, "sys/class/block/%s/holders", l->name);

	if (r < 0 || holders.n == 0)
		return r == -ENOMEM ? err_oom(err) : 0;
	(void)root_read(l->root, &mapped, &ignored, "sys/class/block/%s/dm/name", holders.v[0]);
	l->why = str_printf("the host's %s%s%s%s is on %s", holders.v[0], mapped ? " (" : "",
		mapped ? mapped : "", mapped ? ")" : "", l->name);
	return l->why ? 1 : err_oom(err);
}

static bool is_its_path(const struct look *l, const char *path)
{
	_cleanup_free_ char *last = NULL;
	struct err ignored;

	if (strncmp(path, "/dev/", 5) != 0)
		return false;
	if (str_eq(path + 5, l->name))
		return true;
	return root_link_name(l->root, &last, &ignored, "%s", path + 1) == 0 &&
	       str_eq(last, l->name);
}

static int one_mount(
	void *arg, unsigned major, unsigned minor, const char *source, const char *target)
{
	struct look *l = arg;
	_cleanup_free_ char *number = str_printf("%u:%u", major, minor);

	if (!number)
		return -ENOMEM;
	/* btrfs and others have no device number of their own. */
	if (l->why || (!str_eq(number, l->number) && !(major == 0 && is_its_path(l, source))))
		return 0;
	l->why = str_printf("%s is mounted at %s", l->name, target);
	return l->why ? 0 : -ENOMEM;
}

static int look_at_mounts(struct look *l, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	int r = root_read(l->root, &text, err, "proc/self/mountinfo");

	if (r == 0)
		r = ext_mount_each(text, one_mount, l, err);
	return r < 0 ? r : l->why != NULL;
}

static int look_at_swaps(struct look *l, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *rest = NULL;

	if (root_read(l->root, &text, &ignored, "proc/swaps") < 0)
		return 0;
	for (char *line = strtok_r(text, "\n", &rest); line && !l->why;
		line = strtok_r(NULL, "\n", &rest)) {
		line[strcspn(line, " \t")] = '\0';
		if (!is_its_path(l, line))
			continue;
		l->why = str_printf("the host swaps to %s", l->name);
		return l->why ? 1 : err_oom(err);
	}
	return 0;
}

static bool is_its_tag(const struct look *l, const char *tag, const char *value)
{
	if (!value[0])
		return false;
	if (str_eq(tag, "UUID"))
		return strcasecmp(value, l->on.uuid) == 0;
	if (str_eq(tag, "LABEL"))
		return str_eq(value, l->on.label);
	if (str_eq(tag, "PARTUUID"))
		return strcasecmp(value, l->on.part_uuid) == 0;
	if (str_eq(tag, "PARTLABEL"))
		return str_eq(value, l->on.part_label);
	return is_its_path(l, value);
}

static int one_line(void *arg, const char *tag, const char *value, const char *target)
{
	struct look *l = arg;

	if (l->why || !is_its_tag(l, tag, value))
		return 0;
	l->why = str_printf("%s is in /etc/fstab, for %s", l->name, target);
	return l->why ? 0 : -ENOMEM;
}

static int look_at_fstab(struct look *l, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	int r = root_read(l->root, &text, err, "etc/fstab");

	if (r == 0)
		r = ext_mount_fstab(text, one_line, l, err);
	else if (r == -ENOENT)
		r = 0;
	return r < 0 ? r : l->why != NULL;
}

/* Kinds of contents that belong to something larger, or that the host starts by itself. */
static int look_at_contents(struct look *l, struct err *err)
{
	static const struct {
		const char *type, *what;
	} members[] = {
		{ "LVM2_member", "a physical volume of LVM" },
		{ "LVM1_member", "a physical volume of LVM" },
		{ "linux_raid_member", "a member of a Linux RAID" },
		{ "isw_raid_member", "a member of a firmware RAID" },
		{ "ddf_raid_member", "a member of a firmware RAID" },
		{ "imsm_raid_member", "a member of a firmware RAID" },
		{ "zfs_member", "a member of a ZFS pool" },
		{ "bcache", "a part of bcache" },
		{ "ceph_bluestore", "a part of Ceph" },
		{ "drbd", "a part of DRBD" },
		{ "VMFS_volume_member", "a part of VMFS" },
		{ "swap", "swap space" },
		{ "swsuspend", "swap space with a sleeping system in it" },
		{ "several", "of several owners, by its signatures" },
	};
	_cleanup_close_ int fd = -1;
	const struct dir top = { .fd = l->root->fd, .root = l->root };
	_cleanup_free_ char *node = str_printf("dev/%s", l->name);
	int r;

	if (!node)
		return err_oom(err);
	fd = dir_open(&top, node);
	if (fd < 0)
		return err_sys(err, -fd, "whether the host uses /%s could not be looked at", node);
	r = ext_blkid_probe(fd, &l->on, err);
	if (r < 0)
		return err_wrap(err, "/%s", node);
	for (size_t i = 0; i < ARRAY_SIZE(members); i++) {
		if (!str_eq(l->on.type, members[i].type))
			continue;
		l->why = str_printf("%s is %s", l->name, members[i].what);
		return l->why ? 1 : err_oom(err);
	}
	return 0;
}

/* What can be seen by everybody first: it has the better reason. */
static int look_at(const struct root *root, const char *name, char **ret_why, struct err *err)
{
	_cleanup_(look_done) struct look l = { .root = root, .name = name };
	int r = root_read(root, &l.number, err, "sys/class/block/%s/dev", name);

	if (r == 0)
		r = look_at_mounts(&l, err);
	if (r == 0)
		r = look_at_swaps(&l, err);
	if (r == 0)
		r = look_at_holders(&l, err);
	if (r == 0)
		r = look_at_contents(&l, err);
	if (r == 0)
		r = look_at_fstab(&l, err);
	if (r == 1)
		*ret_why = TAKE_PTR(l.why);
	return r;
}

int block_use(
	const struct root *root, unsigned major, unsigned minor, char **ret_why, struct err *err)
{
	_cleanup_(names_done) struct names parts = { 0 };
	_cleanup_free_ char *name = NULL;
	int r = root_link_name(root, &name, err, "sys/dev/block/%u:%u", major, minor);

	if (r < 0)
		return err_wrap(err, "the disk %u:%u is not known to the kernel", major, minor);
	r = root_list(root, &parts, err, "sys/class/block/%s", name);
	for (size_t i = 0; i < parts.n && r == 0; i++)
		if (root_exists(root, "sys/class/block/%s/%s/partition", name, parts.v[i]))
			r = look_at(root, parts.v[i], ret_why, err);
	return r == 0 ? look_at(root, name, ret_why, err) : r;
}

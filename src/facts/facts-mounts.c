/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which function carries a mounted file system or swap, also below partitions, LVM,
 * LUKS and RAID. A capture keeps of the mounts what is asked here: not the subvolumes,
 * the options, and the many that are on no disk.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-mount.h"

#define MOUNTS    "proc/self/mountinfo"
#define SUBSYSTEM "sys/devices/virtual/nvme-subsystem/%.*s"

#define DEPTH_MAX 8
#define STEPS_MAX 65536 /* downwards, in all: disks that stand on each other are endless */

struct walk {
	const struct root *root;
	struct host *host;
	unsigned steps;
};

static int add_use(struct host *host, char *device_path, const char *what)
{
	char *rest = NULL;
	struct pci_dev *found = NULL;

	for (char *p = strtok_r(device_path, "/", &rest); p; p = strtok_r(NULL, "/", &rest)) {
		struct pci_addr addr;

		if (pci_addr_parse(p, &addr) == 0)
			found = host_find_pci(host, addr);
	}
	return found ? pci_dev_add_use(found, PCI_USE_MOUNT, what) : 0;
}

/*
 * An NVMe disk that may be reached over several controllers hangs off none of them, but off their
 * subsystem: "../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1", with links to them.
 */
static int add_controllers(struct walk *w, const char *disk, const char *what)
{
	_cleanup_(names_done) struct names names = { 0 };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	const char *name = strstr(disk, "/nvme-subsystem/");
	char target[512];
	struct err ignored;
	int len, r = 0;

	if (!name)
		return 0;
	name += strlen("/nvme-subsystem/");
	len = (int)strcspn(name, "/");
	if (root_list(w->root, &names, &ignored, SUBSYSTEM, len, name) < 0 ||
		root_dir(w->root, &dir, &ignored, SUBSYSTEM, len, name) < 0)
		return 0;
	for (size_t i = 0; i < names.n && r == 0; i++)
		if (dir_link_target(&dir, names.v[i], target, sizeof(target)) > 0)
			r = add_use(w->host, target, what);
	return r;
}

/* nvme0n1p2, dm-0, md127: what it stands on. */
static int follow(struct walk *w, const char *block, const char *what, int depth)
{
	_cleanup_(names_done) struct names slaves = { 0 };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	char target[512];
	struct err ignored;
	int r = 0;

	w->steps += depth > 0;
	if (depth > DEPTH_MAX || w->steps > STEPS_MAX ||
		root_dir(w->root, &dir, &ignored, "sys/class/block") < 0)
		return 0;
	if (dir_link_target(&dir, block, target, sizeof(target)) < 0)
		return 0;
	if (root_list(w->root, &slaves, &ignored, "sys/class/block/%s/slaves", block) == 0)
		for (size_t i = 0; i < slaves.n && r == 0; i++)
			r = follow(w, slaves.v[i], what, depth + 1);
	if (r == 0)
		r = add_controllers(w, target, what);
	return r < 0 ? r : add_use(w->host, target, what);
}

/* /dev/mapper/NAME is a link that a captured tree may lack: sysfs knows the name too. */
static int follow_mapper(struct walk *w, const char *mapped, const char *what)
{
	_cleanup_(names_done) struct names blocks = { 0 };
	struct err ignored;
	int r = 0;

	if (root_list(w->root, &blocks, &ignored, "sys/class/block") < 0)
		return 0;
	for (size_t i = 0; i < blocks.n && r == 0; i++) {
		_cleanup_free_ char *name = NULL;

		if (strncmp(blocks.v[i], "dm-", 3) == 0 &&
			root_read(w->root, &name, &ignored, "sys/class/block/%s/dm/name",
				blocks.v[i]) == 0 &&
			str_eq(name, mapped))
			r = follow(w, blocks.v[i], what, 0);
	}
	return r;
}

static int by_source(struct walk *w, const char *source, const char *what)
{
	if (strncmp(source, "/dev/mapper/", 12) == 0)
		return follow_mapper(w, source + 12, what);
	if (strncmp(source, "/dev/", 5) == 0 && !strchr(source + 5, '/'))
		return follow(w, source + 5, what, 0);
	return 0;
}

static int one_mount(
	void *arg, unsigned major, unsigned minor, const char *source, const char *target)
{
	struct walk *w = arg;
	_cleanup_free_ char *block = NULL;
	struct err ignored;

	/* btrfs and others have no device number of their own, only a source. */
	if (major == 0)
		return by_source(w, source, target);
	if (root_link_name(w->root, &block, &ignored, "sys/dev/block/%u:%u", major, minor) < 0)
		return by_source(w, source, target);
	return follow(w, block, target, 0);
}

static int read_swaps(struct walk *w)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *rest = NULL;
	int r = 0;

	if (root_read(w->root, &text, &ignored, "proc/swaps") < 0)
		return 0;
	for (char *line = strtok_r(text, "\n", &rest); line && r == 0;
		line = strtok_r(NULL, "\n", &rest)) {
		line[strcspn(line, " \t")] = '\0';
		r = by_source(w, line, "swap");
	}
	return r;
}

/* One field: "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=..." */
static char *field(char **line)
{
	return strtok_r(NULL, " ", line);
}

static void offer_line(struct str_buf *kept, char *line)
{
	char *rest = NULL, *word;
	char *id = strtok_r(line, " ", &rest), *parent = field(&rest), *number = field(&rest);
	char *top = field(&rest), *target = field(&rest), *type, *source;

	if (!top || !target)
		return;
	do
		word = field(&rest);
	while (word && !str_eq(word, "-"));
	type = field(&rest);
	source = field(&rest);
	if (source && (strncmp(number, "0:", 2) != 0 || strncmp(source, "/dev/", 5) == 0))
		str_buf_printf(kept, "%s %s %s / %s rw - %s %s rw\n", id, parent, number, target,
			type, source);
}

static void offer_mounts(const struct root *root, const char *text)
{
	_cleanup_free_ char *copy = root->recorder ? strdup(text) : NULL;
	struct str_buf kept = { 0 };
	char *rest = NULL;

	for (char *line = copy ? strtok_r(copy, "\n", &rest) : NULL; line;
		line = strtok_r(NULL, "\n", &rest))
		offer_line(&kept, line);
	if (!kept.failed)
		root_offer(root, MOUNTS, kept.text ? kept.text : "");
	str_buf_done(&kept);
}

static int read_mounts(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	const struct root quiet = root_quiet(root);
	struct walk w = { .root = root, .host = host };
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	int r;

	(void)scope;
	if (root_read(&quiet, &text, &ignored, MOUNTS) < 0)
		return 0;
	offer_mounts(root, text);
	r = ext_mount_each(text, one_mount, &w, &ignored);
	if (r == 0)
		r = read_swaps(&w);
	if (r == -ENOMEM)
		return err_oom(err);
	host->mounts_seen = r == 0 && w.steps <= STEPS_MAX ? TRI_YES : TRI_UNKNOWN;
	return 0;
}

const struct facts facts_mounts = {
	.id = "mounts",
	.read = read_mounts,
};

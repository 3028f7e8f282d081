/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processes have a device node of a PCI function open? The kernel lists nodes by number
 * (/sys/dev), each a link into the folder of the function that it hangs off. For whoever takes a
 * function from its driver: many drivers wait for the last of these processes, some for ever.
 */
#include "base/openers.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#define DEVICE    "sys/bus/pci/devices/%s"
#define SUBSYSTEM "sys/devices/virtual/nvme-subsystem/%.*s"
#define NVIDIA    "proc/driver/nvidia/gpus/%s/information"

struct node {
	char path[64];
	bool disk;
};

struct nodes {
	struct node *v; /* owned */
	size_t n;
};

static void nodes_done(struct nodes *n)
{
	free(n->v);
}

void openers_done(struct openers *o)
{
	free(o->v);
	*o = (struct openers) { 0 };
}

static int add_node(struct nodes *nodes, const char *name, bool disk)
{
	struct node *node;

	if (strlen(name) + sizeof("/dev/") > sizeof(node->path))
		return 0;
	node = mem_append(&nodes->v, &nodes->n, sizeof(*node));
	if (!node)
		return -ENOMEM;
	node->disk = disk;
	(void)snprintf(node->path, sizeof(node->path), "/dev/%s", name);
	return 0;
}

/* "0000:01:00.0", as a folder is called. */
static bool is_address(const char *part, size_t n)
{
	return n >= 12 && part[n - 2] == '.' && part[n - 5] == ':' && part[n - 8] == ':';
}

/* Of ".../0000:00:01.0/0000:01:00.0/drm/card0" the last function counts. */
static bool hangs_off(const char *target, const char *address)
{
	bool ours = false;

	for (const char *p = target; *p; p += strcspn(p, "/"), p += *p == '/') {
		size_t n = strcspn(p, "/");

		if (is_address(p, n))
			ours = strlen(address) == n && strncmp(p, address, n) == 0;
	}
	return ours;
}

/* DEVNAME of a node's uevent: "dri/card0". */
static int add_named(
	const struct root *root, const char *type, const char *number, struct nodes *nodes)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *rest = NULL;

	if (root_read(root, &text, &ignored, "sys/dev/%s/%s/uevent", type, number) < 0)
		return 0;
	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (strncmp(line, "DEVNAME=", 8) == 0)
			return add_node(nodes, line + 8, str_eq(type, "block"));
	return 0;
}

/*
 * An NVMe disk that may be reached over several controllers hangs off none of them, but off their
 * subsystem: "../../devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1", with links to them.
 */
static bool hangs_off_subsystem(const struct root *root, const char *disk, const char *address)
{
	_cleanup_(names_done) struct names names = { 0 };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	const char *name = strstr(disk, "/nvme-subsystem/");
	char target[512];
	struct err ignored;
	int len;

	if (!name)
		return false;
	name += strlen("/nvme-subsystem/");
	len = (int)strcspn(name, "/");
	if (root_list(root, &names, &ignored, SUBSYSTEM, len, name) < 0 ||
		root_dir(root, &dir, &ignored, SUBSYSTEM, len, name) < 0)
		return false;
	for (size_t i = 0; i < names.n; i++)
		if (dir_link_target(&dir, names.v[i], target, sizeof(target)) > 0 &&
			hangs_off(target, address))
			return true;
	return false;
}

static int add_type(
	const struct root *root, const char *type, const char *address, struct nodes *nodes)
{
	_cleanup_(names_done) struct names names = { 0 };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	char target[512];
	struct err ignored;
	int r = 0;

	if (root_list(root, &names, &ignored, "sys/dev/%s", type) < 0 ||
		root_dir(root, &dir, &ignored, "sys/dev/%s", type) < 0)
		return 0;
	for (size_t i = 0; i < names.n && r == 0; i++)
		if (dir_link_target(&dir, names.v[i], target, sizeof(target)) > 0 &&
			(hangs_off(target, address) || hangs_off_subsystem(root, target, address)))
			r = add_named(root, type, names.v[i], nodes);
	return r;
}

/* NVIDIA's nodes are not in sysfs: "Device Minor: \t 0" says which is this one's. */
static int add_nvidia(const struct root *root, const char *address, struct nodes *nodes)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char name[24];
	const char *p;
	size_t n;

	if (root_read(root, &text, &ignored, NVIDIA, address) < 0)
		return 0;
	p = strstr(text, "Device Minor:");
	if (!p)
		return 0;
	p += strlen("Device Minor:");
	p += strspn(p, " \t");
	n = strspn(p, "0123456789");
	if (n == 0 || n > 4)
		return 0;
	(void)snprintf(name, sizeof(name), "nvidia%.*s", (int)n, p);
	return add_node(nodes, name, false);
}

/* A guest has the whole group open: /dev/vfio/12. */
static int add_group(const struct root *root, const char *address, struct nodes *nodes)
{
	_cleanup_free_ char *driver = NULL, *group = NULL;
	struct err ignored;
	char name[32];

	if (root_link_name(root, &driver, &ignored, DEVICE "/driver", address) < 0 ||
		!strstr(driver, "vfio") ||
		root_link_name(root, &group, &ignored, DEVICE "/iommu_group", address) < 0)
		return 0;
	(void)snprintf(name, sizeof(name), "vfio/%.16s", group);
	return add_node(nodes, name, false);
}

static const char *find_node(const struct nodes *nodes, const char *target)
{
	for (size_t i = 0; i < nodes->n; i++)
		if (str_eq(nodes->v[i].path, target))
			return nodes->v[i].path;
	return NULL;
}

/*
 * Sound servers watch a card's mixer, and logind and desktops the keyboards, at all times; they
 * close them when the kernel says that they are gone.
 */
static bool yields(const char *node)
{
	static const char *const watched[] = { "/dev/snd/control", "/dev/snd/seq", "/dev/snd/timer",
		"/dev/input/" };

	for (size_t i = 0; i < ARRAY_SIZE(watched); i++)
		if (strncmp(node, watched[i], strlen(watched[i])) == 0)
			return true;
	return false;
}

static int add_one(struct openers *o, int pid, const char *comm, const char *node)
{
	struct opener *new = mem_append(&o->v, &o->n, sizeof(*new));

	if (!new)
		return -ENOMEM;
	new->pid = pid;
	new->yields = yields(node);
	(void)snprintf(new->node, sizeof(new->node), "%s", node);
	(void)snprintf(new->comm, sizeof(new->comm), "%s", comm);
	return 0;
}

static int add_opener(const struct root *root, struct openers *o, const char *pid, const char *node)
{
	_cleanup_free_ char *comm = NULL;
	struct err ignored;
	int number = atoi(pid);

	/* One process after the other: its own are at the end. */
	for (size_t i = o->n; i > 0 && o->v[i - 1].pid == number; i--)
		if (str_eq(o->v[i - 1].node, node))
			return 0;
	if (root_read(root, &comm, &ignored, "proc/%s/comm", pid) < 0)
		return add_one(o, number, "process", node);
	return add_one(o, number, comm, node);
}

/*
 * No list of mounts has all that the kernel uses a disk for: the other members of a btrfs, ZFS.
 * An exclusive open is refused while it does, also for the sake of a partition.
 */
static int look_at_disks(const struct root *root, const struct nodes *nodes, struct openers *o)
{
	struct err err;
	int r = 0;

	for (size_t i = 0; i < nodes->n && root->host && r == 0; i++) {
		_cleanup_close_ int fd = -1;

		if (!nodes->v[i].disk)
			continue;
		fd = root_open_file(
			root, O_RDONLY | O_EXCL | O_NONBLOCK, &err, nodes->v[i].path + 1);
		if (fd == -EBUSY)
			r = add_one(o, 0, "the kernel", nodes->v[i].path);
		else if (fd == -EACCES || fd == -EPERM)
			o->all_seen = false;
	}
	return r;
}

/* -EACCES when the process may not be looked at. */
static int look_at(
	const struct root *root, const char *pid, const struct nodes *nodes, struct openers *o)
{
	_cleanup_(names_done) struct names fds = { 0 };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct err ignored;
	char target[128];
	int r = root_dir(root, &dir, &ignored, "proc/%s/fd", pid);

	if (r == 0)
		r = dir_list(&dir, NULL, &fds);
	for (size_t i = 0; i < fds.n && r == 0; i++) {
		const char *node = NULL;

		if (dir_link_target(&dir, fds.v[i], target, sizeof(target)) > 0)
			node = find_node(nodes, target);
		if (node)
			r = add_opener(root, o, pid, node);
	}
	return r;
}

static int look_at_all(const struct root *root, const struct nodes *nodes, struct openers *o)
{
	_cleanup_(names_done) struct names pids = { 0 };
	struct err ignored;
	char self[16];

	o->all_seen = root_list(root, &pids, &ignored, "proc") == 0;
	(void)snprintf(self, sizeof(self), "%d", root->host ? (int)getpid() : 0);
	for (size_t i = 0; i < pids.n; i++) {
		unsigned pid;
		int r = 0;

		if (str_to_uint(pids.v[i], INT_MAX, &pid) == 0 && !str_eq(pids.v[i], self))
			r = look_at(root, pids.v[i], nodes, o);
		if (r == -ENOMEM)
			return r;
		if (r == -EACCES || r == -EPERM)
			o->all_seen = false;
	}
	return 0;
}

int openers_find(const struct root *root, const char *address, struct openers *ret, struct err *err)
{
	const struct root quiet = root_quiet(root);
	_cleanup_(openers_done) struct openers o = { .all_seen = true };
	_cleanup_(nodes_done) struct nodes nodes = { 0 };
	int r = add_type(&quiet, "char", address, &nodes);

	if (r == 0)
		r = add_type(&quiet, "block", address, &nodes);
	if (r == 0)
		r = add_nvidia(&quiet, address, &nodes);
	if (r == 0)
		r = add_group(&quiet, address, &nodes);
	if (r == 0 && nodes.n > 0)
		r = look_at_all(&quiet, &nodes, &o);
	if (r == 0)
		r = look_at_disks(&quiet, &nodes, &o);
	if (r < 0)
		return err_oom(err);
	*ret = o;
	o = (struct openers) { 0 };
	return 0;
}

const struct opener *openers_first(const struct openers *o)
{
	for (size_t i = 0; i < o->n; i++)
		if (!o->v[i].yields)
			return &o->v[i];
	return NULL;
}

void opener_text(const struct opener *o, char text[OPENER_TEXT])
{
	if (o->pid == 0)
		(void)snprintf(text, OPENER_TEXT,
			"a file system, swap, RAID, LVM or ZFS of this host uses %s", o->node);
	else
		(void)snprintf(
			text, OPENER_TEXT, "%s (pid %d) has %s open", o->comm, o->pid, o->node);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which processes have a device node of a PCI function open? The kernel lists nodes by number
 * (/sys/dev), each a link into the folder of the function that it hangs off. For whoever takes a
 * function from its driver: many drivers wait for the last of these processes, some for ever.
 */
#include "base/openers.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#define DEVICE "sys/bus/pci/devices/%s"
#define NVIDIA "proc/driver/nvidia/gpus/%s/information"

struct nodes {
	char (*v)[64];
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

static int add_node(struct nodes *nodes, const char *name)
{
	char(*node)[64];

	if (strlen(name) + sizeof("/dev/") > sizeof(*node))
		return 0;
	node = mem_append(&nodes->v, &nodes->n, sizeof(*node));
	if (!node)
		return -ENOMEM;
	(void)snprintf(*node, sizeof(*node), "/dev/%s", name);
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
			return add_node(nodes, line + 8);
	return 0;
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
			hangs_off(target, address))
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
	return add_node(nodes, name);
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
	return add_node(nodes, name);
}

static const char *find_node(const struct nodes *nodes, const char *target)
{
	for (size_t i = 0; i < nodes->n; i++)
		if (str_eq(nodes->v[i], target))
			return nodes->v[i];
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

static int add_opener(const struct root *root, struct openers *o, const char *pid, const char *node)
{
	_cleanup_free_ char *comm = NULL;
	struct err ignored;
	struct opener *new;
	int number = atoi(pid);

	/* One process after the other: its own are at the end. */
	for (size_t i = o->n; i > 0 && o->v[i - 1].pid == number; i--)
		if (str_eq(o->v[i - 1].node, node))
			return 0;
	new = mem_append(&o->v, &o->n, sizeof(*new));
	if (!new)
		return -ENOMEM;
	new->pid = number;
	new->yields = yields(node);
	(void)snprintf(new->node, sizeof(new->node), "%s", node);
	if (root_read(root, &comm, &ignored, "proc/%s/comm", pid) < 0)
		(void)snprintf(new->comm, sizeof(new->comm), "process");
	else
		(void)snprintf(new->comm, sizeof(new->comm), "%s", comm);
	return 0;
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

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who holds a function: a process with /dev/vfio/GROUP, a vfio cdev or, for doctor, a GPU's
 * node open (holders-gpu.c). Root sees all processes; others only their own, so the answer
 * is UNKNOWN. A guest's name is taken from QEMU's own "-name", not from libvirt: asking
 * libvirt would start its daemon. Of all that is looked through, a capture keeps no more
 * than what led to an answer.
 */
#include "facts/facts.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/holders-gpu.h"

#define SEEN ".virtfn/holders-seen"

static bool on_vfio(const struct pci_dev *d)
{
	/* vfio-pci, xe-vfio-pci, mlx5_vfio_pci */
	return strstr(d->driver, "vfio-pci") || strstr(d->driver, "vfio_pci");
}

/* "guest=web,debug-threads=on" or "web": the name, cut in place; NULL when there is none. */
static char *guest_name(char *cmdline, size_t size)
{
	for (char *p = cmdline; p < cmdline + size; p += strlen(p) + 1) {
		char *name;

		if (!str_eq(p, "-name"))
			continue;
		name = p + strlen(p) + 1;
		if (name >= cmdline + size)
			return NULL;
		if (strncmp(name, "guest=", 6) == 0)
			name += 6;
		name[strcspn(name, ",")] = '\0';
		return name;
	}
	return NULL;
}

/* As QEMU has it on its command line, and nothing else of that. */
static void offer_guest(const struct root *root, const char *path, const char *guest)
{
	struct str_buf words = { 0 };

	str_buf_add_n(&words, "-name", sizeof("-name"));
	str_buf_add_n(&words, guest, strlen(guest) + 1);
	if (!words.failed)
		root_offer_bytes(root, path, words.text, words.len);
	str_buf_done(&words);
}

/* Where a holder is noted. */
struct uses {
	struct pci_use **v;
	size_t *n;
};

static int add_holder(const struct root *root, const char *pid, struct uses uses)
{
	const struct root quiet = root_quiet(root);
	_cleanup_(root_file_done) struct root_file cmdline = { 0 };
	_cleanup_free_ char *comm = NULL, *what = NULL;
	char path[64];
	struct err ignored;
	char *guest = NULL;

	(void)snprintf(path, sizeof(path), "proc/%.16s/cmdline", pid);
	if (root_read_bytes(&quiet, 1 << 20, &cmdline, &ignored, path) == 0)
		guest = guest_name(cmdline.text, cmdline.size);
	if (guest) {
		offer_guest(root, path, guest);
		return pci_uses_add(uses.v, uses.n, PCI_USE_GUEST, guest);
	}
	(void)root_read(root, &comm, &ignored, "proc/%s/comm", pid);
	what = str_printf("%s (pid %s)", comm ? comm : "process", pid);
	return what ? pci_uses_add(uses.v, uses.n, PCI_USE_PROCESS, what) : -ENOMEM;
}

/* /dev/vfio/12: the group. -1 for others. */
static int group_of(const char *target)
{
	unsigned group;

	if (strncmp(target, "/dev/vfio/noiommu-", 18) == 0)
		target += 8;
	return str_to_uint(target + strlen("/dev/vfio/"), 1 << 30, &group) == 0 ? (int)group : -1;
}

/* /dev/vfio/devices/vfio3: one function. */
static bool holds_device(const struct root *root, const struct pci_dev *d, const char *target)
{
	return strncmp(target, "/dev/vfio/devices/", 18) == 0 && on_vfio(d) &&
	       root_exists(root, "sys/bus/pci/devices/%s/vfio-dev/%s", d->name, target + 18);
}

static bool holds_mdev(const struct root *root, const struct mdev *m, const char *target)
{
	return strncmp(target, "/dev/vfio/devices/", 18) == 0 && m->there &&
	       root_exists(root, "sys/bus/mdev/devices/%s/vfio-dev/%s", m->uuid, target + 18);
}

static int match_target(
	const struct root *root, struct host *host, const char *pid, const char *target)
{
	int group = group_of(target);
	int r = 0;

	for (size_t i = 0; i < host->n_pci && r == 0; i++) {
		struct pci_dev *d = &host->pci[i];

		if (group >= 0 ? d->iommu_group == group && on_vfio(d)
			       : holds_device(root, d, target))
			r = add_holder(root, pid, (struct uses) { &d->uses, &d->n_uses });
	}
	for (size_t i = 0; i < host->n_mdevs && r == 0; i++) {
		struct mdev *m = &host->mdevs[i];

		if (group >= 0 ? m->group == group : holds_mdev(root, m, target))
			r = add_holder(root, pid, (struct uses) { &m->uses, &m->n_uses });
	}
	return r;
}

/* What is looked for; a process is gone through once for both. */
struct search {
	const struct root *root;
	struct host *host;
	bool vfio, gpus;
};

static void offer_fd(const struct root *root, const char *pid, const char *fd, const char *target)
{
	char path[64];

	(void)snprintf(path, sizeof(path), "proc/%.16s/fd/%.16s", pid, fd);
	root_offer_link(root, path, target);
}

/* One of the files that a process has open. */
static int match(const struct search *s, const char *pid, const char *fd, const char *target)
{
	bool vfio = strncmp(target, "/dev/vfio/", 10) == 0;
	size_t n = s->host->session.n_holders;
	int r = 0;

	if (vfio && s->vfio)
		r = match_target(s->root, s->host, pid, target);
	else if (!vfio && s->gpus)
		r = holders_gpu_add(s->root, s->host, pid, target);
	if ((vfio && s->vfio) || s->host->session.n_holders > n)
		offer_fd(s->root, pid, fd, target);
	return r;
}

/* -EACCES when the process may not be looked at. */
static int look_at(const struct search *s, const char *pid)
{
	const struct root quiet = root_quiet(s->root);
	_cleanup_(names_done) struct names fds = { 0 };
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct err ignored;
	int r;

	r = root_dir(&quiet, &dir, &ignored, "proc/%s/fd", pid);
	if (r == 0)
		r = dir_list(&dir, NULL, &fds);
	for (size_t i = 0; i < fds.n && r == 0; i++) {
		char target[128];

		if (dir_link_target(&dir, fds.v[i], target, sizeof(target)) < 0)
			continue;
		if (strncmp(target, "/dev/", 5) == 0)
			r = match(s, pid, fds.v[i], target);
	}
	return r;
}

/* A captured machine says itself whether all processes could be seen. */
static enum tri all_seen(const struct root *root, bool denied)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	bool seen = !denied;

	if (!root->host)
		seen = root_read(root, &text, &ignored, SEEN) == 0 && str_eq(text, "yes");
	root_offer(root, SEEN, seen ? "yes" : "no");
	return seen ? TRI_YES : TRI_UNKNOWN;
}

/* Whether all processes could be looked at; -ENOMEM. */
static int look_at_all(const struct search *s, enum tri *ret_seen)
{
	const struct root quiet = root_quiet(s->root);
	_cleanup_(names_done) struct names pids = { 0 };
	struct err ignored;
	bool denied = false;
	char self[16];

	if (root_list(&quiet, &pids, &ignored, "proc") < 0)
		return 0;
	(void)snprintf(self, sizeof(self), "%d", s->root->host ? (int)getpid() : 0);
	for (size_t i = 0; i < pids.n; i++) {
		int r = 0;

		/* What we were given open by whoever started us, he holds too. */
		if (isdigit((unsigned char)pids.v[i][0]) && !str_eq(pids.v[i], self))
			r = look_at(s, pids.v[i]);

		if (r == -ENOMEM)
			return r;
		denied = denied || r == -EACCES || r == -EPERM;
	}
	*ret_seen = all_seen(s->root, denied);
	return 0;
}

static int read_holders(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct search s = { .root = root, .host = host };
	enum tri seen = TRI_UNKNOWN;

	for (size_t i = 0; i < host->n_pci; i++)
		s.vfio = s.vfio || on_vfio(&host->pci[i]);
	for (size_t i = 0; i < host->n_mdevs; i++)
		s.vfio = s.vfio || host->mdevs[i].there;
	s.gpus = scope & FACTS_HOST && holders_gpu_any(host);
	if ((s.vfio || s.gpus) && look_at_all(&s, &seen) < 0)
		return err_oom(err);
	/* Nothing that could be held is held by nobody. */
	host->holders_seen = s.vfio ? seen : TRI_YES;
	if (scope & FACTS_HOST)
		host->session.holders_seen = s.gpus ? seen : TRI_YES;
	return 0;
}

const struct facts facts_holders = {
	.id = "holders",
	.read = read_holders,
};

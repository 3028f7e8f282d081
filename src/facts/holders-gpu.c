/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who has a GPU's node open? facts-holders.c walks through the processes and asks here, so
 * that they are looked at once.
 */
#include "facts/holders-gpu.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define NVIDIA "proc/driver/nvidia/gpus"

bool holders_gpu_any(const struct host *host)
{
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d->detail && (d->detail->card[0] || d->detail->render[0]))
			return true;
		/* Its nodes were not seen, or are not the kernel's: NVIDIA's. */
		if (d->class >> 16 == 0x03 && d->driver[0] && !strstr(d->driver, "vfio") &&
			!str_eq(d->driver, "pci-stub"))
			return true;
	}
	return false;
}

/* "Device Minor: \t 0" in NVIDIA's file. */
static bool has_minor(const char *text, unsigned minor)
{
	const char *p = strstr(text, "Device Minor:");
	char word[16];
	unsigned v;

	if (!p)
		return false;
	p += strlen("Device Minor:");
	p += strspn(p, " \t");
	(void)snprintf(word, sizeof(word), "%.*s", (int)strcspn(p, "\n"), p);
	return str_to_uint(word, 1 << 20, &v) == 0 && v == minor;
}

static const struct pci_dev *find_nvidia(
	const struct root *root, const struct host *host, unsigned minor)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct pci_addr addr;
	struct err ignored;

	if (root_list(root, &names, &ignored, NVIDIA) < 0)
		return NULL;
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *text = NULL;

		if (pci_addr_parse(names.v[i], &addr) == 0 &&
			root_read(root, &text, &ignored, NVIDIA "/%s/information", names.v[i]) ==
				0 &&
			has_minor(text, minor))
			return host_find_pci(host, addr);
	}
	return NULL;
}

static const struct pci_dev *find_drm(const struct host *host, const char *node)
{
	for (size_t i = 0; i < host->n_pci && node[0]; i++) {
		const struct pci_detail *t = host->pci[i].detail;

		if (t && (str_eq(t->card, node) || str_eq(t->render, node)))
			return &host->pci[i];
	}
	return NULL;
}

/* One process after the other: its own are at the end. */
static bool is_known(const struct session *s, int pid, const char *node)
{
	for (size_t i = s->n_holders; i > 0 && s->holders[i - 1].pid == pid; i--)
		if (str_eq(s->holders[i - 1].node, node))
			return true;
	return false;
}

int holders_gpu_add(const struct root *root, struct host *host, const char *pid, const char *target)
{
	const struct pci_dev *gpu = NULL;
	_cleanup_free_ char *comm = NULL;
	struct session_holder *h;
	struct err ignored;
	unsigned minor, number;

	if (strlen(target) >= sizeof(h->node) || str_to_uint(pid, 1 << 30, &number) < 0 ||
		is_known(&host->session, (int)number, target))
		return 0;
	if (strncmp(target, "/dev/dri/", 9) == 0)
		gpu = find_drm(host, target + 9);
	else if (strncmp(target, "/dev/nvidia", 11) == 0 &&
		 str_to_uint(target + 11, 1 << 20, &minor) == 0)
		gpu = find_nvidia(root, host, minor);
	if (!gpu)
		return 0;
	h = mem_append(&host->session.holders, &host->session.n_holders, sizeof(*h));
	if (!h)
		return -ENOMEM;
	h->gpu = gpu->addr;
	h->pid = (int)number;
	(void)snprintf(h->node, sizeof(h->node), "%s", target);
	if (root_read(root, &comm, &ignored, "proc/%s/comm", pid) == 0)
		(void)snprintf(h->comm, sizeof(h->comm), "%s", comm);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who removes the VFs that "vm create" made. What a guest's start makes, its hook removes
 * (actions/hook-run.c); what the user makes is the user's.
 */
#include "cli/vm-vfs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-publish.h"
#include "base/str.h"
#include "cli/vf-work.h"
#include "plan/plan-vf.h"

/* A file for each PF, called as its address; in it how many VFs were made. */
#define MADE      "run/virtfn/guest-vfs"
#define MADE_PATH (sizeof(MADE) + 1 + PCI_ADDR_TEXT)

static void path_of(struct pci_addr pf, char path[MADE_PATH])
{
	char name[PCI_ADDR_TEXT];

	pci_addr_format(pf, name);
	(void)snprintf(path, MADE_PATH, MADE "/%s", name);
}

int vm_vfs_made(const struct root *root, struct pci_addr pf, unsigned count, struct err *err)
{
	char path[MADE_PATH], text[16];
	int n;

	path_of(pf, path);
	n = snprintf(text, sizeof(text), "%u\n", count);
	return root_publish(
		root, (struct bytes) { (const uint8_t *)text, (size_t)n }, true, err, path);
}

void vm_vfs_keep(const struct root *root, struct pci_addr pf)
{
	char path[MADE_PATH];
	struct err not_there;

	path_of(pf, path);
	(void)root_remove(root, &not_there, path);
}

/* 0: none, or another number of them is there by now. */
static unsigned made_of(const struct root *root, const struct pci_dev *pf)
{
	_cleanup_free_ char *text = NULL;
	char path[MADE_PATH];
	struct err not_there;
	unsigned long n;

	path_of(pf->addr, path);
	if (root_read(root, &text, &not_there, "%s", path) < 0)
		return 0;
	n = strtoul(text, NULL, 10);
	return pf->sriov.num > 0 && n == (unsigned long)pf->sriov.num ? (unsigned)n : 0;
}

static bool somebody_has(
	const struct host *host, const struct vm_guests *guests, const struct pci_dev *pf)
{
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d->is_vf && pci_addr_compare(d->physfn, pf->addr) == 0 &&
			vm_guests_owner(guests, d->addr))
			return true;
	}
	return false;
}

static int release(struct call *call, struct vf_work *w, const struct vm_guests *guests,
	const struct guest_device *device, struct err *err)
{
	const struct pci_dev *vf = host_find_pci(&w->host, device->addr);
	const struct pci_dev *pf = vf && vf->is_vf ? host_find_pci(&w->host, vf->physfn) : NULL;
	char name[PCI_ADDR_TEXT];
	struct pci_addr addr;
	unsigned n;
	int r;

	if (!pf || (n = made_of(call->root, pf)) == 0 || somebody_has(&w->host, guests, pf))
		return 0;
	addr = pf->addr;
	pci_addr_format(addr, name);
	steps_done(&w->steps);
	r = plan_vf_destroy(&w->host, pf, &w->steps, err);
	if (r == 0)
		r = vf_work_do(w, err);
	if (r < 0)
		return err_wrap(err, "the VFs of %s that were made for guests stay", name);
	vm_vfs_keep(call->root, addr);
	doc_note(call->doc, "removed the %u VF%s of %s that %s made for guests; none has one now",
		n, n == 1 ? "" : "s", name, n == 1 ? "was" : "were");
	return 0;
}

/* Who is not root made none, and can remove none. */
static bool maybe(const struct call *call, size_t n_devices)
{
	return n_devices > 0 && geteuid() == 0 && !vm_is_remote(call) &&
	       root_exists(call->root, MADE);
}

void vm_vfs_release(struct call *call, const struct vm_guests *guests,
	const struct guest_device *devices, size_t n_devices)
{
	_cleanup_(vf_work_done) struct vf_work w = { .runner = { .lock = -1 } };
	struct err err;
	int r;

	if (!maybe(call, n_devices))
		return;
	r = vf_work_begin(call->root, call->doc, &w, &err);
	for (size_t i = 0; i < n_devices && r == 0; i++)
		r = release(call, &w, guests, &devices[i], &err);
	if (r < 0)
		doc_note(call->doc, "%s", err.text);
}

void vm_vfs_release_now(
	struct call *call, struct virt *virt, const struct guest_device *devices, size_t n_devices)
{
	_cleanup_(vm_guests_done) struct vm_guests guests = { 0 };
	struct err err;

	if (!maybe(call, n_devices))
		return;
	if (vm_guests_read(virt, VIRT_XML_NEXT, &guests, &err) < 0)
		doc_note(call->doc, "VFs that were made for guests stay: %s", err.text);
	else
		vm_vfs_release(call, &guests, devices, n_devices);
}

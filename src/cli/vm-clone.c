/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a clone needs its own of: disks and UEFI variables, copied by libvirt. How its definition
 * looks is guest/guest-clone.c's business.
 */
#include "cli/vm-clone.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-libvirt-storage.h"
#include "kinds/kind.h"

void vm_clone_undo(struct vm_clone *c)
{
	for (size_t i = 0; i < c->n_copies; i++)
		virt_volume_undo(c->copies[i]);
}

void vm_clone_done(struct vm_clone *c)
{
	for (size_t i = 0; i < c->n_copies; i++)
		virt_volume_free(c->copies[i]);
	free(c->copies);
	guest_clone_done(&c->parts);
	*c = (struct vm_clone) { 0 };
}

/* "/folder/NAME" beside a path. */
static char *beside(const char *path, const char *name)
{
	const char *slash = strrchr(path, '/');

	return slash ? str_printf("%.*s%s", (int)(slash + 1 - path), path, name) : NULL;
}

/* One at a time; its place is kept, so that it can be undone whatever happens next. */
static int find_one(struct vm_clone *c, const struct virt_volume_at *at, struct virt_volume **ret,
	struct err *err)
{
	struct virt_volume **slot = mem_append(&c->copies, &c->n_copies, sizeof(*slot));
	int r = slot ? virt_volume_find(c->virt, at, slot, err) : err_oom(err);

	if (r < 0 && slot)
		c->n_copies--;
	if (r == 0)
		*ret = *slot;
	return r;
}

/* Ctrl-C ends the wait; libvirt's daemon does not hear of it. */
static int given_up(int r, const char *name, struct err *err)
{
	if (r != -EINTR && r != -ETIMEDOUT)
		return r;
	return err_hint(err, "libvirt may go on; once it has ended, take away the copy %s", name);
}

static int how_else(const struct guest_clone_disk *d, struct err *err)
{
	if (d->path && strncmp(d->path, "/dev/", 5) == 0)
		return err_hint(err, "make a pool of its volume group (virsh pool-define-as, type "
				     "logical), and clone again");
	return -err->code;
}

static int copy_disk(
	struct vm_clone *c, struct guest_clone_disk *d, const char *name, struct err *err)
{
	const struct virt_volume_at at = { d->path, d->pool, d->volume };
	_cleanup_free_ char *path = NULL;
	struct virt_volume *v = NULL;
	int r = find_one(c, &at, &v, err);

	if (r < 0) {
		(void)err_wrap(err, "cannot copy the disk %s", d->target ? d->target : "");
		return how_else(d, err);
	}
	r = virt_volume_copy(v, name, d->format, &path, err);
	if (r < 0)
		return given_up(r, name, err);
	d->copy = d->pool ? strdup(name) : TAKE_PTR(path);
	return d->copy ? 0 : err_oom(err);
}

static int add_disks(struct vm_clone *c, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < c->parts.n_disks && r == 0; i++) {
		struct guest_clone_disk *d = &c->parts.disks[i];
		_cleanup_free_ char *name = guest_clone_name(d, i == 0, c->parts.name);

		if (!name)
			return err_oom(err);
		if (!c->dry) {
			r = copy_disk(c, d, name, err);
			continue;
		}
		d->copy = d->pool ? strdup(name) : beside(d->path, name);
		if (!d->copy)
			return err_oom(err);
	}
	return r;
}

/* Its boot entries belong to what is on the disk, so they are copied, too. */
static int add_nvram(struct vm_clone *c, struct err *err)
{
	const char *old = c->parts.nvram;
	const struct virt_volume_at at = { .path = old };
	_cleanup_free_ char *name = str_printf(
		"%s_VARS%s", c->parts.name, old && strstr(old, ".qcow2") ? ".qcow2" : ".fd");
	struct virt_volume *v = NULL;
	int r;

	if (!name)
		return err_oom(err);
	if (!old)
		return 0;
	if (c->dry) {
		c->parts.nvram_copy = beside(old, name);
		return c->parts.nvram_copy ? 0 : err_oom(err);
	}
	r = find_one(c, &at, &v, err);
	/* It never ran: libvirt makes them from the firmware's template at the first start. */
	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = virt_volume_copy(v, name, NULL, &c->parts.nvram_copy, err);
	return r < 0 ? given_up(err_wrap(err, "its UEFI variables"), name, err) : 0;
}

int vm_clone_copy(struct vm_clone *c, struct err *err)
{
	int r = add_disks(c, err);

	return r < 0 ? r : add_nvram(c, err);
}

static int move_nvram(struct vm_clone *c, const struct virt_guest *g, struct err *err)
{
	_cleanup_free_ char *path = NULL, *xml = NULL;
	int r = add_nvram(c, err);

	if (r < 0)
		return r;
	path = TAKE_PTR(c->parts.nvram_copy);
	/* They do not exist yet: libvirt chooses the name. */
	r = guest_clone_nvram(g->xml, path, &xml, err);
	if (r == 0)
		r = virt_define(c->virt, xml, err);
	if (r < 0)
		vm_clone_undo(c);
	else if (path)
		r = virt_volume_delete(c->copies[0], err);
	return r;
}

void vm_clone_rename_nvram(
	struct call *call, struct virt *virt, const char *old_name, const char *name)
{
	_cleanup_(vm_clone_done) struct vm_clone c = { .call = call, .virt = virt };
	_cleanup_(virt_guest_done) struct virt_guest g = { 0 };
	_cleanup_free_ char *usual = str_printf("/%s_VARS.", old_name);
	struct err err;

	if (!usual || virt_guest(virt, name, VIRT_XML_EDIT, &g, &err) < 0 ||
		guest_clone_nvram_of(g.xml, &c.parts.nvram) < 0 || !c.parts.nvram ||
		!strstr(c.parts.nvram, usual))
		return;
	c.parts.name = name;
	if (move_nvram(&c, &g, &err) < 0)
		doc_note(call->doc,
			"its UEFI variables are still %s, which a new guest '%s' would use, too: "
			"%s",
			c.parts.nvram, old_name, err.text);
}

bool vm_clone_rom(const struct guest_clone *c, const struct host *host,
	struct guest_device *devices, size_t n_devices)
{
	const struct pci_dev *old = host_find_pci(host, c->rom_of);

	for (size_t i = 0; i < n_devices && c->rom; i++) {
		const struct pci_dev *d = host_find_pci(host, devices[i].addr);

		/* A VF that is gone does not say what it was. */
		if (old && d && kind_of(d) != kind_of(old))
			continue;
		devices[i].rom = c->rom;
		return true;
	}
	return false;
}

void vm_clone_notes(const struct vm_clone *clone, const char *from)
{
	const struct guest_clone *c = &clone->parts;
	struct doc *doc = clone->call->doc;

	if (c->uefi && !c->nvram_copy)
		doc_note(doc, "its UEFI variables begin anew: if it finds nothing to boot, choose "
			      "the disk in the firmware's menu once");
	if (c->tpm)
		doc_note(doc, "its TPM is a new one: what is sealed in the old one (BitLocker, "
			      "Windows Hello) asks for its recovery key");
	if (c->n_needed > 0)
		doc_note(doc, "libvirt's hook makes VFs for '%s', and none for the clone", from);
	if (c->kvmfr)
		doc_note(doc, "both use /dev/kvmfr0: run one of them at a time");
	if (c->usb)
		doc_note(doc, "both are given the same USB, SCSI or input device: run one of them "
			      "at a time, or take it from the clone (virsh edit)");
	if (c->logs)
		doc_note(doc, "both have the same file, device, socket or port of the host as a "
			      "serial or "
			      "other port");
	if (c->pinned)
		doc_note(doc, "both are pinned to the same cores");
	doc_note(doc, "what the system in it keeps of itself is the same in both: host name, "
		      "machine ID, SSH keys");
}

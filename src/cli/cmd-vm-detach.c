/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm detach": takes a device out of a guest's definition. The device itself stays as it
 * is: "virtfn vf" has it next.
 */
#include <errno.h>
#include <stddef.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/vm-gpu.h"
#include "cli/vm-vfs.h"
#include "cli/vm-work.h"
#include "facts/facts.h"
#include "facts/vf-geometry.h"
#include "guest/guest-edit.h"

struct opts {
	bool dry_run;
};

static const struct option options[] = {
	{ "dry-run", 0, NULL, "show the XML and change nothing", OPTION_FLAG,
		offsetof(struct opts, dry_run) },
	{ 0 },
};

/* VFs go at each boot: an address needs no device. Its number follows from where its PF has VFs. */
static void find_absent(struct call *call, const struct host *host, struct guest_device *ret)
{
	for (size_t i = 0; i < host->n_pci && ret->vf_index < 0; i++) {
		const struct pci_dev *pf = &host->pci[i];
		struct vf_geometry geometry;

		if (pf->sriov.total <= 0)
			continue;
		vf_geometry_read(call->root, pf, &geometry);
		ret->vf_index = vf_geometry_index(&geometry, pf, ret->addr);
		if (ret->vf_index >= pf->sriov.total)
			ret->vf_index = -1;
		ret->pf = pf->addr;
	}
}

static int find(struct call *call, const char *text, struct guest_device *ret, struct err *err)
{
	_cleanup_(host_done) struct host host = { 0 };
	bool address = pci_addr_parse(text, &ret->addr) == 0;
	struct pci_dev *d = NULL;
	struct err unseen;
	int r;

	ret->vf_index = -1;
	if (address && vm_is_remote(call))
		return 0;
	r = facts_read(call->root, FACTS_ALL | FACTS_NO_NAMES, &host, address ? &unseen : err);
	if (r == 0)
		r = host_resolve_pci(&host, text, &d, address ? &unseen : err);
	if (r < 0 && !address)
		return r;
	if (r < 0) {
		find_absent(call, &host, ret);
		return 0;
	}
	*ret = (struct guest_device) {
		.addr = d->addr,
		.pf = d->physfn,
		.vf_index = d->is_vf ? d->vf_index : -1,
	};
	return 0;
}

static int run(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	const char *device = call->args[1];
	const char *mdev = vm_gpu_is_uuid(device) ? device : NULL;
	_cleanup_(virt_closep) struct virt *virt = NULL;
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	_cleanup_free_ char *xml = NULL;
	struct guest_device gone = { .vf_index = -1 };
	int r;

	r = vm_open(call, &virt, err);
	if (r == 0)
		r = virt_guest(virt, call->args[0], VIRT_XML_EDIT, &guest, err);
	if (r == 0 && !mdev)
		r = find(call, device, &gone, err);
	if (r < 0)
		return r;
	r = guest_edit_remove(guest.xml, &gone, mdev, &xml, err);
	if (r < 0)
		return err_wrap(err, "cannot take %s from '%s'", device, guest.name);
	if (o->dry_run) {
		vm_show_xml(call, xml);
		return 0;
	}
	r = virt_define(virt, xml, err);
	if (r < 0)
		return r;
	doc_say(call->doc, "%s is not given to %s any more", device, guest.name);
	if (guest_state_active(guest.state))
		doc_note(call->doc, "%s runs, and has it until it stops", guest.name);
	else if (!mdev)
		vm_vfs_release_now(call, virt, &gone, 1);
	return 0;
}

const struct command command_vm_detach = {
	.name = "vm detach",
	.summary = "take a device from a guest, and leave the rest of it alone",
	.about = "Takes the device out of the guest's definition, also of one that virtfn did not "
		 "make; nothing else in it changes. A running guest has it until it stops. The VF "
		 "or mediated device itself stays, unless vm create or vm attach made VFs for "
		 "guests and none has one any more.",
	.examples = "virtfn vm detach win 00:02.1\tthis VF\n"
		    "virtfn vm detach win 00:02.1 --dry-run\tonly show the XML\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_DOMAIN }, { "DEVICE", OPERAND_DEVICE } },
	.run = run,
};

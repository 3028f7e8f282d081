/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm attach": gives a guest that is there another device of the host. The rest of its
 * definition, whoever wrote it, stays as it is.
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/vm-desktop.h"
#include "cli/vm-file.h"
#include "cli/vm-vfs.h"
#include "cli/vm-work.h"
#include "facts/facts.h"
#include "guest/guest-edit.h"

struct opts {
	const char *gpu, *nic, *device, *rom;
	bool dry_run;
};

static const struct option options[] = {
	{ "gpu", 0, "GPU", "a VF, PF:auto for a free one, a whole GPU, or a mediated device's UUID",
		OPTION_STR, offsetof(struct opts, gpu) },
	{ "nic", 0, "VF|PF:auto", "a network's function", OPTION_STR, offsetof(struct opts, nic) },
	{ "device", 0, "VF|PF:auto", "any VF", OPTION_STR, offsetof(struct opts, device) },
	{ "rom", 0, "FILE", "what the first of them shows the guest as its option ROM", OPTION_STR,
		offsetof(struct opts, rom) },
	{ "dry-run", 0, NULL, "show the XML and change nothing", OPTION_FLAG,
		offsetof(struct opts, dry_run) },
	{ 0 },
};

/* What is given: 1, or 0 when a dry run has to end here. */
static int choose(struct call *call, const struct vm_guests *guests, const char *rom,
	struct vm_desktop *d, struct err *err)
{
	const struct opts *o = call->opts;
	const struct vm_desktop_opts wanted = { .gpu = o->gpu, .nic = o->nic };
	_cleanup_(host_done) struct host host = { 0 };
	const struct vm_device v = {
		.call = call,
		.host = &host,
		.guests = guests,
		.dry = o->dry_run,
	};
	unsigned scope = FACTS_ALL | FACTS_NO_NAMES | (rom ? FACTS_HOST : 0);
	int r = facts_read(call->root, scope, &host, err);

	if (r < 0)
		return r;
	vm_file_confined_rom(call, &host.stack, rom);
	r = 1;
	if (o->device) {
		r = vm_device_choose(&v, o->device, &d->devices[0], err);
		d->n_devices = 1;
	}
	return r == 1 ? vm_desktop_devices(&v, &wanted, d, err) : r;
}

static int define(struct call *call, struct virt *virt, const struct virt_guest *guest,
	const struct vm_desktop *d, struct err *err)
{
	const struct opts *o = call->opts;
	const struct guest_addition add = {
		.devices = d->devices,
		.n_devices = d->n_devices,
		.mdev = d->wish.mdev,
		.mdev_display = d->wish.mdev_display,
	};
	_cleanup_free_ char *xml = NULL;
	char name[PCI_ADDR_TEXT];
	int r = guest_edit_add(guest->xml, &add, &xml, err);

	if (r < 0)
		return r;
	if (o->dry_run) {
		vm_show_xml(call, xml);
		return 0;
	}
	r = virt_define(virt, xml, err);
	if (r < 0)
		return r;
	if (d->n_devices > 0)
		pci_addr_format(d->devices[0].addr, name);
	doc_say(call->doc, "%s is given %s%s", guest->name, d->n_devices > 0 ? name : d->wish.mdev,
		d->n_devices > 1 ? " and other devices" : "");
	if (guest_state_active(guest->state))
		doc_note(call->doc, "%s runs: it gets it at its next start", guest->name);
	return 0;
}

static int run(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(virt_closep) struct virt *virt = NULL;
	_cleanup_(vm_guests_done) struct vm_guests guests = { 0 };
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	_cleanup_free_ char *rom = NULL;
	struct vm_desktop d = { .wish.node = -1 };
	int r;

	if (!o->gpu && !o->nic && !o->device) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "say what: --gpu, --nic or --device");
	}
	if (vm_is_remote(call))
		return err_set(err, EINVAL,
			"vm attach looks at the devices of this host, and --connect is another: "
			"run virtfn there");
	r = o->rom ? vm_file_boot(call->root, "ROM", o->rom, &rom, err) : 0;
	if (r == 0)
		r = vm_open(call, &virt, err);
	if (r == 0)
		r = virt_guest(virt, call->args[0], VIRT_XML_EDIT, &guest, err);
	if (r == 0)
		r = vm_guests_read(virt, VIRT_XML_NEXT, &guests, err);
	if (r == 0)
		r = choose(call, &guests, rom, &d, err);
	if (r <= 0)
		return r;
	if (rom && d.n_devices == 0)
		return err_set(err, EINVAL, "a mediated device has no option ROM: leave out --rom");
	d.devices[0].rom = rom;
	r = define(call, virt, &guest, &d, err);
	if (r < 0 && !o->dry_run)
		vm_vfs_release(call, &guests, d.devices, d.n_devices);
	return r;
}

const struct command command_vm_attach = {
	.name = "vm attach",
	.summary = "give a guest another device, and leave the rest of it alone",
	.about = "Adds the device to the guest's definition, also to one that virtfn did not make; "
		 "nothing else in it changes. A running guest gets it at its next start. What is "
		 "refused: see virtfn vm create.",
	.examples = "sudo virtfn vm attach win --gpu 00:02.0:auto\ta free VF of the GPU\n"
		    "virtfn vm attach win --nic 01:10.0 --dry-run\tonly show the XML\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_DOMAIN } },
	.run = run,
};

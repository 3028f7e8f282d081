/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm list": all guests of this libvirt, and which functions they are given.
 */
#include "base/mem.h"
#include "cli/command.h"
#include "cli/vm-work.h"

static const struct doc_column columns[] = {
	{ "name", "NAME", "the guest's name", 0 },
	{ "state", "STATE", "running, paused, stopping, stopped, crashed or suspended", 0 },
	{ "devices", "DEVICES", "host functions it is given", 0 },
	{ "memory", "MEMORY", "its memory", DOC_COLUMN_RIGHT },
	{ "vcpus", "VCPUS", "its processors", DOC_COLUMN_RIGHT },
	{ "uuid", "UUID", "its UUID", DOC_COLUMN_EXTRA },
	{ "autostart", "AUTOSTART", "it starts with the host", DOC_COLUMN_EXTRA },
	{ "ours", "OURS", "virtfn made it", DOC_COLUMN_EXTRA },
	{ "persistent", "PERSISTENT", "it is still there when it stops", DOC_COLUMN_EXTRA },
	{ 0 },
};

static void fill(struct doc *row, const struct virt_guest *guest, const struct guest_info *info)
{
	struct doc *devices;
	char text[24];

	doc_str(row, "name", guest->name);
	doc_str(row, "state", guest_state_text(guest->state));
	devices = doc_list(row, "devices");
	for (size_t i = 0; i < info->n_devices; i++) {
		char address[PCI_ADDR_TEXT];

		pci_addr_format(info->devices[i].addr, address);
		doc_add_str(devices, address);
	}
	vm_size_text(info->memory, text);
	doc_str(row, "memory", text);
	doc_int(row, "memory_bytes", (long long)info->memory);
	doc_int(row, "vcpus", info->vcpus);
	doc_str(row, "uuid", guest->uuid);
	doc_bool(row, "autostart", guest->autostart);
	doc_bool(row, "ours", info->ours);
	doc_bool(row, "persistent", guest->persistent);
}

static int run(struct call *call, struct err *err)
{
	_cleanup_(vm_guests_done) struct vm_guests g = { 0 };
	_cleanup_(virt_closep) struct virt *virt = NULL;
	struct doc *table;
	int r;

	r = vm_open(call, &virt, err);
	if (r == 0)
		r = vm_guests_read(virt, VIRT_XML_NOW, &g, err);
	if (r < 0)
		return r;
	table = doc_table(call->doc, "guests", columns, NULL);
	for (size_t i = 0; i < g.guests.n; i++)
		fill(doc_row(table), &g.guests.v[i], &g.info[i]);
	if (g.guests.n == 0)
		doc_note(call->doc, "there are no guests; virtfn vm create makes one");
	return 0;
}

const struct command command_vm_list = {
	.name = "vm list",
	.summary = "the guests, and which functions they are given",
	.about = "Shows all guests of this libvirt, whoever made them.",
	.examples = "virtfn vm list\tall guests\n"
		    "virtfn vm list -o +UUID,AUTOSTART,OURS\tmore columns\n",
	.run = run,
};

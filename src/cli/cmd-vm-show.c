/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm show": one guest, its state and the functions it is given.
 */
#include <stddef.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/device-doc.h"
#include "cli/vm-work.h"
#include "ext/ext-netlink.h"
#include "facts/facts.h"
#include "kinds/kind.h"

struct opts {
	bool xml, inactive;
};

static const struct option options[] = {
	{ "xml", 0, NULL, "libvirt's XML of it instead", OPTION_FLAG, offsetof(struct opts, xml) },
	{ "inactive", 0, NULL, "what its next start will use, not what runs now", OPTION_FLAG,
		offsetof(struct opts, inactive) },
	{ 0 },
};

static const struct doc_column columns[] = {
	{ "address", "ADDRESS", "PCI address on the host", 0 },
	{ "kind", "KIND", "display, network, nvme or other", 0 },
	{ "driver", "DRIVER", "the host driver bound to it now", 0 },
	{ "managed", "MANAGED", "libvirt moves it to vfio-pci and back", 0 },
	{ "pf", "PF", "its physical function", 0 },
	{ "vf", "VF", "number of the VF, from 0", DOC_COLUMN_RIGHT },
	{ "mac", "MAC", "its network address", 0 },
	{ "vlan", "VLAN", "its VLAN", DOC_COLUMN_RIGHT | DOC_COLUMN_EXTRA },
	{ "name", "NAME", "what the system's pci.ids calls it", DOC_COLUMN_TRUNC },
	{ 0 },
};

/* What the guest's XML says, else what the PF enforces; without either no key at all. */
static void fill_network(struct doc *row, const struct guest_device *want, const struct host *host,
	const struct pci_dev *d)
{
	const struct pci_dev *pf = d ? host_find_pf(host, d) : NULL;
	struct vf_settings s = { 0 };
	struct err ignored;
	char text[MAC_TEXT];

	if (pf && pf->netdev[0] && d->vf_index >= 0)
		(void)ext_netlink_vf_get(pf->netdev, (unsigned)d->vf_index, &s, &ignored);
	if (want->mac) {
		doc_str(row, "mac", want->mac);
	} else if (s.set & VF_SETTING_MAC) {
		mac_format(s.mac, text);
		doc_str(row, "mac", text);
	}
	if (want->vlan || (s.set & VF_SETTING_VLAN && s.vlan))
		doc_int(row, "vlan", want->vlan ? want->vlan : s.vlan);
}

static void fill_device(struct doc *row, const struct guest_device *want, const struct host *host)
{
	const struct pci_dev *d = host_find_pci(host, want->addr);
	char address[PCI_ADDR_TEXT];

	pci_addr_format(want->addr, address);
	doc_str(row, "address", address);
	doc_bool(row, "managed", want->managed);
	fill_network(row, want, host, d);
	if (!d) {
		doc_str(row, "name", "not there now");
		return;
	}
	doc_str(row, "kind", kind_of(d)->title);
	if (d->driver[0])
		doc_str(row, "driver", d->driver);
	if (d->is_vf && d->vf_index >= 0)
		doc_int(row, "vf", d->vf_index);
	if (d->is_vf) {
		pci_addr_format(d->physfn, address);
		doc_str(row, "pf", address);
	}
	device_doc_name(row, "name", d);
}

static void fill(struct doc *doc, const struct virt_guest *guest, const struct guest_info *info)
{
	char text[24];

	doc_str(doc, "name", guest->name);
	doc_str(doc, "uuid", guest->uuid);
	doc_str(doc, "state", guest_state_text(guest->state));
	if (guest->reason)
		doc_str(doc, "reason", guest->reason);
	vm_size_text(info->memory, text);
	doc_str(doc, "memory", text);
	doc_int(doc, "memory_bytes", (long long)info->memory);
	doc_int(doc, "vcpus", info->vcpus);
	doc_bool(doc, "autostart", guest->autostart);
	doc_bool(doc, "persistent", guest->persistent);
	doc_bool(doc, "ours", info->ours);
	if (info->kernel)
		doc_str(doc, "kernel", info->kernel);
	if (info->disk)
		doc_str(doc, "disk", info->disk);
}

static int show_devices(struct call *call, const struct guest_info *info, struct err *err)
{
	_cleanup_(host_done) struct host host = { 0 };
	struct doc *table;
	int r = 0;

	if (info->n_devices == 0)
		return 0;
	/* Another machine's addresses say nothing here: they are shown as they are. */
	if (!vm_is_remote(call))
		r = facts_read(call->root, FACTS_MATTERS, &host, err);
	if (r < 0)
		return r;
	table = doc_table(call->doc, "devices", columns, NULL);
	for (size_t i = 0; i < info->n_devices; i++)
		fill_device(doc_row(table), &info->devices[i], &host);
	return 0;
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(virt_closep) struct virt *virt = NULL;
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	_cleanup_(guest_info_done) struct guest_info info = { 0 };
	int r;

	r = vm_open(call, &virt, err);
	if (r == 0)
		r = virt_guest(virt, call->args[0], opts->inactive ? VIRT_XML_NEXT : VIRT_XML_NOW,
			&guest, err);
	if (r < 0)
		return r;
	if (opts->xml) {
		vm_show_xml(call, guest.xml);
		return 0;
	}
	r = vm_info(&guest, &info, err);
	if (r < 0)
		return r;
	fill(call->doc, &guest, &info);
	return show_devices(call, &info, err);
}

const struct command command_vm_show = {
	.name = "vm show",
	.summary = "one guest: its state and its devices",
	.about = "The guest is named by its name or UUID. MAC is what the guest's definition says, "
		 "else what the physical function enforces for the VF.",
	.examples = "virtfn vm show web\tits state and devices\n"
		    "virtfn vm show web --xml\tits definition, as libvirt has it\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_DOMAIN } },
	.run = run,
};

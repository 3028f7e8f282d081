/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm clone": a second guest like one that is there, with copies of its disks and a device
 * of its own. Nothing is left over when it comes to nothing.
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/vm-clone.h"
#include "cli/vm-desktop.h"
#include "cli/vm-vfs.h"
#include "cli/vm-work.h"
#include "facts/facts.h"
#include "kinds/kind.h"
#include "model/vf-settings.h"

#define CLASS_SATA 0x0106

struct opts {
	const char *gpu, *nic, *device;
	bool dry_run;
};

static const struct option options[] = {
	{ "device", 0, "VF|PF:auto|none", "the VF it is given in place of what the other has",
		OPTION_STR, offsetof(struct opts, device) },
	{ "gpu", 0, "GPU", "a VF, PF:auto for a free one, a whole GPU, or a mediated device's UUID",
		OPTION_STR, offsetof(struct opts, gpu) },
	{ "nic", 0, "VF|PF:auto", "a network's function", OPTION_STR, offsetof(struct opts, nic) },
	{ "dry-run", 0, NULL, "show the XML and change nothing", OPTION_FLAG,
		offsetof(struct opts, dry_run) },
	{ 0 },
};

struct making {
	struct virt_guest guest; /* that is cloned */
	struct vm_guests guests;
	struct vm_clone clone;
	struct vm_desktop d;
	char mac[MAC_TEXT];
};

static void making_done(struct making *m)
{
	struct virt *virt = m->clone.virt;

	vm_clone_done(&m->clone);
	vm_guests_done(&m->guests);
	virt_guest_done(&m->guest);
	virt_close(virt);
}

static int check_options(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	int r = guest_name_check(call->args[1], err);

	if (r == 0 && str_eq(o->device, "none") && (o->gpu || o->nic))
		r = err_set(err, EINVAL, "--device none does not go with --gpu and --nic");
	if (r == 0 && vm_is_remote(call))
		return err_set(err, EINVAL,
			"vm clone looks at the devices of this host, and --connect is another: run "
			"virtfn there");
	if (r < 0)
		call->exit = EXITCODE_USAGE;
	return r;
}

static int check_guests(struct call *call, const struct making *m, struct err *err)
{
	const struct opts *o = call->opts;
	const struct virt_guest *g = &m->guest;

	for (size_t i = 0; i < m->guests.guests.n; i++)
		if (str_eq(m->guests.guests.v[i].name, call->args[1]))
			return err_set(err, EEXIST,
				"there is a guest '%s' already; choose another name",
				call->args[1]);
	/* What it writes meanwhile would be half in the copy. */
	if (guest_state_active(g->state))
		return err_set(err, EBUSY, "the guest '%s' is %s; stop it first: virtfn vm stop %s",
			g->name, guest_state_text(g->state), g->name);
	if (m->clone.parts.n_given > 0 && !o->device && !o->gpu && !o->nic) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL,
			"'%s' has a device of the host, and the clone needs another one: --device "
			"VF, --device PF:auto for a free one, or --device none",
			g->name);
	}
	return 0;
}

/* What is on it stays behind with it. */
static int check_controllers(const struct host *host, const struct making *m, struct err *err)
{
	_cleanup_(guest_info_done) struct guest_info info = { 0 };
	int r = vm_info(&m->guest, &info, err);

	for (size_t i = 0; r == 0 && i < info.n_devices; i++) {
		const struct pci_dev *d = host_find_pci(host, info.devices[i].addr);

		if (d && (d->class >> 8 == PCI_CLASS_NVME || d->class >> 8 == CLASS_SATA) &&
			!d->is_vf)
			r = err_set(err, EOPNOTSUPP,
				"'%s' has the whole controller %s, and its disks cannot be copied "
				"from here: copy them inside the guest",
				m->guest.name, d->name);
	}
	return r;
}

/* As libvirt makes them for QEMU. */
static int new_mac(char ret[MAC_TEXT], struct err *err)
{
	uint8_t mac[6] = { 0x52, 0x54 };

	if (getrandom(mac + 3, 3, 0) != 3)
		return err_sys(err, errno, "cannot make up a MAC address");
	mac_format(mac, ret);
	return 0;
}

/* The network's function is set up by libvirt at each start if that of the other guest was. */
static int dress(const struct host *host, struct making *m, struct err *err)
{
	bool network = m->clone.parts.mac || m->clone.parts.vlan;
	int r = 0;

	if (m->d.n_devices > 0 && m->clone.parts.rom &&
		!vm_clone_rom(&m->clone.parts, host, m->d.devices, m->d.n_devices))
		doc_note(m->clone.call->doc,
			"its ROM %s is not taken over: no device of the clone is of that kind",
			m->clone.parts.rom);
	for (size_t i = 0; i < m->d.n_devices && network && r == 0; i++) {
		const struct pci_dev *f = host_find_pci(host, m->d.devices[i].addr);

		if (!f || !f->is_vf || !str_eq(kind_of(f)->id, "nic"))
			continue;
		m->d.devices[i].vlan = m->clone.parts.vlan;
		if (m->clone.parts.mac) {
			r = new_mac(m->mac, err);
			m->d.devices[i].mac = m->mac;
		}
		network = false;
	}
	return r;
}

/* 1; or 0 when VFs would have to be made but it is dry. */
static int choose(struct call *call, struct making *m, struct err *err)
{
	const struct opts *o = call->opts;
	const struct vm_desktop_opts wanted = { .gpu = o->gpu, .nic = o->nic };
	_cleanup_(host_done) struct host host = { 0 };
	const struct vm_device v = {
		.call = call,
		.host = &host,
		.guests = &m->guests,
		.dry = o->dry_run,
	};
	int r = facts_read(call->root, FACTS_ALL | FACTS_NO_NAMES, &host, err);

	if (r == 0)
		r = check_controllers(&host, m, err);
	if (r < 0)
		return r;
	r = 1;
	if (o->device && !str_eq(o->device, "none")) {
		r = vm_device_choose(&v, o->device, &m->d.devices[0], err);
		m->d.n_devices = 1;
	}
	if (r == 1)
		r = vm_desktop_devices(&v, &wanted, &m->d, err);
	if (r == 1)
		r = dress(&host, m, err) < 0 ? -err->code : 1;
	return r;
}

static void say_made(struct call *call, const struct making *m)
{
	const struct guest_clone *c = &m->clone.parts;
	char name[PCI_ADDR_TEXT];

	if (m->d.n_devices > 0)
		pci_addr_format(m->d.devices[0].addr, name);
	else if (m->d.wish.mdev)
		(void)snprintf(name, sizeof(name), "%.8s...", m->d.wish.mdev);
	doc_str(call->doc, "name", call->args[1]);
	doc_say(call->doc, "%s is made from %s%s%s%s", call->args[1], m->guest.name,
		m->d.n_devices > 0 || m->d.wish.mdev ? ", with " : "",
		m->d.n_devices > 0 || m->d.wish.mdev ? name : "",
		m->d.n_devices > 1 ? " and other devices" : "");
	for (size_t i = 0; i < c->n_disks; i++)
		doc_note(call->doc, "its disk %s is a copy: %s",
			c->disks[i].target ? c->disks[i].target : "", c->disks[i].copy);
	vm_clone_notes(&m->clone, m->guest.name);
}

static int define(struct call *call, struct making *m, struct err *err)
{
	const struct opts *o = call->opts;
	const struct guest_addition add = {
		.devices = m->d.devices,
		.n_devices = m->d.n_devices,
		.mdev = m->d.wish.mdev,
		.mdev_display = m->d.wish.mdev_display,
	};
	_cleanup_free_ char *xml = NULL;
	int r = vm_clone_copy(&m->clone, err);

	if (r == 0)
		r = guest_clone_xml(m->guest.xml, &m->clone.parts, &add, &xml, err);
	if (r == 0 && o->dry_run)
		vm_show_xml(call, xml);
	else if (r == 0)
		r = virt_define(m->clone.virt, xml, err);
	if (r < 0) {
		vm_clone_undo(&m->clone);
		return r;
	}
	if (!o->dry_run)
		say_made(call, m);
	return 0;
}

static int read_guest(struct call *call, struct making *m, struct err *err)
{
	int r = vm_open(call, &m->clone.virt, err);

	if (r == 0)
		r = virt_guest(m->clone.virt, call->args[0], VIRT_XML_EDIT, &m->guest, err);
	if (r == 0)
		r = vm_guests_read(m->clone.virt, VIRT_XML_NEXT, &m->guests, err);
	if (r < 0)
		return r;
	r = guest_clone_read(m->guest.xml, &m->clone.parts, err);
	m->clone.parts.name = call->args[1];
	return r < 0 ? err_wrap(err, "cannot clone '%s'", m->guest.name) : 0;
}

static int run(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(making_done) struct making m = {
		.clone = { .call = call, .dry = o->dry_run },
		.d.wish.node = -1,
	};
	int r = check_options(call, err);

	if (r == 0)
		r = read_guest(call, &m, err);
	if (r == 0)
		r = check_guests(call, &m, err);
	if (r == 0)
		r = choose(call, &m, err);
	if (r == 1)
		r = define(call, &m, err);
	if (r < 0 && !o->dry_run)
		vm_vfs_release(call, &m.guests, m.d.devices, m.d.n_devices);
	return r;
}

const struct command command_vm_clone = {
	.name = "vm clone",
	.summary = "make another guest like this one, with a device of its own",
	.about = "Copies the disks of a guest that is switched off, and its UEFI variables, by "
		 "libvirt's storage, and defines a guest with them under a new name. What only one "
		 "guest can be or have is new: UUID, MAC addresses, TPM, shared memory, ports. The "
		 "host's devices of the one are not given to the other: --device (or --gpu, --nic) "
		 "says what it gets instead, with the same ROM, and a network's VF with the same "
		 "VLAN. Never do two guests have one disk: one that cannot be copied (of a "
		 "network, passed through, encrypted) is refused. If it comes to nothing, the "
		 "copies are taken away again.",
	.examples = "sudo virtfn vm clone web web2 --device enp1s0f0:auto\twith any free VF\n"
		    "virtfn vm clone win test --gpu 00:02.2\twith this VF\n"
		    "virtfn vm clone win test --device none --dry-run\tonly show the XML\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_DOMAIN }, { "NEW", OPERAND_TEXT } },
	.run = run,
};

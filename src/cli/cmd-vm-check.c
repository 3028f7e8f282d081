/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm check": does the guest have what it was given, and did its driver start? Asks the
 * agent in the guest; what it says is read by vm-check-read.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/vm-agent.h"
#include "cli/vm-check-read.h"
#include "cli/vm-work.h"
#include "facts/facts.h"

#define RUN_SECONDS 30

static const struct doc_column columns[] = {
	{ "address", "ADDRESS", "PCI address on the host", 0 },
	{ "present", "PRESENT", "the guest sees it; ? is unknown", 0 },
	{ "started", "STARTED", "its driver in the guest works", 0 },
	{ "problem", "PROBLEM", "Windows' code of what is wrong", DOC_COLUMN_RIGHT },
	{ "driver", "DRIVER", "the driver in the guest", 0 },
	{ "version", "VERSION", "its version", 0 },
	{ "name", "NAME", "what Windows calls it", DOC_COLUMN_TRUNC },
	{ 0 },
};

/* Windows says it in one go; what it has no programs for stays unknown. */
static int ask_windows(const struct vm_agent *a, struct vm_seen *s, struct err *err)
{
	const char *const argv[] = { "powershell.exe", "-NoProfile", "-NonInteractive", "-Command",
		vm_seen_powershell, NULL };
	_cleanup_(json_freep) struct json *devices = NULL;
	_cleanup_free_ char *text = NULL;
	struct err why;
	int r = vm_agent_ask(a, "guest-get-devices", &devices, &why);

	if (r == 0)
		r = vm_seen_devices(devices, s, err);
	if (r == -ENOMEM)
		return r;
	r = vm_agent_run(a, argv, RUN_SECONDS, &text, err);
	return r < 0 ? r : vm_seen_problems(text, s, err);
}

static int ask_linux(const struct vm_agent *a, struct vm_seen *s, struct err *err)
{
	const char *const argv[] = { "grep", "-rsE", "--include=uevent",
		"^(DRIVER|PCI_ID)=", "/sys/devices", NULL };
	_cleanup_free_ char *text = NULL;
	int r = vm_agent_run(a, argv, RUN_SECONDS, &text, err);

	return r < 0 ? r : vm_seen_uevents(text, s, err);
}

/* Not to know is no failure: it is said. */
static int ask(struct call *call, const struct vm_agent *a, struct vm_seen *s, struct err *err)
{
	_cleanup_(json_freep) struct json *os = NULL;
	struct err why;
	int r = vm_agent_ask(a, "guest-get-osinfo", &os, &why);

	if (r < 0) {
		doc_say(call->doc,
			"unknown: no agent answers in %s, so nobody can say what the guest sees",
			a->name);
		doc_note(call->doc,
			"%s; install qemu-guest-agent in the guest (Windows: virtio-win's guest "
			"tools), and give it the channel org.qemu.guest_agent.0",
			why.text);
		return r == -ENOMEM ? err_oom(err) : 0;
	}
	vm_seen_os(os, s);
	r = s->windows ? ask_windows(a, s, &why) : ask_linux(a, s, &why);
	if (r < 0 && r != -ENOMEM)
		doc_note(call->doc, "not all could be asked: %s", why.text);
	return r == -ENOMEM ? err_oom(err) : 0;
}

/* Facts of the field (diagnoses.md 1 to 4), the surest first. */
static void explain_43(struct call *call, const struct vm_seen *s, const char *xml)
{
	bool hidden = strstr(xml, "name='hypervisor'") &&
		      (strstr(xml, "policy='disable' name='hypervisor'") != NULL);

	if (s->vbs == TRI_YES)
		doc_note(call->doc,
			"Code 43: Windows runs under its own hypervisor (virtualisation-based "
			"security, Hyper-V or WSL 2), under which Intel's driver does not start on "
			"a "
			"VF; switch these off in the guest, or take vmx from its CPU");
	else if (hidden)
		doc_note(call->doc,
			"Code 43: the domain hides the hypervisor, and the driver has to see that "
			"it is in a virtual machine; remove <feature policy='disable' "
			"name='hypervisor'/>");
	else
		doc_note(call->doc,
			"Code 43: the driver gave up. Known causes are a driver older than the VF "
			"needs, an option ROM that it wants (virtfn rom needed), a CPU that is not "
			"host-passthrough, and virtualisation-based security%s",
			s->vbs == TRI_UNKNOWN ? ", which could not be looked at" : "");
}

/* known: what numbers it has is; the host may have lost it. */
static void fill(
	struct doc *row, const struct vm_seen *s, const struct vm_seen_device *d, bool known)
{
	if (!s->listed || !known) {
		doc_unknown(row, "present");
		doc_unknown(row, "started");
		return;
	}
	doc_bool(row, "present", d != NULL);
	if (!d)
		return;
	if (d->problem >= 0)
		doc_bool(row, "started", d->problem == 0);
	else if (!s->windows)
		doc_bool(row, "started", d->driver[0]);
	else
		doc_unknown(row, "started");
	if (d->problem > 0)
		doc_int(row, "problem", d->problem);
	if (d->driver[0])
		doc_str(row, "driver", d->driver);
	if (d->version[0])
		doc_str(row, "version", d->version);
	if (d->name[0])
		doc_str(row, "name", d->name);
}

static bool is_bad(const struct vm_seen *s, const struct vm_seen_device *d)
{
	return s->listed && (!d || d->problem > 0 || (!s->windows && !d->driver[0]));
}

/* Two VFs of one kind have the same numbers: the second is the second that the guest has. */
static const struct vm_seen_device *find(
	const struct vm_seen *s, const struct host *host, const struct guest_info *info, size_t i)
{
	const struct pci_dev *d = host_find_pci(host, info->devices[i].addr);
	const struct vm_seen_device *seen = NULL;
	size_t at = 0;

	for (size_t k = 0; k <= i && d; k++) {
		const struct pci_dev *other = host_find_pci(host, info->devices[k].addr);

		if (other && other->vendor == d->vendor && other->device == d->device)
			seen = vm_seen_find(s, d->vendor, d->device, &at);
	}
	return seen;
}

static int show(struct call *call, const struct virt_guest *guest, const struct guest_info *info,
	const struct vm_seen *s, struct err *err)
{
	_cleanup_(host_done) struct host host = { 0 };
	struct doc *table;
	int r = facts_read(call->root, FACTS_MATTERS, &host, err);
	bool code_43 = false, known;

	if (r < 0)
		return r;
	doc_str(call->doc, "name", guest->name);
	if (s->os[0])
		doc_str(call->doc, "os", s->os);
	if (s->looking_glass[0])
		doc_str(call->doc, "looking_glass", s->looking_glass);
	table = doc_table(call->doc, "devices", columns, NULL);
	for (size_t i = 0; i < info->n_devices; i++) {
		const struct vm_seen_device *d = find(s, &host, info, i);
		struct doc *row = doc_row(table);
		char address[PCI_ADDR_TEXT];

		pci_addr_format(info->devices[i].addr, address);
		doc_str(row, "address", address);
		known = host_find_pci(&host, info->devices[i].addr) != NULL;
		fill(row, s, d, known);
		code_43 = code_43 || (d && d->problem == 43);
		if (known && is_bad(s, d))
			call->exit = EXITCODE_BLOCKED;
	}
	if (code_43)
		explain_43(call, s, guest->xml);
	return 0;
}

static int run(struct call *call, struct err *err)
{
	_cleanup_(virt_closep) struct virt *virt = NULL;
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	_cleanup_(guest_info_done) struct guest_info info = { 0 };
	_cleanup_(vm_seen_done) struct vm_seen seen = { .vbs = TRI_UNKNOWN };
	struct vm_agent agent;
	int r = vm_open(call, &virt, err);

	if (r == 0)
		r = virt_guest(virt, call->args[0], VIRT_XML_NOW, &guest, err);
	if (r == 0)
		r = vm_info(&guest, &info, err);
	if (r < 0)
		return r;
	if (!guest_state_active(guest.state))
		return err_set(err, EBUSY,
			"the guest '%s' is %s, so nobody in it can be asked; first: virtfn vm "
			"start "
			"%s",
			guest.name, guest_state_text(guest.state), guest.name);
	if (vm_is_remote(call))
		return err_set(err, EINVAL,
			"vm check looks at the devices of this host, and --connect is another: run "
			"virtfn there");
	agent = (struct vm_agent) { virt, guest.name };
	r = ask(call, &agent, &seen, err);
	return r < 0 ? r : show(call, &guest, &info, &seen, err);
}

const struct command command_vm_check = {
	.name = "vm check",
	.summary = "does the guest see its devices, and do their drivers work?",
	.about = "Asks the agent in a running guest (qemu-guest-agent) which devices it sees and "
		 "whether their drivers started. Of Windows it reads the codes of its device "
		 "manager, says where Code 43 comes from, and which Looking Glass is in the "
		 "guest. Without an agent all of it is unknown. Exits with 3 when the guest lacks "
		 "a device or its driver did not start.",
	.examples = "virtfn vm check win11\tevery device that it was given\n"
		    "virtfn vm check win11 --json\tfor programs\n",
	.operands = { { "NAME", OPERAND_DOMAIN } },
	.run = run,
};

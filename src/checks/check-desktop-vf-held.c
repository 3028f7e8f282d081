/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a program of the host hold a VF that is meant for a guest?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static bool is_vf_of(const struct judge *j, struct pci_addr addr)
{
	const struct pci_dev *d = host_find_pci(j->host, addr);

	if (!d || !d->is_vf)
		return false;
	return pci_addr_compare(d->addr, j->dev->addr) == 0 ||
	       pci_addr_compare(d->physfn, j->dev->addr) == 0;
}

static void judge(struct judge *j)
{
	const struct session *s = &j->host->session;

	if (!j->dev->is_vf && j->dev->sriov.num == 0)
		return;
	for (size_t i = 0; i < s->n_holders; i++) {
		const struct session_holder *h = &s->holders[i];
		char name[PCI_ADDR_TEXT];

		if (!is_vf_of(j, h->gpu))
			continue;
		pci_addr_format(h->gpu, name);
		judge_warning(j, "%s (pid %d) holds VF %s: it is not free for a guest", h->comm,
			h->pid, name);
		judge_seen_printf(j, h->node, "open in %s (pid %d)", h->comm, h->pid);
		fix_say(j, "log out, then:");
		fix_say(j, "sudo virtfn vf bind %s vfio-pci", name);
		fix_say(j, "make VFs before the desktop starts, with drivers of the host kept off");
		return;
	}
	if (s->holders_seen != TRI_YES)
		judge_unknown(j, "who holds VFs could not be looked at: needs root");
	else
		judge_ok(j, "no program of the host holds VFs");
}

const struct check check_desktop_vf_held = {
	.id = "desktop-vf-held",
	.group = "desktop",
	.title = "No program of the host holds VFs",
	.why = "A VF with a driver of the host is one more GPU for the desktop, which opens it "
	       "and fails when a guest gets it.",
	.source = "diagnoses.md 13, devices.md 3.4",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the host use VFs for its own network? Those are not free for guests.
 */
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

struct tally {
	unsigned n, used, unknown;
	const struct pci_dev *first;
};

static void count(struct tally *t, const struct pci_dev *vf)
{
	t->n++;
	if (device_use(vf, PCI_USE_NETDEV_ADDR)) {
		t->used++;
		t->first = t->first ? t->first : vf;
	} else if (vf->netdev[0] && vf->netdev_up == TRI_UNKNOWN) {
		t->unknown++;
	}
}

static void judge(struct judge *j)
{
	struct tally t = { 0 };

	if (j->dev->is_vf)
		count(&t, j->dev);
	for (const struct pci_dev *vf = device_next_vf(j->host, j->dev, NULL); vf;
		vf = device_next_vf(j->host, j->dev, vf))
		count(&t, vf);
	if (t.n == 0)
		return;
	if (t.used) {
		judge_warning(j, "the host uses %u of %u VFs for its own network", t.used, t.n);
		judge_seen_printf(j, "/sys/class/net", "%s (%s) has addresses", t.first->netdev,
			t.first->name);
		fix_say(j, "leave that VF to the host, or take its addresses away and run:");
		fix_say(j, "sudo virtfn vf bind %s vfio-pci", t.first->name);
	} else if (t.unknown) {
		judge_unknown(j, "whether the host uses %u VFs could not be looked at", t.unknown);
	} else {
		judge_ok(j, "the host's network uses none of %u VFs", t.n);
	}
}

const struct check check_nic_vf_host_use = {
	.id = "nic-vf-host-use",
	.group = "nic",
	.title = "The host's network does not use VFs",
	.why = "Drivers of the host take new VFs unless they are kept off, and network services "
	       "then configure them; such a VF cannot be given away without cutting that traffic.",
	.source = "devices.md 3.4, 7.3",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

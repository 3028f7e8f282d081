/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Would giving this card away cut the host's network?
 */
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

/* Another function of the host that has addresses; a VF of the same card goes with it. */
static bool other_network(const struct judge *j)
{
	for (size_t i = 0; i < j->host->n_pci; i++) {
		const struct pci_dev *d = &j->host->pci[i];

		if (d != j->dev && device_use(d, PCI_USE_NETDEV_ADDR) &&
			!(d->is_vf && pci_addr_compare(d->physfn, j->dev->addr) == 0))
			return true;
	}
	return false;
}

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (device_use(d, PCI_USE_NETDEV_ADDR) || d->netdev_master[0]) {
		judge_warning(j, "the host uses %s%s", d->netdev,
			other_network(j) ? "" : ", and has no other network");
		judge_seen_printf(j, "/sys/class/net", "%s %s%s", d->netdev,
			d->netdev_master[0] ? "belongs to " : "has addresses", d->netdev_master);
		fix_say(j, "move the host's addresses to another interface first");
	} else if (!d->netdev[0]) {
		judge_ok(j, "the host's network does not use it");
	} else if (d->netdev_up == TRI_NO) {
		judge_ok(j, "%s is down: the host does not use it", d->netdev);
		judge_seen_printf(j, "/sys/class/net", "%s is down", d->netdev);
	} else {
		judge_unknown(j, "whether the host needs %s could not be seen: ip address show",
			d->netdev);
	}
}

const struct check check_nic_host_network = {
	.id = "nic-host-network",
	.group = "nic",
	.title = "The host does not need this network card",
	.why = "A card that is given away disappears from the host, with its addresses; who "
	       "works over the network locks himself out.",
	.source = "devices.md 3.4",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the PF a port of a bridge or bond? Then guests on it and guests with VFs may not meet.
 */
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (!device_splits(d) || !d->netdev[0])
		return;
	if (d->netdev_master[0]) {
		judge_warning(j,
			"%s belongs to %s: guests behind that may not reach guests with VFs",
			d->netdev, d->netdev_master);
		judge_seen_printf(
			j, "/sys/class/net", "%s/master: %s", d->netdev, d->netdev_master);
		fix_say(j, "for a bridge: use another port for it, or tell the card each guest's "
			   "MAC:");
		fix_say(j, "sudo bridge fdb add MAC dev %s", d->netdev);
		fix_say(j, "for a bond: VFs stay on their own port when it fails over");
	} else if (d->netdev_up == TRI_NO || device_use(d, PCI_USE_NETDEV_ADDR)) {
		judge_ok(j, "%s is no port of a bridge or bond", d->netdev);
	} else {
		judge_unknown(j, "whether %s is a port of a bridge could not be seen: bridge link",
			d->netdev);
	}
}

const struct check check_nic_pf_bridge = {
	.id = "nic-pf-bridge",
	.group = "nic",
	.title = "The PF is no port of a bridge or bond",
	.why = "The switch in the card does not know addresses behind a software bridge on the "
	       "PF, so frames from a VF to a guest there go out of the port and are lost.",
	.source = "diagnoses.md (network)",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the interface of the PF up? VFs have no link and no reset without it.
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
	if (d->netdev_up == TRI_UNKNOWN) {
		judge_unknown(j, "whether %s is up could not be looked at", d->netdev);
	} else if (d->netdev_up == TRI_YES) {
		judge_ok(j, "%s is up", d->netdev);
	} else {
		judge_warning(j, "%s is down: its VFs get no link", d->netdev);
		fix_say(j, "sudo ip link set dev %s up", d->netdev);
		fix_say(j, "and let it come up at each boot, without addresses if the host needs "
			   "none");
	}
	if (d->netdev_up != TRI_UNKNOWN)
		judge_seen_printf(j, "/sys/class/net", "%s is %s", d->netdev,
			d->netdev_up == TRI_YES ? "up" : "down");
}

const struct check check_nic_link_up = {
	.id = "nic-link-up",
	.group = "nic",
	.title = "The interface of the PF is up",
	.why = "While the PF is down its VFs have no link, and a guest's driver says \"PF still "
	       "in reset state. Is the PF interface up?\".",
	.source = "devices.md 7.1, 7.3",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

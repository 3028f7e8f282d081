/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Has the PF a network interface? MAC, VLAN and link of its VFs are set through it.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void no_interface(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	judge_seen_dev(j, "driver", d->driver);
	judge_seen_dev(j, "net", NULL);
	if (device_on_vfio(d) || str_eq(d->driver, "pci-pf-stub")) {
		judge_warning(j,
			"%s holds it, so it has no interface: MAC and VLAN of VFs cannot be set",
			d->driver);
		fix_say(j, "sudo virtfn vf bind %s host", d->name);
		return;
	}
	judge_warning(
		j, "its driver %s made no interface: MAC and VLAN of VFs cannot be set", d->driver);
	fix_say(j, "see whether the interface is in another network namespace: lsns -t net\nsee "
		   "what the driver said:");
	fix_say(j, "sudo dmesg");
}

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (!device_splits(d))
		return;
	if (d->netdev[0]) {
		judge_ok(j, "it is the interface %s", d->netdev);
		judge_seen_dev(j, "net", d->netdev);
	} else if (!d->driver[0]) {
		judge_unknown(j, "no driver holds it, so its interface could not be looked at");
		judge_seen_dev(j, "driver", NULL);
	} else if (j->host->machine.is_container == TRI_YES) {
		judge_unknown(j, "this is a container: interfaces of the host cannot be seen");
	} else {
		no_interface(j);
	}
}

const struct check check_nic_pf_interface = {
	.id = "nic-pf-interface",
	.group = "nic",
	.title = "The PF has a network interface",
	.why = "MAC, VLAN, trust and link state of VFs are set through the interface of the PF. "
	       "libvirt looks for it too when a guest gets a VF as an interface.",
	.source = "devices.md 7.1, host.md 5.1",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.explained_by = "pf-driver",
	.judge = judge,
};

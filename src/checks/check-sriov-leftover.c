/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are there VFs of a physical function that nobody holds any more? Only a driver can take them
 * away again.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (d->is_vf || d->sriov.total < 0)
		return;
	if (d->detail && d->detail->header_bad == TRI_YES) {
		judge_unknown(j, "the device does not answer");
	} else if (d->sriov.num <= 0 || (d->driver[0] && !others_vfio(d->driver))) {
		judge_ok(j, "no VFs were left behind");
	} else {
		judge_warning(j, "there are %d VFs, but no driver that could take them away",
			d->sriov.num);
		judge_seen_printf(
			j, "/sys/bus/pci/devices", "%s/sriov_numvfs: %d", d->name, d->sriov.num);
		judge_seen_dev(j, "driver", d->driver[0] ? d->driver : NULL);
		fix_say(j, "give it back to the driver that made them, then write 0:");
		fix_say(j, "echo %s | sudo tee /sys/bus/pci/drivers_probe", d->name);
		fix_say(j, "echo 0 | sudo tee /sys/bus/pci/devices/%s/sriov_numvfs", d->name);
	}
}

const struct check check_sriov_leftover = {
	.id = "sriov-leftover",
	.group = "sriov",
	.title = "No VFs were left behind by a driver that is gone",
	.why = "Some drivers leave their VFs when they are unbound. Then sriov_numvfs cannot be "
	       "written, and vfio-pci cannot take the physical function.",
	.source = "devices.md 3.5",
	.kinds = CHECK_ANY_DEVICE,
	.judge = judge,
};

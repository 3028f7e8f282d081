/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the function that shall be given away whole free of VFs? vfio-pci does not take a
 * physical function that has some.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (d->is_vf || d->sriov.present == TRI_NO)
		return;
	if (d->sriov.present == TRI_UNKNOWN && d->sriov.num <= 0 && d->sriov.total < 0) {
		judge_unknown(j, "whether the device has VFs could not be looked at");
	} else if (d->sriov.num <= 0) {
		judge_ok(j, "the device has no VFs now");
	} else {
		judge_blocks(j, "the device has %d VFs: it cannot be given away as a whole",
			d->sriov.num);
		judge_seen_printf(
			j, "/sys/bus/pci/devices", "%s/sriov_numvfs: %d", d->name, d->sriov.num);
		fix_say(j, "stop the guests that have its VFs, then: sudo virtfn vf destroy %s",
			d->name);
	}
}

const struct check check_vfio_pf_with_vfs = {
	.id = "vfio-pf-with-vfs",
	.group = "vfio",
	.title = "The device has no VFs while it is given away whole",
	.why = "vfio-pci refuses it with \"Device or resource busy\". Drivers that take their VFs "
	       "along when they go, like i915, take them from running guests.",
	.source = "devices.md 3.4, 3.5; diagnoses.md 3 row 12",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};

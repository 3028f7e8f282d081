/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the VF that is asked about in VFIO's hands already? Physical functions are taken from
 * the host only when a guest starts.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (!d->is_vf)
		return;
	if (others_vfio(d->driver)) {
		judge_ok(j, "%s holds %s for a guest", d->driver, d->name);
		return;
	}
	if (d->driver[0])
		judge_warning(
			j, "%s of the host holds this VF, so no guest can have it", d->driver);
	else
		judge_warning(j, "no driver holds this VF, so no guest can have it yet");
	judge_seen_dev(j, "driver", d->driver[0] ? d->driver : NULL);
	fix_say(j, "sudo virtfn vf bind %s vfio-pci", d->name);
}

const struct check check_vfio_bound = {
	.id = "vfio-bound",
	.group = "vfio",
	.title = "A driver of VFIO holds the VF",
	.why = "A guest gets a VF through vfio-pci, or through the variant of it for this device. "
	       "The host's own driver must have let it go before.",
	.source = "devices.md 3.4",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "vfio-module",
	.judge = judge,
};

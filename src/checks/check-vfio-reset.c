/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can the kernel reset the device between two guests?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (d->reset_seen != TRI_YES) {
		judge_unknown(j, "how the device is reset could not be looked at");
	} else if (!d->reset[0]) {
		judge_warning(j, "the kernel has no way to reset the device");
		judge_seen_dev(j, "reset_method", NULL);
		fix_say(j, "expect that a guest gets it once per boot of the host; look for a "
			   "firmware "
			   "update of the device");
	} else {
		judge_ok(j, "the device can be reset: %s", d->reset);
	}
}

const struct check check_vfio_reset = {
	.id = "vfio-reset",
	.group = "vfio",
	.title = "The device can be reset",
	.why = "The next guest must not find what the last one left, and a device that is not "
	       "reset "
	       "often does not start again.",
	.source = "devices.md 8; diagnoses.md 3b",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "device-gone",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does driver_override agree with who holds the device? One that was left behind decides who
 * gets it at the next binding.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (!d->override[0]) {
		judge_ok(j, "no driver_override is set");
	} else if (str_eq(d->override, d->driver)) {
		judge_ok(j, "driver_override names %s, which holds the device", d->override);
	} else {
		judge_warning(j, "driver_override names %s, but %s holds the device", d->override,
			d->driver[0] ? d->driver : "nobody");
		judge_seen_dev(j, "driver_override", d->override);
		fix_say(j, "to give it to %s: echo %s | sudo tee /sys/bus/pci/drivers_probe",
			d->override, d->name);
		fix_say(j,
			"to take the order back: echo | sudo tee "
			"/sys/bus/pci/devices/%s/driver_override",
			d->name);
	}
}

const struct check check_driver_override = {
	.id = "driver-override",
	.group = "driver",
	.title = "driver_override agrees with the driver",
	.why = "With driver_override only the driver of that name can take the device: others, the "
	       "GPU's own too, get \"No such device\".",
	.source = "devices.md 3.1, 3.4",
	.kinds = CHECK_ANY_DEVICE,
	.judge = judge,
};

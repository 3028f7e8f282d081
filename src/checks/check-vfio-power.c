/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the device awake? From D3cold some do not come back when a guest wants them.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

static void judge(struct judge *j)
{
	const struct pci_detail *p = j->dev->detail;
	const char *state = p ? p->power_state : "";

	if (j->dev->is_vf)
		return;
	if (!state[0] || str_eq(state, "unknown")) {
		judge_unknown(j, "the device's power state is not known");
	} else if (str_eq(state, "error")) {
		judge_warning(j, "the device's power state cannot be set");
		judge_seen_dev(j, "power_state", state);
		fix_say(j, "switch the host off, at the mains too, and on again");
	} else if (str_eq(state, "D3cold") && others_vfio(j->dev->driver)) {
		judge_warning(j, "the device is without power (D3cold) and may not come back");
		judge_seen_dev(j, "power_state", state);
		fix_say(j, "echo 0 | sudo tee /sys/bus/pci/devices/%s/d3cold_allowed",
			j->dev->name);
		fix_module_option(j, "vfio-pci", "disable_idle_d3=1");
	} else {
		judge_ok(j, "the device's power state is %s", state);
	}
}

const struct check check_vfio_power = {
	.id = "vfio-power",
	.group = "vfio",
	.title = "The device is awake",
	.why = "vfio-pci lets an unused device sleep. Some then read as all ones: \"can't change "
	       "power "
	       "state from D3cold to D0\".",
	.source = "devices.md 3.1, 6.2; diagnoses.md 3 row 36, 3b",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "device-gone",
	.judge = judge,
};

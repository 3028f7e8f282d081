/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May this host go to sleep while VFs of its GPU are there?
 */
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	enum tri portable = machine_portable(&j->host->machine);

	if (!device_splits(j->dev))
		return;
	if (j->dev->sriov.num == 0) {
		judge_ok(j, "no VFs are there that a suspend could hang on");
	} else if (portable == TRI_UNKNOWN) {
		judge_unknown(j, "whether this is a laptop, which sleeps by itself, is not known");
	} else if (portable == TRI_NO) {
		judge_ok(j, "this is no laptop: it does not sleep when its lid is closed");
	} else {
		judge_warning(j, "this laptop may freeze when it sleeps: %d VFs are there",
			j->dev->sriov.num);
		judge_seen_printf(
			j, "/sys/class/dmi/id/chassis_type", "%d", j->host->machine.chassis);
		fix_say(j, "remove VFs before it sleeps:");
		fix_say(j, "sudo virtfn vf destroy %s", j->dev->name);
		fix_say(j, "or keep it awake:");
		fix_say(j, "sudo systemctl mask sleep.target suspend.target");
	}
}

const struct check check_desktop_suspend = {
	.id = "desktop-suspend",
	.group = "desktop",
	.title = "The host may sleep",
	.why = "Hosts with VFs of an Intel GPU freeze at suspend or hibernation unless the "
	       "driver has a late fix; the log ends at \"PM: hibernation entry\" or before.",
	.source = "diagnoses.md 20",
	.kinds = CHECK_IGPU,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

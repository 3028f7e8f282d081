/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the host work on the primary controller that shall be reset for its VFs?
 */
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_use *use = device_use(j->dev, PCI_USE_MOUNT);

	if (!device_splits(j->dev))
		return;
	if (use) {
		judge_warning(j,
			"the host has %s on it: giving queues to VFs resets the controller",
			use->what);
		judge_seen_printf(j, "/proc/self/mountinfo", "%s on %s", use->what, j->dev->name);
		fix_say(j, "set the primary's resources before anything is mounted, or use another "
			   "disk");
	} else if (j->host->mounts_seen != TRI_YES) {
		judge_unknown(j, "what is mounted could not be looked at");
	} else {
		judge_ok(j, "the host has no file system on it");
	}
}

const struct check check_nvme_pf_mounted = {
	.id = "nvme-pf-mounted",
	.group = "nvme",
	.title = "The primary controller may be reset",
	.why = "Moving queues from the primary controller to its VFs (primary flexible "
	       "resources) takes effect with a reset of the controller, while the host reads and "
	       "writes.",
	.source = "devices.md 7.5",
	.kinds = CHECK_NVME,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

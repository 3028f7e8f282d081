/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Would the host's nvme driver take new VFs, which are still offline then?
 */
#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	_cleanup_free_ char *file =
		str_printf("/sys/bus/pci/devices/%s/sriov_drivers_autoprobe", j->dev->name);

	if (!device_splits(j->dev) || j->dev->sriov.total == 0)
		return;
	if (!file)
		j->failed = true;
	else if (j->dev->sriov.autoprobe == TRI_UNKNOWN)
		judge_unknown(j, "whether drivers of the host take new VFs could not be looked at");
	else if (j->dev->sriov.autoprobe == TRI_NO)
		judge_ok(j, "drivers of the host leave new VFs alone");
	else {
		judge_warning(
			j, "the host's nvme driver takes new VFs while they are still offline");
		judge_seen_dev(j, "sriov_drivers_autoprobe", "1");
		fix_write(j, file, "0");
		fix_say(j, "virtfn vf create does so by itself");
	}
}

const struct check check_nvme_autoprobe = {
	.id = "nvme-autoprobe",
	.group = "nvme",
	.title = "Drivers of the host leave NVMe VFs alone",
	.why = "A new NVMe VF is offline until it has queues and interrupts. A driver that takes "
	       "it earlier waits and gives up: \"Device not ready; aborting initialisation\".",
	.source = "devices.md 7.5",
	.kinds = CHECK_NVME,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-files",
	.judge = judge,
};

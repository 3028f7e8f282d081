/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a file system of the host on the disk that shall be given away?
 */
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_use *use = device_use(j->dev, PCI_USE_MOUNT);

	if (use) {
		judge_blocks(j, "the host has %s on it", use->what);
		judge_seen_printf(j, "/proc/self/mountinfo", "%s on %s", use->what, j->dev->name);
		fix_say(j, "unmount it, swap too, and take it out of /etc/fstab; the disk with / "
			   "stays "
			   "with the host");
	} else if (j->host->mounts_seen != TRI_YES) {
		judge_unknown(j, "what is mounted could not be looked at");
	} else {
		judge_ok(j, "the host has no file system on it");
	}
}

const struct check check_nvme_mounted = {
	.id = "nvme-mounted",
	.group = "nvme",
	.title = "The host has no file system on the disk",
	.why = "A controller that goes to a guest takes its disks along: the host loses the file "
	       "systems on it, and two kernels that write to one destroy it.",
	.source = "devices.md 3.4",
	.kinds = CHECK_NVME,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};

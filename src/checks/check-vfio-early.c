/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vfio-pci was told to take the device at boot: did it get it, or was the GPU's own driver
 * faster?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

static void lost(struct judge *j, const struct others_ids *ids)
{
	const struct initramfs_tool *tool = j->host->initramfs;
	const char *driver = j->dev->driver;

	judge_warning(j, "vfio-pci was told to take the device, but %s was faster", driver);
	judge_seen_dev(j, "driver", driver);
	if (ids->param)
		judge_seen_param(j, ids->param);
	if (ids->line)
		judge_seen_printf(
			j, ids->line->file, "line %u: %s", ids->line->line, ids->line->text);
	fix_say(j,
		"echo 'softdep %s pre: vfio-pci' | sudo tee /etc/modprobe.d/virtfn-vfio-pci.conf",
		driver);
	fix_say(j, "%s", tool ? tool->rebuild : "rebuild the initramfs");
	fix_say(j, "and reboot");
}

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;
	struct others_ids ids = others_vfio_ids(&j->host->kernel, d);

	if (ids.told == TRI_UNKNOWN)
		judge_unknown(j, "vfio-pci.ids could not be looked at");
	else if (ids.told == TRI_YES && d->driver[0] && !others_vfio(d->driver))
		lost(j, &ids);
	else if (ids.told == TRI_YES)
		judge_ok(j, "vfio-pci was told to take the device, and no other driver has it");
	else
		judge_ok(j, "the device is given to vfio-pci when a guest starts");
}

const struct check check_vfio_early = {
	.id = "vfio-early",
	.group = "vfio",
	.title = "vfio-pci gets the device that it was told to take",
	.why = "A driver in the initramfs is loaded before vfio-pci unless it is told to wait. "
	       "Options "
	       "in modprobe.d have to be in the initramfs too.",
	.source = "devices.md 8; host.md 2.1, 2.2",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};

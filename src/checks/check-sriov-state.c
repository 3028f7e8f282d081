/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the device's registers agree with the kernel on whether VFs are on? After a failed
 * reset or a resume they may not.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#define VFS_ON    0x01
#define MEMORY_ON 0x08

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;
	int control = d->detail ? d->detail->sriov_control : -1;
	bool on = control & VFS_ON && control & MEMORY_ON;

	if (d->is_vf || d->sriov.present != TRI_YES || d->sriov.total < 0)
		return;
	if (control < 0) {
		judge_unknown(j, "the SR-IOV registers could not be read: needs root");
	} else if (d->sriov.num > 0 && !on) {
		judge_warning(
			j, "the kernel has %d VFs, but they are off in the device", d->sriov.num);
		judge_seen_printf(j, "/sys/bus/pci/devices", "%s/config: SR-IOV control 0x%04x",
			d->name, (unsigned)control);
		fix_say(j, "stop their guests, then make them anew:");
		fix_say(j, "echo 0 | sudo tee /sys/bus/pci/devices/%s/sriov_numvfs", d->name);
	} else if (d->sriov.num == 0 && control & VFS_ON) {
		judge_warning(j, "VFs are on in the device, but the kernel knows none");
		judge_seen_printf(j, "/sys/bus/pci/devices", "%s/config: SR-IOV control 0x%04x",
			d->name, (unsigned)control);
		fix_reboot(j, "the kernel turns them off when it finds them at boot");
	} else {
		judge_ok(j, "the device and the kernel agree on its VFs");
	}
}

const struct check check_sriov_state = {
	.id = "sriov-state",
	.group = "sriov",
	.title = "The device and the kernel agree on its VFs",
	.why = "A device that lost its VFs in a reset or a sleep gives guests nothing but ones.",
	.source = "devices.md 3.3, 5.1",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.explained_by = "device-gone sriov-leftover",
	.judge = judge,
};

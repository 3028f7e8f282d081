/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are InitialVFs and TotalVFs the same? Linux refuses to make VFs of a device that wants
 * its VFs migrated by the PCIe switch (MR-IOV).
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_detail *p = j->dev->detail;
	int hw = j->dev->sriov.hw_total;

	if (j->dev->is_vf || j->dev->sriov.present != TRI_YES)
		return;
	if (j->dev->sriov.num > 0 || (p && p->initial_vfs >= 0 && p->initial_vfs == hw)) {
		judge_ok(j, "InitialVFs is TotalVFs");
	} else if (!p || p->initial_vfs < 0 || hw < 0) {
		judge_unknown(j, "InitialVFs could not be read: needs root");
	} else {
		judge_blocks(j, "InitialVFs is %d and TotalVFs %d: Linux makes no VFs then",
			p->initial_vfs, hw);
		judge_seen_dev(j, "config", "SR-IOV capability, offsets 0x0c and 0x0e");
		fix_say(j, "update the firmware of the device");
		fix_firmware(j, FIX_FIRMWARE_UPDATE);
	}
}

const struct check check_sriov_initial_vfs = {
	.id = "sriov-initial-vfs",
	.group = "sriov",
	.title = "InitialVFs is TotalVFs",
	.why = "Where the two differ the write to sriov_numvfs fails with \"Input/output error\".",
	.source = "devices.md 3.2, 3.3",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-files device-gone",
	.judge = judge,
};

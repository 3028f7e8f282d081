/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Did the kernel make the sriov_* files? It leaves them out when it was built without SR-IOV,
 * and when the firmware has set TotalVFs to 0.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_sriov *s = &j->dev->sriov;

	if (j->dev->is_vf || s->present == TRI_NO)
		return;
	if (s->total >= 0) {
		judge_ok(j, "the kernel offers %d VFs", s->total);
		judge_seen_printf(
			j, "/sys/bus/pci/devices", "%s/sriov_totalvfs: %d", j->dev->name, s->total);
	} else if (s->present == TRI_UNKNOWN) {
		judge_unknown(j, "whether the device has SR-IOV could not be read: needs root");
	} else {
		judge_blocks(j, "the device has SR-IOV, but the kernel made no files for it");
		judge_seen_dev(j, "sriov_totalvfs", NULL);
		if (s->hw_total == 0)
			judge_seen_dev(j, "config", "TotalVFs is 0: switched off by the firmware");
		if (kernel_config(&j->host->kernel, "PCI_IOV") == 'n')
			fix_say(j, "boot a kernel with CONFIG_PCI_IOV=y");
		else
			fix_firmware(j, FIX_FIRMWARE_SRIOV);
	}
}

const struct check check_sriov_files = {
	.id = "sriov-files",
	.group = "sriov",
	.title = "The kernel offers VFs of the device",
	.why = "VFs are asked for by a write to sriov_numvfs. Firmware that has SR-IOV off sets "
	       "the "
	       "number of VFs to 0, and the file is not there.",
	.source = "devices.md 3.1, 3.3",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.explained_by = "kernel-iov sriov-capability",
	.judge = judge,
};

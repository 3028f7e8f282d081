/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ConnectX-4 and newer: does the card's own firmware offer VFs?
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void off(struct judge *j)
{
	judge_blocks(j, "the firmware of this card offers no VFs (SRIOV_EN, NUM_OF_VFS)");
	fix_say(j, "sudo mlxconfig -d %s set SRIOV_EN=1 NUM_OF_VFS=8", j->dev->name);
	fix_say(j, "(mstconfig of the package mstflint does the same)");
	fix_reboot(j, "the card reads its configuration at power-on; switch the machine off once");
}

static void judge(struct judge *j)
{
	const struct pci_sriov *s = &j->dev->sriov;

	if (!str_eq(j->dev->driver, "mlx5_core") || j->dev->is_vf)
		return;
	if (s->total > 0) {
		judge_ok(j, "the card's firmware offers %d VFs", s->total);
		judge_seen_dev(j, "sriov_totalvfs", "above 0");
	} else if (s->total == 0) {
		off(j);
		judge_seen_dev(j, "sriov_totalvfs", "0");
	} else if (s->present == TRI_YES && s->hw_total == 0) {
		off(j);
		judge_seen_dev(j, "config", "TotalVFs 0 in the SR-IOV capability");
	} else if (s->present == TRI_NO && j->host->machine.is_guest == TRI_NO) {
		off(j);
		judge_seen_dev(j, "config", "no SR-IOV capability");
	} else {
		judge_unknown(j,
			"whether the card's firmware offers VFs could not be seen: ask "
			"mlxconfig -d %s query",
			j->dev->name);
		judge_seen_dev(j, "sriov_totalvfs", NULL);
	}
}

const struct check check_nic_mlx5_firmware = {
	.id = "nic-mlx5-firmware",
	.group = "nic",
	.title = "The card's firmware offers VFs",
	.why = "SR-IOV of ConnectX cards is switched on in the firmware of the card, beside that "
	       "of the machine; until then there is nothing that the kernel could split.",
	.source = "devices.md 7.3, diagnoses.md (network)",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

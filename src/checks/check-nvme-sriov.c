/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can this NVMe controller be split at all? Most cannot.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_sriov *s = &j->dev->sriov;

	if (j->dev->is_vf)
		return;
	if (s->total > 0) {
		judge_ok(j, "this controller offers %d VFs", s->total);
		judge_seen_dev(j, "sriov_totalvfs", "above 0");
	} else if (s->present == TRI_NO) {
		judge_blocks(j, "this controller cannot be split: give it away whole");
		judge_seen_dev(j, "config", "no SR-IOV capability");
		fix_say(j, "virtfn doctor --mode passthrough %s", j->dev->name);
	} else {
		judge_unknown(j,
			"whether this controller can be split could not be looked at: needs root");
	}
}

const struct check check_nvme_sriov = {
	.id = "nvme-sriov",
	.group = "nvme",
	.title = "The NVMe controller offers VFs",
	.why = "SR-IOV is a feature of some data centre drives. Without the capability the whole "
	       "controller can be given to one guest, or a partition as a virtual disk.",
	.source = "devices.md 7.5",
	.kinds = CHECK_NVME,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-capability",
	.judge = judge,
};

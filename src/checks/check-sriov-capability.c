/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the device have the SR-IOV capability (extended capability 0x10)? Without it no
 * driver and no setting helps; which chip it is does not matter.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

/* Cards of one chip are sold with it and without: Arc Pro has it, Arc B580 has not. */
static void missing(struct judge *j)
{
	const struct gpu_platform *p = gpu_way_platform(j);

	judge_blocks(j, "the device has no SR-IOV capability");
	judge_seen_dev(j, "config", "no extended capability 0x10");
	if (p && p->state == GPU_STATE_NONE && p->gvt)
		fix_say(j, "%s cannot be split by SR-IOV: use GVT-g, or give the whole GPU away",
			p->name);
	else if (p && p->state == GPU_STATE_NONE)
		fix_say(j, "%s cannot be split by SR-IOV: give the whole GPU to the guest",
			p->name);
	else if (p && check_kind_of(j->dev) == CHECK_DGPU)
		fix_say(j,
			"cards for games are sold without it (Arc B580), those of the Pro series "
			"have it: give the whole card to the guest");
	else
		fix_firmware(j, FIX_FIRMWARE_SRIOV);
}

static void judge(struct judge *j)
{
	const struct pci_sriov *s = &j->dev->sriov;

	if (j->dev->is_vf)
		return;
	if (s->present == TRI_YES || s->total >= 0) {
		judge_ok(j, "the device has the SR-IOV capability");
	} else if (s->present == TRI_NO) {
		missing(j);
	} else {
		judge_unknown(j, "whether the device has SR-IOV could not be read: needs root");
		fix_say(j, "run it again with sudo");
	}
}

const struct check check_sriov_capability = {
	.id = "sriov-capability",
	.group = "sriov",
	.title = "The device has the SR-IOV capability",
	.why = "VFs are made by the hardware. A device without this capability can be given away "
	       "only as a whole.",
	.source = "devices.md 1.1, 5.1",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.explained_by = "device-gone",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the GPU of a generation that GVT-g splits? That is Broadwell to Comet Lake.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct gpu_platform *p = gpu_way_platform(j);

	if (!gpu_way_intel(j->dev))
		return;
	if (j->dev->mdev == TRI_YES) {
		judge_ok(j, "GVT-g is on for this GPU");
	} else if (!p) {
		judge_unknown(j, "whether GVT-g splits 8086:%04x is not known", j->dev->device);
	} else if (p->gvt) {
		judge_ok(j, "GVT-g splits %s", p->name);
	} else {
		judge_blocks(j, "GVT-g does not split %s", p->name);
		judge_seen_printf(j, "/sys/bus/pci/devices", "%s/device: 0x%04x", j->dev->name,
			j->dev->device);
		fix_say(j, "%s",
			p->state == GPU_STATE_NONE ? "give the whole GPU to the guest"
						   : "split it by SR-IOV instead");
	}
}

const struct check check_gvt_generation = {
	.id = "gvt-generation",
	.group = "gpu",
	.title = "GVT-g splits GPUs of this generation",
	.why = "GVT-g is for Intel GPUs from Broadwell to Comet Lake. i915 says of others: "
	       "\"Unsupported "
	       "device. GVT-g is disabled\".",
	.source = "devices.md 1.4; diagnoses.md 3 row 40",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_GVT_G,
	.judge = judge,
};

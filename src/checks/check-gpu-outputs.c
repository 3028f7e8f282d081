/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a monitor, or a plug that pretends to be one, connected to the GPU? Without one there is
 * nothing to capture in the guest.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	int n = j->dev->detail ? j->dev->detail->connectors : -1;

	if (j->dev->is_vf)
		return;
	if (j->dev->class >> 8 == 0x0302) {
		judge_warning(j, "the GPU is a 3D controller: it has no outputs");
		judge_seen_dev(j, "class", "0x030200");
		fix_say(j,
			"use RDP, or a virtual display in the guest (the LG IDD of Looking Glass)");
	} else if (n < 0) {
		judge_unknown(j,
			"whether a monitor is connected is seen while the host's driver has "
			"the GPU only");
	} else if (n == 0) {
		judge_warning(j, "no monitor is connected to the GPU");
		judge_seen_dev(j, "drm", "no connector is connected");
		fix_say(j,
			"connect a monitor or a dummy plug, or use a virtual display in the guest");
	} else {
		judge_ok(j, "%d of the GPU's outputs have a monitor", n);
	}
}

const struct check check_gpu_outputs = {
	.id = "gpu-outputs",
	.group = "gpu",
	.title = "A monitor is connected to the GPU",
	.why = "Looking Glass and streaming programs show what the GPU sends to a monitor.",
	.source = "devices.md 8; diagnoses.md 3 row 38; guest.md 2",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};

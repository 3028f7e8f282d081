/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do people get on with VFs of this chip? Some harm the host, some work for a part of those
 * who try.
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
	if (!p) {
		judge_unknown(j, "nothing is known of VFs of 8086:%04x", j->dev->device);
	} else if (p->state == GPU_STATE_GOOD) {
		judge_ok(j, "VFs of %s work for those who reported", p->name);
	} else if (p->state == GPU_STATE_MIXED || p->state == GPU_STATE_BAD) {
		judge_warning(j, "VFs of %s are reported to %s", p->name,
			p->state == GPU_STATE_BAD ? "hang the host" : "work for some only");
		judge_seen(j, p->source, p->note);
		fix_say(j,
			"save your work before the guest uses the GPU, and keep the newest release "
			"of the driver");
	}
}

const struct check check_gpu_experience = {
	.id = "gpu-experience",
	.group = "gpu",
	.title = "VFs of this chip work for others",
	.why = "What the driver allows does not always work. It is better to know beforehand.",
	.source = "diagnoses.md 3 row 21, 3c; data/gpus.conf",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.explained_by = "gpu-platform sriov-capability",
	.judge = judge,
};

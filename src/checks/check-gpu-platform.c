/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this a chip that can be split by SR-IOV at all, by any driver? The kernel's word counts
 * for more than the table: a chip that is not in it may work.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void known(struct judge *j, const struct gpu_platform *p)
{
	const struct gpu_ways ways = gpu_way_of(j);

	if (p->state == GPU_STATE_NONE && j->dev->sriov.present == TRI_YES) {
		judge_warning(j, "%s has the capability, but no driver makes VFs of it", p->name);
		judge_seen_printf(j, "/sys/bus/pci/devices", "%s/device: 0x%04x", j->dev->name,
			j->dev->device);
		gpu_way_fix(j);
	} else if (p->state == GPU_STATE_NONE) {
		judge_blocks(j, "%s cannot be split by SR-IOV", p->name);
		judge_seen_printf(j, "/sys/bus/pci/devices", "%s/device: 0x%04x", j->dev->name,
			j->dev->device);
		gpu_way_fix(j);
	} else if (ways.xe == TRI_UNKNOWN) {
		judge_unknown(j, "which drivers split %s on this kernel is not known", p->name);
	} else if (ways.xe == TRI_YES || ways.i915 || ways.dkms_xe) {
		judge_ok(j, "%s: split by %s%s%s", p->name,
			ways.xe == TRI_YES ? "this kernel's xe" : "",
			ways.xe == TRI_YES && (ways.i915 || ways.dkms_xe) ? " or " : "",
			ways.i915 || ways.dkms_xe ? "i915-sriov-dkms" : "");
	} else {
		judge_warning(j, "%s can be split, but not on this kernel", p->name);
		judge_seen(j, "/proc/sys/kernel/osrelease",
			j->host->kernel.release ? j->host->kernel.release : "?");
		gpu_way_fix(j);
	}
}

static void judge(struct judge *j)
{
	const struct gpu_platform *p = gpu_way_platform(j);

	if (!gpu_way_intel(j->dev))
		return;
	if (j->dev->sriov.num > 0)
		judge_ok(j, "%s: it is split now", p ? p->name : "this GPU");
	else if (p)
		known(j, p);
	else
		judge_unknown(j, "the GPU 8086:%04x is not in our table", j->dev->device);
}

const struct check check_gpu_platform = {
	.id = "gpu-platform",
	.group = "gpu",
	.title = "The GPU is one that can be split",
	.why = "Intel's GPUs have SR-IOV from Tiger Lake on, except for Rocket Lake, Lunar Lake "
	       "and "
	       "the Arc cards for games.",
	.source = "devices.md 1.1, 1.2; data/gpus.conf",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-capability",
	.judge = judge,
};

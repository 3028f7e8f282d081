/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the GuC firmware of this chip there, by the name that its driver asks for? i915 and xe
 * ask for different files of the same chip.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct gpu_platform *p = gpu_way_platform(j);
	bool xe =
		str_eq(j->dev->driver, "xe") || (!j->dev->driver[0] && gpu_way_of(j).xe == TRI_YES);
	const char *files = !p ? NULL : xe ? p->guc_xe : p->guc_i915;
	enum tri there;

	if (!files)
		return;
	there = gpu_way_firmware(&j->host->kernel, files);
	if (j->dev->sriov.num > 0) {
		judge_ok(j, "the GuC has its firmware: there are VFs");
	} else if (there == TRI_YES) {
		judge_ok(j, "the GuC firmware of %s is there", p->name);
	} else if (there == TRI_UNKNOWN) {
		judge_unknown(j, "whether the GuC firmware is there could not be looked at");
	} else {
		judge_warning(j, "the GuC firmware of %s is missing", p->name);
		judge_seen_printf(j, "/lib/firmware", "none of %s (.zst, .xz)", files);
		fix_package(j, DISTRO_PACKAGE_GPU_FIRMWARE);
		fix_say(j, "%s",
			j->host->initramfs ? j->host->initramfs->rebuild : "rebuild the initramfs");
		fix_reboot(j, "the driver loads firmware when it starts");
	}
}

const struct check check_guc_firmware = {
	.id = "guc-firmware",
	.group = "driver",
	.title = "The GuC firmware is there",
	.why = "Without this file the driver declares the GPU wedged, or runs it without the GuC "
	       "and so without VFs.",
	.source = "devices.md 1.3, 2.4",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

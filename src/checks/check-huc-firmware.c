/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are the firmware files there that the GPU can do without, though worse: HuC for video, DMC
 * for power saving of the display?
 */
#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct gpu_platform *p = gpu_way_platform(j);
	bool xe = str_eq(j->dev->driver, "xe");
	bool unknown = false;
	size_t n = 0;

	if (!p || !(xe || str_eq(j->dev->driver, "i915")))
		return;
	const char *files[] = { xe ? p->huc_xe : p->huc_i915, p->dmc };

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		enum tri there = files[i] ? gpu_way_firmware(&j->host->kernel, files[i]) : TRI_YES;

		n += files[i] != NULL;
		unknown = unknown || there == TRI_UNKNOWN;
		if (there != TRI_NO)
			continue;
		judge_warning(j, "%s of %s is missing",
			i == 0 ? "the HuC firmware (video)" : "the DMC firmware (power saving)",
			p->name);
		judge_seen_printf(j, "/lib/firmware", "none of %s (.zst, .xz)", files[i]);
		fix_package(j, DISTRO_PACKAGE_GPU_FIRMWARE);
		return;
	}
	if (n > 0 && unknown)
		judge_unknown(j, "whether HuC and DMC firmware is there could not be looked at");
	else if (n > 0)
		judge_ok(j, "the HuC and DMC firmware of %s is there", p->name);
}

const struct check check_huc_firmware = {
	.id = "huc-firmware",
	.group = "driver",
	.title = "HuC and DMC firmware is there",
	.why = "Guests get no hardware video without HuC, and the host does not sleep deeply "
	       "without DMC.",
	.source = "devices.md 1.3",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.explained_by = "guc-firmware",
	.judge = judge,
};

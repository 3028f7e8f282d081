/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many GVT-g devices fit into the aperture that the firmware gave the GPU? Types that do not
 * fit are not offered at all.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

#define MIB  (1024 * 1024)
#define HOST 128 /* MiB that i915 keeps */

static void judge(struct judge *j)
{
	const struct gpu_platform *p = gpu_way_platform(j);
	const struct pci_detail *d = j->dev->detail;
	/* BAR 2 of 00:02.0. */
	uint64_t size = d ? d->bars[2].size / MIB : 0;

	if (!gpu_way_intel(j->dev) || !p || !p->gvt)
		return;
	if (size == 0) {
		judge_unknown(j, "the size of the aperture is not known");
	} else if (size < HOST + 64) {
		judge_blocks(
			j, "the aperture of %u MiB has no room for a GVT-g device", (unsigned)size);
		judge_seen_printf(j, "/sys/bus/pci/devices", "%s/resource: BAR 2 has %u MiB",
			j->dev->name, (unsigned)size);
		fix_firmware(j, FIX_FIRMWARE_APERTURE);
	} else {
		judge_ok(j, "the aperture of %u MiB has room for %u of the smallest GVT-g devices",
			(unsigned)size, size >= 1024 ? 7 : (unsigned)(size - HOST) / 64);
	}
}

const struct check check_gvt_aperture = {
	.id = "gvt-aperture",
	.group = "gpu",
	.title = "The aperture has room for GVT-g devices",
	.why = "i915 keeps 128 MiB of the aperture; the smallest GVT-g device takes 64 MiB, the "
	       "largest "
	       "512 MiB.",
	.source = "devices.md 1.4",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_GVT_G,
	.explained_by = "gvt-generation device-gone",
	.judge = judge,
};

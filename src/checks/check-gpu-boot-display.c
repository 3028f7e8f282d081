/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Did the firmware use this GPU for its own picture? Then its ROM was changed, its memory
 * holds the boot console, and the host's picture goes with it.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	if (j->dev->is_vf || j->dev->class >> 8 != 0x0300)
		return;
	if (j->dev->boot_vga == TRI_UNKNOWN) {
		judge_unknown(j, "which GPU the firmware uses could not be read");
	} else if (j->dev->boot_vga == TRI_NO) {
		judge_ok(j, "the firmware uses another GPU");
	} else {
		judge_warning(j, "the firmware uses this GPU for its own picture");
		judge_seen_dev(j, "boot_vga", "1");
		fix_firmware(j, FIX_FIRMWARE_PRIMARY_DISPLAY);
	}
}

const struct check check_gpu_boot_display = {
	.id = "gpu-boot-display",
	.group = "gpu",
	.title = "The firmware uses another GPU",
	.why = "The GPU that the firmware uses is held by the boot console, and its ROM as the "
	       "host "
	       "sees it is a changed copy that guests often do not start with.",
	.source = "devices.md 8",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "gpu-only",
	.judge = judge,
};

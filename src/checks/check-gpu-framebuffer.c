/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the boot console let go of the GPU's memory? vfio-pci makes it, but for VGA devices
 * only, and since Linux 6.0.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	enum tri new_enough = kernel_at_least(&j->host->kernel, 6, 1);

	/* Only the GPU that the firmware used has the console; other classes are not asked. */
	if (j->dev->is_vf || j->dev->boot_vga == TRI_NO)
		return;
	if (j->dev->boot_vga == TRI_UNKNOWN || new_enough == TRI_UNKNOWN) {
		judge_unknown(j, "whether the boot console has this GPU is not known");
	} else if (new_enough == TRI_YES && j->dev->class >> 8 == 0x0300) {
		judge_ok(j, "vfio-pci takes the GPU from the boot console");
	} else {
		judge_warning(j, "the boot console may keep the GPU's memory");
		judge_seen_dev(j, "boot_vga", "1");
		fix_say(j,
			"if dmesg shows \"BAR: can't reserve\": echo efi-framebuffer.0 | sudo tee "
			"/sys/bus/platform/drivers/efi-framebuffer/unbind");
	}
}

const struct check check_gpu_framebuffer = {
	.id = "gpu-framebuffer",
	.group = "gpu",
	.title = "The boot console lets go of the GPU",
	.why = "The console that the firmware left holds the GPU's memory. vfio-pci cannot use it "
	       "then: "
	       "\"BAR 1: can't reserve\".",
	.source = "devices.md 6.2, 8; diagnoses.md 3 row 37",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "gpu-boot-display",
	.judge = judge,
};

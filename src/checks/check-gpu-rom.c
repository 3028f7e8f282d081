/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Will the guest's firmware find a ROM on the GPU that it can use?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;
	enum tri rom = d->detail ? d->detail->has_rom : TRI_UNKNOWN;

	if (d->is_vf || d->vendor == GPU_VENDOR_INTEL)
		return;
	if (rom == TRI_UNKNOWN) {
		judge_unknown(j, "whether the GPU has a ROM could not be looked at");
	} else if (rom == TRI_NO) {
		judge_warning(
			j, "the GPU has no ROM of its own: its firmware is part of the host's");
		judge_seen_dev(j, "rom", NULL);
		fix_say(j, "%s",
			d->vendor == GPU_VENDOR_AMD
				? "for an AMD GPU in the processor take the ROM out of the ACPI "
				  "table VFCT, and give it to the guest as a ROM file"
				: "for a laptop's GPU the ROM is in the system firmware; without "
				  "it the guest sees the GPU once its driver runs");
	} else if (d->boot_vga == TRI_YES) {
		judge_warning(
			j, "the ROM that the host sees is a copy that the firmware has changed");
		judge_seen_dev(j, "boot_vga", "1");
		fix_say(j, "read the ROM when another GPU is primary, and give it as a ROM file");
	} else {
		judge_ok(j, "the GPU has its ROM");
	}
}

const struct check check_gpu_rom = {
	.id = "gpu-rom",
	.group = "gpu",
	.title = "The guest finds the GPU's ROM",
	.why = "OVMF shows a picture, and some drivers start, only with the GPU's ROM.",
	.source = "devices.md 8; diagnoses.md 3 row 33",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "gpu-boot-display",
	.judge = judge,
};

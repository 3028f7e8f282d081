/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this the NVIDIA GPU of a laptop? Its driver wants a battery, which guests have not.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	enum tri portable = machine_portable(&j->host->machine);

	if (j->dev->is_vf || j->dev->vendor != GPU_VENDOR_NVIDIA)
		return;
	if (portable == TRI_UNKNOWN) {
		judge_unknown(j, "whether this is a laptop could not be looked at");
	} else if (portable == TRI_NO) {
		judge_ok(j, "the GPU is not a laptop's");
	} else {
		judge_warning(j, "drivers for a laptop's NVIDIA GPU may fail without a battery");
		judge_seen(j, "/sys/class/dmi/id/chassis_type", "a portable machine");
		fix_say(j, "give the guest an ACPI table with a battery (qemu -acpitable "
			   "file=SSDT1.dat) "
			   "if Windows shows Code 43");
	}
}

const struct check check_gpu_battery = {
	.id = "gpu-battery",
	.group = "gpu",
	.title = "The GPU's driver does not look for a battery",
	.why = "NVIDIA's drivers for laptops stop with Code 43 where they find no battery.",
	.source = "devices.md 8",
	.kinds = CHECK_DGPU,
	.modes = USE_MODE_PASSTHROUGH,
	.guests = GUEST_OS_WINDOWS,
	.judge = judge,
};

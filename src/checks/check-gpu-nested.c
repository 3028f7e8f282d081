/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Would a Windows guest find VMX and start Hyper-V in it? Then Intel's driver for VFs fails
 * with Code 43.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	bool intel = j->dev->vendor == GPU_VENDOR_INTEL;

	if (!intel || j->host->cpu.vendor == CPU_VENDOR_AMD)
		return;
	if (j->host->cpu.nested == TRI_UNKNOWN) {
		judge_unknown(j, "whether guests can have VMX could not be read");
	} else if (j->host->cpu.nested == TRI_NO) {
		judge_ok(j, "guests have no VMX, so Windows cannot start Hyper-V");
	} else {
		judge_warning(
			j, "guests may have VMX: with Hyper-V or VBS on, the VF shows Code 43");
		judge_seen(j, "/sys/module/kvm_intel/parameters/nested", "Y");
		fix_say(j,
			"hide it from this guest: <feature policy='disable' name='vmx'/> in <cpu>");
		fix_say(j, "and keep Hyper-V, WSL 2 and memory integrity off in Windows");
	}
}

const struct check check_gpu_nested = {
	.id = "gpu-nested",
	.group = "gpu",
	.title = "Windows guests find no VMX",
	.why = "New Windows images turn VBS on where they can. Under its hypervisor Intel's driver "
	       "takes a VF for something else and stops.",
	.source = "diagnoses.md 3 row 1; guest.md 0",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.guests = GUEST_OS_WINDOWS,
	.judge = judge,
};

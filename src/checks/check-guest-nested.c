/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can Windows switch on its own hypervisor in the guest? Intel's VF driver fails below it.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct cpu *cpu = &j->host->cpu;
	bool amd = cpu->vendor == CPU_VENDOR_AMD;

	if (j->dev->vendor != 0x8086)
		return;
	if (cpu->nested == TRI_UNKNOWN) {
		judge_unknown(j, "whether guests may nest hypervisors could not be looked at");
		return;
	}
	judge_seen_printf(j,
		amd ? "/sys/module/kvm_amd/parameters/nested"
		    : "/sys/module/kvm_intel/parameters/nested",
		"%s", cpu->nested == TRI_YES ? "Y" : "N");
	if (cpu->nested == TRI_NO) {
		judge_ok(j, "guests cannot nest hypervisors");
		return;
	}
	judge_warning(
		j, "Windows may switch on Hyper-V in the guest: the GPU then fails with Code 43");
	fix_say(j, "in the guest's <cpu>: <feature policy='disable' name='%s'/>",
		amd ? "svm" : "vmx");
	fix_say(j, "and leave Hyper-V, WSL2, Virtual Machine Platform and VBS off in Windows");
}

const struct check check_guest_nested = {
	.id = "guest-nested",
	.group = "guest",
	.title = "Windows cannot switch on its own hypervisor",
	.why = "Intel's Windows driver for VFs ends with Code 43 when Hyper-V, WSL2 or VBS runs "
	       "in the guest, and new Windows images switch VBS on by themselves. Without vmx "
	       "(svm) in the guest they cannot.",
	.source = "guest.md 0 (4), diagnoses.md 1",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.guests = GUEST_OS_WINDOWS,
	.judge = judge,
};

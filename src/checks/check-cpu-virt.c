/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can the processor run guests? Its flags say so: the kernel hides them when the firmware
 * switched the feature off (since Linux 5.6). Whether KVM can be opened is kvm-node's.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct cpu *cpu = &j->host->cpu;
	const char *flag = cpu->vendor == CPU_VENDOR_AMD ? "svm" : "vmx";

	if (cpu->virt == TRI_UNKNOWN) {
		judge_unknown(j, "the processor's flags could not be read");
	} else if (cpu->virt == TRI_YES) {
		judge_ok(j, "the processor can run guests (%s)", flag);
		judge_seen_printf(j, "/proc/cpuinfo", "%s among the flags", flag);
	} else {
		judge_blocks(j, "the processor's flags lack %s: KVM cannot run guests", flag);
		judge_seen_printf(j, "/proc/cpuinfo", "no %s among the flags", flag);
		if (j->host->machine.is_guest == TRI_YES)
			fix_say(j, "in the outer hypervisor: give this guest nested virtualisation "
				   "(CPU model host-passthrough)");
		else
			fix_firmware(j, FIX_FIRMWARE_VTX);
	}
}

const struct check check_cpu_virt = {
	.id = "cpu-virt",
	.group = "firmware",
	.title = "The processor can run guests",
	.why = "KVM needs VT-x (Intel) or SVM (AMD). Many machines are sold with it switched off "
	       "in the firmware. VT-d, which confines devices, is another switch.",
	.source = "devices.md 5.4; arch/x86/kernel/cpu/feat_ctl.c",
	.explained_by = "host-guest",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is /dev/kvm there, and may the caller open it?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void absent(struct judge *j)
{
	const struct cpu *cpu = &j->host->cpu;

	judge_blocks(j, "there is no /dev/kvm: no guest with KVM can start");
	judge_seen(j, "/dev/kvm", NULL);
	if (cpu->hypervisor == TRI_YES)
		fix_say(j, "this host is a guest itself: give it nested virtualisation (CPU mode "
			   "host-passthrough) where it runs");
	else if (cpu->virt == TRI_YES)
		fix_load_module(j, cpu->vendor == CPU_VENDOR_AMD ? "kvm_amd" : "kvm_intel");
	else
		fix_firmware(j, FIX_FIRMWARE_VTX);
}

static void judge(struct judge *j)
{
	enum libvirt_mode libvirt = j->host->stack.libvirt;
	const struct cpu *cpu = &j->host->cpu;

	if (cpu->dev_kvm == TRI_UNKNOWN) {
		judge_unknown(j, "whether there is /dev/kvm could not be looked at");
	} else if (cpu->dev_kvm == TRI_NO && j->host->machine.is_container == TRI_YES) {
		judge_unknown(
			j, "this container has no /dev/kvm; what its host has cannot be seen");
	} else if (cpu->dev_kvm == TRI_NO) {
		absent(j);
	} else if (cpu->dev_kvm_mine != TRI_NO) {
		judge_ok(j, "/dev/kvm is there");
		judge_seen(j, "/dev/kvm", "there");
	} else if (libvirt == LIBVIRT_MONOLITHIC || libvirt == LIBVIRT_MODULAR) {
		judge_ok(j, "/dev/kvm is there, and libvirt opens it for guests");
		judge_seen(j, "/dev/kvm", "there, but not for you");
	} else {
		judge_warning(j, "/dev/kvm is there, but you may not open it");
		judge_seen(j, "/dev/kvm", "permission denied");
		fix_say(j, "sudo usermod -aG kvm \"$USER\"");
		fix_say(j, "and log in again");
	}
}

const struct check check_kvm_node = {
	.id = "kvm-node",
	.group = "guest",
	.title = "/dev/kvm can be used",
	.why = "Guests run on KVM. Without its device node they do not start, and \"Could not "
	       "access KVM kernel module: Permission denied\" means that the caller may not open "
	       "it.",
	.source = "diagnoses.md (KVM)",
	.explained_by = "cpu-virt kvm-module",
	.judge = judge,
};

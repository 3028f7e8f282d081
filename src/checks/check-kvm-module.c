/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the half of KVM that belongs to this processor loaded?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct host *host = j->host;
	bool amd = host->cpu.vendor == CPU_VENDOR_AMD;
	const char *module = amd ? "kvm_amd" : "kvm_intel";
	enum tri loaded = kernel_has_module(&host->kernel, module);

	if (host->cpu.vendor == CPU_VENDOR_OTHER)
		return;
	if (host->cpu.vendor == CPU_VENDOR_UNKNOWN || loaded == TRI_UNKNOWN) {
		judge_unknown(j, "whether KVM for this processor is loaded could not be looked at");
	} else if (loaded == TRI_YES) {
		judge_ok(j, "%s is there", module);
		judge_seen_printf(j, "/sys/module", "%s", module);
	} else {
		judge_warning(j, "%s is not loaded: guests have no KVM", module);
		judge_seen_printf(j, "/sys/module", "no %s", module);
		fix_load_module(j, module);
	}
}

const struct check check_kvm_module = {
	.id = "kvm-module",
	.group = "guest",
	.title = "KVM for this processor is loaded",
	.why = "/dev/kvm is made by kvm_intel or kvm_amd, which refuse to load when the firmware "
	       "keeps VT-x or SVM off.",
	.source = "devices.md 6.1, diagnoses.md (KVM)",
	.explained_by = "cpu-virt kernel-kvm kernel-modules",
	.judge = judge,
};

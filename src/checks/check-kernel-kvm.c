/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does this kernel have KVM for this processor? Whether /dev/kvm is there and may be opened is
 * kvm-node's.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#include <stdio.h>

static void lacks(struct judge *j, const char *what)
{
	const struct kernel *k = &j->host->kernel;
	char text[60];

	(void)snprintf(text, sizeof(text), "CONFIG_%s is not set", what);
	judge_blocks(j, "this kernel was built without KVM for this processor");
	judge_seen(j, k->config_file ? k->config_file : "kernel configuration", text);
	fix_say(j, "boot your distribution's standard kernel, or build this one with CONFIG_%s=m",
		what);
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	bool amd = j->host->cpu.vendor == CPU_VENDOR_AMD;
	const struct kernel_module *m = kernel_module(k, amd ? "kvm_amd" : "kvm_intel");
	const char *symbol = amd ? "KVM_AMD" : "KVM_INTEL";
	char kvm = kernel_config(k, "KVM"), value = kernel_config(k, symbol);

	if (j->host->cpu.dev_kvm == TRI_YES ||
		(m && (m->loaded == TRI_YES || m->installed == TRI_YES))) {
		judge_ok(j, "this kernel has KVM");
	} else if (kvm == 'n') {
		lacks(j, "KVM");
	} else if (j->host->cpu.vendor != CPU_VENDOR_AMD &&
		   j->host->cpu.vendor != CPU_VENDOR_INTEL) {
		judge_unknown(j, "which KVM this processor needs is not known");
	} else if (value == 'n') {
		lacks(j, symbol);
	} else if (value == 'm' && m && m->installed == TRI_NO) {
		judge_blocks(j, "the module %s is not installed for this kernel", m->name);
		fix_package(j, DISTRO_PACKAGE_MODULES_EXTRA);
	} else if (value == 0) {
		judge_unknown(j, "whether this kernel has KVM is not known");
	} else {
		judge_ok(j, "this kernel has KVM (CONFIG_%s)", symbol);
	}
}

const struct check check_kernel_kvm = {
	.id = "kernel-kvm",
	.group = "kernel",
	.title = "This kernel has KVM for this processor",
	.why = "Without KVM a guest is emulated, many times slower, and VFIO devices work badly "
	       "or not at all.",
	.source = "devices.md 6.1",
	.explained_by = "kernel-modules kernel-config",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can this kernel hand PCI functions to guests? Built in or as a module that is there;
 * whether it is loaded is vfio-module's.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void lacks(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;

	judge_blocks(j, "this kernel was built without vfio-pci");
	judge_seen(j, k->config_file ? k->config_file : "kernel configuration",
		"CONFIG_VFIO_PCI is not set");
	fix_say(j, "boot your distribution's standard kernel, or build this one with "
		   "CONFIG_VFIO_PCI=m");
}

static void judge(struct judge *j)
{
	const struct kernel_module *m = kernel_module(&j->host->kernel, "vfio_pci");
	char value = kernel_config(&j->host->kernel, "VFIO_PCI");

	if (m && (m->loaded == TRI_YES || m->builtin == TRI_YES || m->installed == TRI_YES)) {
		judge_ok(j, "this kernel has vfio-pci (%s)",
			m->builtin == TRI_YES  ? "built in"
			: m->loaded == TRI_YES ? "loaded"
					       : "a module");
	} else if (value == 'n') {
		lacks(j);
	} else if (value == 'y') {
		judge_ok(j, "this kernel has vfio-pci (built in)");
	} else if (m && m->installed == TRI_NO) {
		judge_blocks(j, "the module vfio-pci is not installed for this kernel");
		judge_seen(j, "/lib/modules, vfio-pci.ko", NULL);
		fix_package(j, DISTRO_PACKAGE_MODULES_EXTRA);
	} else {
		judge_unknown(j, "whether this kernel has vfio-pci is not known");
	}
}

const struct check check_kernel_vfio = {
	.id = "kernel-vfio",
	.group = "kernel",
	.title = "This kernel has vfio-pci",
	.why = "vfio-pci is the driver that hands a PCI function to a guest. Kernels for cloud "
	       "guests and some small packages leave it out.",
	.source = "devices.md 6.1",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "kernel-modules kernel-config",
	.judge = judge,
};

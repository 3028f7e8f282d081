/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is vfio-pci there: loaded, built in, or at least installed, so that libvirt can load it?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct kernel_module *m = kernel_module(&j->host->kernel, "vfio_pci");

	if (!m || (m->loaded == TRI_UNKNOWN && m->installed == TRI_UNKNOWN)) {
		judge_unknown(j, "whether vfio-pci is there could not be looked at");
	} else if (m->loaded == TRI_YES) {
		judge_ok(j, "vfio-pci is %s", m->builtin == TRI_YES ? "built in" : "loaded");
	} else if (m->installed == TRI_YES) {
		judge_ok(j, "vfio-pci is installed and is loaded when it is needed");
	} else if (m->installed == TRI_UNKNOWN) {
		judge_unknown(j, "vfio-pci is not loaded; whether it is installed is not known");
	} else {
		judge_blocks(j, "vfio-pci is neither loaded nor installed for this kernel");
		judge_seen_printf(j, "/lib/modules", "%s: no vfio-pci",
			j->host->kernel.release ? j->host->kernel.release : "?");
		fix_package(j, DISTRO_PACKAGE_MODULES_EXTRA);
		fix_load_module(j, "vfio-pci");
	}
}

const struct check check_vfio_module = {
	.id = "vfio-module",
	.group = "vfio",
	.title = "vfio-pci is there",
	.why = "vfio-pci is the driver that holds a function for a guest.",
	.source = "devices.md 6.1",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "kernel-vfio",
	.judge = judge,
};

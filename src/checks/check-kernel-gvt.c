/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the kernel built with GVT-g? Whether this chip has it and whether it is turned on is for
 * the checks of GPUs.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_module *m = kernel_module(k, "kvmgt");
	char value = kernel_config(k, "DRM_I915_GVT_KVMGT"), mdev = kernel_config(k, "VFIO_MDEV");

	if (m && (m->loaded == TRI_YES || m->installed == TRI_YES)) {
		judge_ok(j, "this kernel has GVT-g (module kvmgt)");
	} else if (value == 'n' || mdev == 'n') {
		judge_blocks(j, "this kernel was built without GVT-g");
		judge_seen(j, k->config_file ? k->config_file : "kernel configuration",
			value == 'n' ? "CONFIG_DRM_I915_GVT_KVMGT is not set"
				     : "CONFIG_VFIO_MDEV is not set");
		fix_say(j, "boot a kernel with CONFIG_DRM_I915_GVT_KVMGT=m (Debian's has it)");
	} else if (value == 0) {
		judge_unknown(j, "whether this kernel was built with GVT-g is not known");
	} else if (m && m->installed == TRI_NO) {
		judge_blocks(j, "the module kvmgt is not installed for this kernel");
		judge_seen(j, "/lib/modules, kvmgt.ko", NULL);
		fix_package(j, DISTRO_PACKAGE_MODULES_EXTRA);
	} else {
		judge_ok(j, "this kernel was built with GVT-g");
	}
}

const struct check check_kernel_gvt = {
	.id = "kernel-gvt",
	.group = "kernel",
	.title = "This kernel has GVT-g",
	.why = "GVT-g is the module kvmgt (CONFIG_DRM_I915_GVT_KVMGT) with mediated devices "
	       "(CONFIG_VFIO_MDEV). Many distributions leave it out.",
	.source = "devices.md 1.4, 6.1",
	.kinds = CHECK_IGPU,
	.modes = USE_MODE_GVT_G,
	.explained_by = "kernel-modules kernel-config",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is kvmgt, which gives GVT-g's devices to KVM, there and loaded?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct kernel_module *m = kernel_module(&j->host->kernel, "kvmgt");

	if (!gpu_way_intel(j->dev))
		return;
	if (!m || (m->loaded != TRI_YES && m->installed == TRI_UNKNOWN)) {
		judge_unknown(j, "whether kvmgt is there could not be looked at");
	} else if (m->loaded == TRI_YES) {
		judge_ok(j, "kvmgt is loaded");
	} else if (m->installed == TRI_YES) {
		judge_warning(j, "kvmgt is installed, but not loaded");
		judge_seen(j, "/sys/module/kvmgt", NULL);
		fix_load_module(j, "kvmgt");
	} else {
		judge_blocks(j, "this kernel has no kvmgt");
		judge_seen(j, "/sys/module/kvmgt", NULL);
		fix_package(j, DISTRO_PACKAGE_MODULES_EXTRA);
		fix_say(j, "or boot a kernel with CONFIG_DRM_I915_GVT_KVMGT=m");
	}
}

const struct check check_gvt_kvmgt = {
	.id = "gvt-kvmgt",
	.group = "gpu",
	.title = "kvmgt is loaded",
	.why = "Without kvmgt there is no folder mdev_supported_types, where GVT-g's devices are "
	       "made.",
	.source = "devices.md 1.4",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_GVT_G,
	.explained_by = "gvt-generation gvt-enabled kernel-vfio",
	.judge = judge,
};

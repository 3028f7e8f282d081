/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the driver of i915-sriov-dkms that is installed the one that runs? The old one stays
 * in the initramfs until that is rebuilt, and in memory until a reboot.
 */
#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void stale(struct judge *j, const struct kernel_module *m)
{
	const struct initramfs_tool *tool = j->host->initramfs;

	judge_warning(j, "%s %s is installed, but %s runs", m->name, m->file_version,
		m->version ? m->version : "the kernel's own");
	judge_seen_printf(j, m->file ? m->file : "modinfo", "version %s", m->file_version);
	judge_seen_printf(
		j, "/sys/module", "%s/version: %s", m->name, m->version ? m->version : "not there");
	fix_say(j, "sudo depmod");
	fix_say(j, "%s", tool ? tool->rebuild : "rebuild the initramfs");
	fix_reboot(j, "the module in memory is replaced then");
}

static void judge(struct judge *j)
{
	static const char *const names[] = { "i915", "xe" };
	bool unknown = false, good = false;

	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		const struct kernel_module *m = kernel_module(&j->host->kernel, names[i]);
		enum tri dkms = gpu_way_dkms_installed(&j->host->kernel, names[i]);

		unknown = unknown || dkms == TRI_UNKNOWN;
		if (dkms != TRI_YES || m->loaded != TRI_YES)
			continue;
		if (!str_eq(m->version, m->file_version)) {
			stale(j, m);
			return;
		}
		good = true;
	}
	if (good)
		judge_ok(j, "the driver of i915-sriov-dkms that is installed is the one that runs");
	else if (unknown)
		judge_unknown(j, "which i915 and xe are installed could not be looked at");
}

const struct check check_dkms_loaded = {
	.id = "dkms-loaded",
	.group = "driver",
	.title = "The installed i915-sriov-dkms is the one that runs",
	.why = "GPU drivers are loaded out of the initramfs. An old one in there wins over the "
	       "module that was just built.",
	.source = "devices.md 2.2, 2.3; diagnoses.md 3 row 6",
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

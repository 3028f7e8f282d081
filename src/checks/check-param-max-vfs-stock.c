/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is max_vfs= given to an i915 that does not know it? Only i915-sriov-dkms has it; Linux' own
 * has no SR-IOV in any version.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

static void judge(struct judge *j)
{
	const struct kernel_module *m = kernel_module(&j->host->kernel, "i915");
	struct param_option o;

	if (!param_option_set(j, "i915", "max_vfs", &o))
		return;
	if (!m || m->loaded != TRI_YES) {
		judge_unknown(j, "which i915 would take max_vfs is not known: none is loaded");
	} else if (m->version || kernel_module_param(&j->host->kernel, "i915", "max_vfs")) {
		judge_ok(j, "the i915 that is loaded knows max_vfs");
		param_option_seen(j, &o);
	} else {
		judge_warning(j,
			"the i915 that is loaded ignores max_vfs: it is Linux' own, without "
			"SR-IOV");
		param_option_seen(j, &o);
		judge_seen(j, "/sys/module/i915/version", NULL);
		fix_say(j, "install i915-sriov-dkms for this kernel, rebuild the initramfs and "
			   "reboot; or "
			   "use xe where it can split this GPU (virtfn doctor names the way)");
	}
}

const struct check check_param_max_vfs_stock = {
	.id = "param-max-vfs-stock",
	.group = "parameter",
	.title = "max_vfs goes to an i915 that knows it",
	.why = "The kernel says \"unknown parameter 'max_vfs' ignored\" once and goes on. "
	       "sriov_totalvfs "
	       "shows 7 all the same, and writing to sriov_numvfs fails.",
	.source = "devices.md 1.1, 2.2",
	.modes = USE_MODE_SRIOV,
	.explained_by = "cmdline",
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does lockdown take away a control that virtfn would use? VFIO and SR-IOV themselves work
 * under lockdown; the shares of xe's VFs were in debugfs until Linux 6.19.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include "base/str.h"

static enum tri locked(const struct host *host)
{
	const char *lockdown = host->machine.lockdown;

	if (lockdown[0])
		return str_eq(lockdown, "none") ? TRI_NO : TRI_YES;
	/* No file: no such security module, or securityfs is not mounted. */
	if (host->machine.secure_boot == TRI_NO && host->kernel.cmdline)
		return kernel_param(&host->kernel, "lockdown") ? TRI_UNKNOWN : TRI_NO;
	return TRI_UNKNOWN;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	enum tri on = locked(j->host);

	if (on == TRI_NO) {
		judge_ok(j, "the kernel is not locked down");
	} else if (on == TRI_UNKNOWN) {
		judge_unknown(j, "whether the kernel is locked down could not be read");
	} else if (kernel_has_module(k, "xe") == TRI_YES && kernel_at_least(k, 6, 19) == TRI_NO) {
		judge_warning(j,
			"lockdown (%s) hides debugfs: shares of xe's VFs cannot be set by hand",
			j->host->machine.lockdown);
		judge_seen(j, "/sys/kernel/security/lockdown", j->host->machine.lockdown);
		judge_seen(j, "/proc/sys/kernel/osrelease", k->release ? k->release : "?");
		fix_say(j,
			"install Linux 6.19 or newer, where they are in sriov_admin, or leave the "
			"shares to the driver");
	} else {
		judge_ok(j, "the kernel is locked down (%s), which takes nothing away here",
			j->host->machine.lockdown);
	}
}

const struct check check_lockdown = {
	.id = "lockdown",
	.group = "security",
	.title = "Lockdown takes nothing away that is needed",
	.why = "Under lockdown debugfs, raw memory and unsigned modules are closed. VFIO works, "
	       "but "
	       "before Linux 6.19 the shares of xe's VFs are in debugfs only.",
	.source = "devices.md 4.1, 4.2",
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

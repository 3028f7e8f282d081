/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is Intel's own igb or ixgbe loaded instead of the kernel's? It has other rules.
 */
#include <string.h>

#include "base/str.h"
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const char *driver = j->dev->driver;
	const struct kernel_module *m;

	if (!device_splits(j->dev) || (!str_eq(driver, "igb") && !str_eq(driver, "ixgbe")))
		return;
	m = kernel_module(&j->host->kernel, driver);
	if (!m || !m->taint) {
		judge_unknown(j, "whether %s is the kernel's own could not be looked at", driver);
	} else if (strchr(m->taint, 'O')) {
		judge_warning(j, "%s is not the kernel's own driver: its max_vfs makes VFs at load",
			driver);
		judge_seen_printf(j, "/sys/module", "%s/taint: %s", driver, m->taint);
		if (m->version)
			judge_seen_printf(j, "/sys/module", "%s/version: %s", driver, m->version);
		fix_say(j, "remove the vendor's %s unless you need it, and reboot", driver);
	} else {
		judge_ok(j, "%s is the kernel's own driver", driver);
	}
}

const struct check check_nic_out_of_tree = {
	.id = "nic-out-of-tree",
	.group = "nic",
	.title = "The driver is the kernel's own",
	.why = "Intel's drivers from outside the kernel still have max_vfs and make VFs with it "
	       "while they are loaded, without a write to sriov_numvfs.",
	.source = "devices.md 7.3",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the ACS override asked of a kernel that does not have the patch?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_param *p = kernel_param(k, "pcie_acs_override");

	if (!param_read(j))
		return;
	if (!p) {
		judge_ok(j, "pcie_acs_override= is not given");
	} else if (!k->flavour[0]) {
		judge_unknown(j, "whether this kernel has the ACS override patch is not known");
		judge_seen_param(j, p);
		fix_say(j, "look for \"Unknown kernel command line parameters\" in dmesg");
	} else if (!param_stock_kernel(k)) {
		judge_ok(j, "this kernel (%s) may have the ACS override patch", k->flavour);
		judge_seen_param(j, p);
	} else {
		judge_warning(j,
			"pcie_acs_override= does nothing: this kernel (%s) lacks the patch",
			k->flavour);
		param_drop(j, p, NULL);
	}
}

const struct check check_param_acs_override = {
	.id = "param-acs-override",
	.group = "parameter",
	.title = "pcie_acs_override= is not given for nothing",
	.why = "The patch was never part of Linux. Proxmox VE, zen, XanMod and CachyOS kernels "
	       "have "
	       "it, those of Debian, Ubuntu, Fedora, openSUSE and Arch do not and hand the "
	       "argument "
	       "to init.",
	.source = "devices.md 5.3",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};

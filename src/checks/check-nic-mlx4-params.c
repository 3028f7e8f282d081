/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ConnectX-3: are VFs asked for by module parameter? mlx4 knows no other way.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/module-option.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;

	if (!str_eq(j->dev->driver, "mlx4_core") || j->dev->is_vf)
		return;
	if (j->dev->sriov.num > 0) {
		judge_ok(j, "mlx4_core made %d VFs", j->dev->sriov.num);
	} else if (module_option_conf(k, "mlx4_core", "num_vfs") ||
		   module_option_param(k, "mlx4_core", "num_vfs")) {
		judge_warning(j, "num_vfs is set for mlx4_core, but there are no VFs");
		module_option_evidence(j, "mlx4_core", "num_vfs");
		fix_reboot(j, "mlx4_core makes VFs only when it is loaded");
	} else if (!module_option_seen(k)) {
		judge_unknown(j, "the options of mlx4_core could not be looked at");
	} else {
		judge_blocks(
			j, "mlx4_core was not told to make VFs: it does so only by a parameter");
		judge_seen(j, "/etc/modprobe.d", "no option num_vfs for mlx4_core");
		fix_module_option(j, "mlx4_core", "num_vfs=4 probe_vf=0");
	}
}

const struct check check_nic_mlx4_params = {
	.id = "nic-mlx4-params",
	.group = "nic",
	.title = "mlx4_core is told to make VFs",
	.why = "The driver of ConnectX-3 and older makes VFs by its parameters num_vfs and "
	       "probe_vf when it is loaded; a write to sriov_numvfs does nothing.",
	.source = "devices.md 7.3",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-capability",
	.judge = judge,
};

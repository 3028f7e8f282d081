/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is vfio-pci told to make VFs, where no PF is on it?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include "base/str.h"

static bool pf_on_vfio(const struct host *host)
{
	for (size_t i = 0; i < host->n_pci; i++)
		if (host->pci[i].sriov.present == TRI_YES &&
			str_eq(host->pci[i].driver, "vfio-pci"))
			return true;
	return false;
}

static void judge(struct judge *j)
{
	struct param_option o;

	if (!param_option_set(j, "vfio_pci", "enable_sriov", &o))
		return;
	if (!param_true(o.value) || pf_on_vfio(j->host)) {
		judge_ok(j, param_true(o.value)
				    ? "vfio-pci may make VFs, and has a physical function"
				    : "vfio-pci makes no VFs");
		param_option_seen(j, &o);
		return;
	}
	judge_warning(j, "vfio-pci.enable_sriov is set, and no physical function is on vfio-pci");
	param_option_drop(j, &o);
}

const struct check check_param_enable_sriov = {
	.id = "param-enable-sriov",
	.group = "parameter",
	.title = "vfio-pci.enable_sriov is not set for nothing",
	.why = "It is for a physical function that is itself on vfio-pci. i915, xe and drivers of "
	       "network cards make VFs themselves; with this set, users of such VFs need a token.",
	.source = "devices.md 3.6, 6.2",
	.modes = USE_MODE_SRIOV,
	.explained_by = "cmdline",
	.judge = judge,
};

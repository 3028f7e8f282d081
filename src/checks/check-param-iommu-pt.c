/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is iommu=pt given? It is a matter of speed for the host's own devices, and of taste: never
 * wrong, never needed.
 */
#include "checks/check.h"
#include "checks/judge.h"
#include "checks/param.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_param *p;

	if (!param_read(j))
		return;
	p = param_with(k, "iommu", "pt");
	if (!p)
		p = param_with(k, "iommu.passthrough", "1");
	if (!p) {
		judge_ok(j, "iommu=pt is not given, and is not needed");
		return;
	}
	judge_ok(j, "iommu=pt is given: faster for the host's devices, not needed for guests");
	judge_seen_param(j, p);
}

const struct check check_param_iommu_pt = {
	.id = "param-iommu-pt",
	.group = "parameter",
	.title = "iommu=pt is a matter of taste",
	.why = "With iommu=pt the host's own devices see all memory, which is faster and less "
	       "safe. "
	       "What is given to a guest is confined either way.",
	.source = "devices.md 6.2",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};

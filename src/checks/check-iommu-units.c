/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the IOMMUs that the kernel drives have devices behind them? A unit without any is
 * ordinary; no device behind any of them is not.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct machine *m = &j->host->machine;
	size_t devices = 0;

	for (size_t i = 0; i < m->n_iommus; i++)
		devices += m->iommus[i].n_devices;
	if (j->host->iommu == TRI_NO)
		return;
	if (j->host->iommu == TRI_UNKNOWN || m->n_iommus == 0) {
		judge_unknown(j, "which IOMMUs the kernel drives could not be looked at");
	} else if (devices > 0) {
		judge_ok(j, "the kernel drives %zu IOMMUs with %zu devices", m->n_iommus, devices);
	} else {
		judge_warning(j,
			"the kernel drives %zu IOMMUs, and no device is behind any of them",
			m->n_iommus);
		for (size_t i = 0; i < m->n_iommus; i++)
			judge_seen_printf(
				j, "/sys/class/iommu", "%s has no devices", m->iommus[i].name);
		fix_firmware(j, FIX_FIRMWARE_UPDATE);
	}
}

const struct check check_iommu_units = {
	.id = "iommu-units",
	.group = "iommu",
	.title = "Devices are behind the IOMMUs",
	.why = "What is not behind an IOMMU cannot be given to a guest. When that is everything, "
	       "the firmware's table is wrong or the kernel gave up half way.",
	.source = "devices.md 5.4",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "iommu-on",
	.judge = judge,
};

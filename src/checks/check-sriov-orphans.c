/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are there VFs whose physical function is gone? That happens when it is removed with VFs on.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct host *host = j->host;
	const struct pci_dev *orphan = NULL;
	size_t vfs = 0, n = 0;

	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];

		vfs += d->is_vf;
		if (!d->is_vf || host_find_pf(host, d))
			continue;
		n++;
		orphan = d;
	}
	if (host->n_pci == 0) {
		judge_unknown(j, "there are no PCI functions to look at");
	} else if (orphan) {
		judge_warning(j, "%zu VFs have lost their physical function", n);
		judge_seen_printf(
			j, "/sys/bus/pci/devices", "%s/physfn leads nowhere", orphan->name);
		fix_reboot(j, "nothing else removes them");
	} else if (vfs > 0) {
		judge_ok(j, "each of the %zu VFs has its physical function", vfs);
	}
}

const struct check check_sriov_orphans = {
	.id = "sriov-orphans",
	.group = "sriov",
	.title = "Each VF has its physical function",
	.why = "A VF without one cannot be used, set up, or removed.",
	.source = "devices.md 3.5",
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Has the kernel found address space for the VFs' BARs? It needs it for all TotalVFs, however
 * few are asked for.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

/* The first VF BAR that has no room; -1 none, or nobody saw what there is. *ret_wanted counts those
 * that are known. */
static int without_room(const struct pci_detail *p, size_t *ret_wanted, bool *ret_sure)
{
	int bar = -1;

	*ret_wanted = 0;
	*ret_sure = true;
	for (int i = 0; i < PCI_DETAIL_BARS; i++) {
		if (p->vf_bar_wanted[i] == TRI_UNKNOWN && p->vf_bars[i].size == 0)
			*ret_sure = false;
		*ret_wanted += p->vf_bar_wanted[i] == TRI_YES || p->vf_bars[i].size > 0;
		if (bar < 0 && p->vf_bar_wanted[i] == TRI_YES && p->vf_bars[i].size == 0)
			bar = i;
	}
	return bar;
}

static void no_room(struct judge *j, int bar)
{
	char iov = kernel_config(&j->host->kernel, "PCI_REALLOC_ENABLE_AUTO");

	judge_blocks(j, "there is no address space for BAR %d of the VFs", bar);
	judge_seen_printf(j, "/sys/bus/pci/devices", "%s/resource: VF BAR %d has no region",
		j->dev->name, bar);
	fix_firmware(j, FIX_FIRMWARE_ABOVE_4G);
	if (iov != 'y')
		fix_cmdline(j, "pci=realloc");
}

static void judge(struct judge *j)
{
	const struct pci_detail *p = j->dev->detail;
	size_t wanted = 0;
	bool sure = false, seen;
	int bar;

	if (j->dev->is_vf || j->dev->sriov.present == TRI_NO)
		return;
	/* Without the file "resource" nothing is known of what has a place. */
	seen = p && p->resources_seen == TRI_YES;
	bar = seen ? without_room(p, &wanted, &sure) : -1;
	if (j->dev->sriov.num > 0)
		judge_ok(j, "the VFs that are there have their address space");
	else if (bar >= 0)
		no_room(j, bar);
	else if (!seen)
		judge_unknown(j, "what has address space could not be looked at");
	else if (!sure)
		judge_unknown(j, "which BARs the VFs want could not be read%s",
			j->host->is_root == TRI_YES ? "" : ": needs root");
	else if (wanted > 0)
		judge_ok(j, "the %zu BARs of the VFs have address space", wanted);
}

const struct check check_sriov_vf_bars = {
	.id = "sriov-vf-bars",
	.group = "sriov",
	.title = "The VFs have address space",
	.why = "The kernel reserves it at boot, out of what the firmware left. Where it is short "
	       "the "
	       "write to sriov_numvfs fails with \"Cannot allocate memory\".",
	.source = "devices.md 3.2; diagnoses.md 3 row 14",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-capability sriov-files device-gone kernel-realloc",
	.judge = judge,
};

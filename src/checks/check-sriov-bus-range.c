/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are the bus numbers of all VFs passed on by the bridge above? VFs behind the 8 functions (or
 * 256, with ARI) of a bus are on the next one.
 */
#include <stdio.h>

#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static int bus_of(const struct judge *j, int n)
{
	const struct pci_addr *a = &j->dev->addr;
	const struct pci_detail *p = j->dev->detail;

	return a->bus + ((a->slot << 3 | a->func) + p->vf_offset + p->vf_stride * n) / 256;
}

/* How many VFs, from the first, have a bus that is passed on. */
static int room(const struct judge *j, int total, int last)
{
	int n = 0;

	while (n < total && bus_of(j, n) <= last)
		n++;
	return n;
}

static void judge_range(struct judge *j, const struct pci_dev *bridge)
{
	int total = j->dev->sriov.total;
	int last = bridge ? bridge->detail->subordinate : j->dev->addr.bus;
	int n = room(j, total, last);

	if (n == total) {
		judge_ok(j, "the bus numbers of all %d VFs are within reach", total);
		return;
	}
	if (!bridge) {
		judge_unknown(
			j, "the VFs are on another root bus: whether it is free is not known");
		return;
	}
	if (n > 0)
		judge_warning(j, "bus numbers are within reach for %d of %d VFs", n, total);
	else
		judge_blocks(j,
			"the VFs would be on bus %02x, which the bridge above does not pass on",
			(unsigned)bus_of(j, 0) & 0xff);
	judge_seen_printf(j, "/sys/bus/pci/devices", "%s: buses %02x to %02x", bridge->name,
		(unsigned)bridge->detail->secondary & 0xff, (unsigned)last & 0xff);
	if (bridge->detail->ari_enabled != TRI_YES)
		fix_firmware(j, FIX_FIRMWARE_ARI);
	fix_cmdline(j, "pci=assign-busses");
	if (n > 0)
		fix_say(j, "or ask for no more than %d VFs", n);
}

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev, *bridge = host_parent(j->host, d);
	const struct pci_detail *p = d->detail;

	if (d->is_vf || d->sriov.present == TRI_NO || d->sriov.total <= 0)
		return;
	if (!p || p->vf_offset < 0 || p->vf_stride < 0)
		judge_unknown(j, "where the VFs would be could not be read");
	else if (d->has_parent && (!bridge || !bridge->detail || bridge->detail->subordinate < 0))
		judge_unknown(j, "which buses the bridge above passes on could not be read");
	else
		judge_range(j, bridge);
}

const struct check check_sriov_bus_range = {
	.id = "sriov-bus-range",
	.group = "sriov",
	.title = "The bus numbers of the VFs are within reach",
	.why = "A VF on a bus that the bridge above does not pass on cannot be reached: the write "
	       "to "
	       "sriov_numvfs fails with \"Cannot allocate memory\".",
	.source = "devices.md 3.2, 3.3; diagnoses.md 3 row 15",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-files",
	.judge = judge,
};

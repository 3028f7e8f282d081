/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the bridge above pass on all 256 functions of the device's bus (ARI)? Without it VFs
 * need bus numbers of their own.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev, *bridge = host_parent(j->host, d);
	const struct pci_detail *up = bridge ? bridge->detail : NULL;

	if (d->is_vf || d->sriov.present != TRI_YES || !d->has_parent)
		return;
	if (d->config == TRI_YES && !d->ari)
		return;
	if (!up || up->ari_enabled == TRI_UNKNOWN || d->config != TRI_YES || up->secondary < 0) {
		judge_unknown(
			j, "whether ARI is on above the device could not be read: needs root");
	} else if (up->ari_enabled == TRI_YES) {
		judge_ok(j, "ARI is on above the device");
	} else if (up->subordinate > up->secondary) {
		judge_ok(j, "ARI is off above the device, but there are bus numbers for its VFs");
	} else {
		judge_warning(
			j, "ARI is off above the device, and no bus number is left for its VFs");
		judge_seen_printf(j, "/sys/bus/pci/devices", "%s: %s, buses %02x to %02x",
			bridge->name, up->ari_supported == TRI_YES ? "ARI off" : "no ARI",
			(unsigned)up->secondary & 0xff, (unsigned)up->subordinate & 0xff);
		if (up->ari_supported == TRI_YES)
			fix_firmware(j, FIX_FIRMWARE_ARI);
		else
			fix_say(j, "put the card into a slot whose bridge has ARI");
	}
}

const struct check check_sriov_ari = {
	.id = "sriov-ari",
	.group = "sriov",
	.title = "ARI is on above the device, or there are bus numbers for VFs",
	.why = "With ARI a bus holds 256 functions of one device, without it 8: VFs then go to the "
	       "next bus, which must be there.",
	.source = "devices.md 3.3, 5.1",
	.kinds = CHECK_NIC | CHECK_NVME | CHECK_DGPU | CHECK_OTHER,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-bus-range",
	.judge = judge,
};

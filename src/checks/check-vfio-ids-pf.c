/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does vfio-pci.ids catch the physical function whose VFs are wanted? IDs do not tell a VF
 * of an Intel GPU from the GPU.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;
	struct others_ids ids = others_vfio_ids(&j->host->kernel, d);

	if (d->is_vf)
		return;
	if (ids.told == TRI_UNKNOWN) {
		judge_unknown(j, "vfio-pci.ids could not be looked at");
	} else if (ids.told == TRI_NO) {
		judge_ok(j, "vfio-pci.ids does not name the device");
	} else {
		judge_warning(j,
			"vfio-pci.ids names %04x:%04x: vfio-pci takes the physical function",
			d->vendor, d->device);
		if (ids.param)
			judge_seen_param(j, ids.param);
		if (ids.line)
			judge_seen_printf(
				j, ids.line->file, "line %u: %s", ids.line->line, ids.line->text);
		fix_say(j,
			"take the ID out, and give VFs to vfio-pci by their addresses: virtfn vf "
			"create does so");
	}
}

const struct check check_vfio_ids_pf = {
	.id = "vfio-ids-pf",
	.group = "vfio",
	.title = "vfio-pci.ids leaves the physical function alone",
	.why = "vfio-pci.ids takes each device of an ID. VFs of Intel GPUs have the ID of the GPU, "
	       "so the GPU goes too: the host loses its display, and no VFs can be made.",
	.source = "devices.md 1.1, 6.2; diagnoses.md 3 row 12",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV | USE_MODE_GVT_G,
	.judge = judge,
};

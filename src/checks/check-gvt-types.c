/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the GPU offer GVT-g devices, and is one of them still free?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void offered(struct judge *j, const struct pci_dev *d)
{
	int best = -1;
	const char *type = NULL;

	for (size_t i = 0; i < d->n_mdev_types; i++)
		if (d->mdev_types[i].available > best) {
			best = d->mdev_types[i].available;
			type = d->mdev_types[i].id;
		}
	if (best > 0) {
		judge_ok(j, "%zu types of GVT-g devices are offered, %d of %s are free",
			d->n_mdev_types, best, type);
	} else if (best == 0) {
		judge_warning(j, "all GVT-g devices are taken");
		judge_seen_dev(j, "mdev_supported_types", "available_instances of each type: 0");
		fix_say(j, "see who has them, and remove one: virtfn list gvt; "
			   "sudo virtfn vf destroy UUID");
	} else {
		judge_unknown(j, "how many GVT-g devices are free could not be read");
	}
}

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (!gpu_way_intel(j->dev))
		return;
	if (d->mdev == TRI_UNKNOWN) {
		judge_unknown(j, "whether the GPU offers GVT-g devices could not be looked at");
	} else if (d->mdev == TRI_YES && d->n_mdev_types > 0) {
		offered(j, d);
	} else {
		judge_blocks(j, "the GPU offers no GVT-g devices");
		judge_seen_dev(j, "mdev_supported_types", d->mdev == TRI_YES ? "empty" : NULL);
		fix_load_module(j, "kvmgt");
		fix_say(j, "and look at sudo dmesg | grep -i gvt");
	}
}

const struct check check_gvt_types = {
	.id = "gvt-types",
	.group = "gpu",
	.title = "The GPU offers GVT-g devices",
	.why = "A GVT-g device is made by a write to one of the types that i915 offers.",
	.source = "devices.md 1.4; diagnoses.md 3 row 40",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_GVT_G,
	.explained_by = "gvt-generation gvt-enabled gvt-guc gvt-kvmgt gvt-aperture pf-driver",
	.judge = judge,
};

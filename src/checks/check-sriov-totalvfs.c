/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many VFs does the driver allow? None though the hardware has some: it was told so, or
 * lacks what it needs.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void none(struct judge *j)
{
	const struct pci_sriov *s = &j->dev->sriov;
	const char *driver = j->dev->driver[0] ? j->dev->driver : "the driver";

	if (s->hw_total > 0)
		judge_blocks(j, "%s allows no VFs, the hardware has %d", driver, s->hw_total);
	else
		judge_blocks(j, "%s allows no VFs", driver);
	judge_seen_dev(j, "sriov_totalvfs", "0");
	if (str_eq(j->dev->driver, "mlx5_core"))
		fix_say(j,
			"sudo mlxconfig -d %s set SRIOV_EN=1 NUM_OF_VFS=8, and switch the host off "
			"and on",
			j->dev->name);
	else if (gpu_way_intel(j->dev))
		fix_say(j, "look for max_vfs=0, for the GuC firmware, and at sudo dmesg | grep -i "
			   "-e sriov -e guc");
	else
		fix_firmware(j, FIX_FIRMWARE_SRIOV);
}

static void judge(struct judge *j)
{
	const struct pci_sriov *s = &j->dev->sriov;

	if (j->dev->is_vf || s->present == TRI_NO)
		return;
	if (s->total < 0)
		judge_unknown(j, "how many VFs the driver allows is not known: no sriov_totalvfs");
	else if (s->total == 0)
		none(j);
	else if (gpu_way_intel(j->dev) && str_eq(j->dev->driver, "i915") && s->num <= 0 &&
		 gpu_way_dkms_loaded(&j->host->kernel, "i915") != TRI_YES)
		judge_unknown(j,
			"sriov_totalvfs is the hardware's number %d: i915 has no say in it",
			s->total);
	else
		judge_ok(j, "%d VFs may be made", s->total);
}

const struct check check_sriov_totalvfs = {
	.id = "sriov-totalvfs",
	.group = "sriov",
	.title = "The driver allows VFs",
	.why = "sriov_totalvfs is the hardware's number until the driver lowers it. A larger "
	       "sriov_numvfs is refused with \"Numerical result out of range\".",
	.source = "devices.md 1.1, 3.1, 7.3; diagnoses.md 3 row 17",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-capability sriov-files max-vfs-param guc-firmware driver-sriov",
	.judge = judge,
};

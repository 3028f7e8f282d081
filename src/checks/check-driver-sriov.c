/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can the driver that holds the device make VFs of it, on this kernel? That VFs are there, or
 * files that only such a driver makes, is the proof; the table of chips only helps.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"
#include "checks/others.h"

static void judge_i915(struct judge *j)
{
	const struct gpu_platform *p = gpu_way_platform(j);
	enum tri dkms = gpu_way_dkms_loaded(&j->host->kernel, "i915");

	if (j->dev->detail && j->dev->detail->prelim_iov == TRI_YES)
		dkms = TRI_YES;
	if (dkms == TRI_UNKNOWN) {
		judge_unknown(j, "whether i915 is that of i915-sriov-dkms could not be told");
	} else if (dkms == TRI_NO) {
		judge_blocks(
			j, "the kernel's own i915 holds the GPU: it makes no VFs on any kernel");
		judge_seen(j, "/sys/module/i915/version", NULL);
		gpu_way_fix(j);
	} else if (p && !p->dkms_i915) {
		judge_warning(j, "i915-sriov-dkms is not known to make VFs of %s", p->name);
		judge_seen_dev(j, "driver", "i915");
	} else {
		judge_ok(j, "i915 of i915-sriov-dkms holds the GPU");
	}
}

/* xe sets sriov_totalvfs to 0 when it cannot, so that any other number is its word. */
static void judge_xe(struct judge *j)
{
	struct gpu_ways ways = gpu_way_of(j);
	int total = j->dev->sriov.total;

	if (total > 0 || (j->dev->detail && j->dev->detail->sriov_admin == TRI_YES)) {
		judge_ok(j, "xe holds the GPU and makes VFs");
		judge_seen_dev(j, "sriov_totalvfs", total > 0 ? "above 0" : NULL);
	} else if (total == 0) {
		judge_blocks(j, "xe holds the GPU and offers no VFs");
		judge_seen_dev(j, "sriov_totalvfs", "0");
		if (ways.xe == TRI_YES)
			fix_say(j,
				"look for xe.max_vfs=0, for SR-IOV in the firmware's set-up, and "
				"at sudo dmesg | grep -i -e sriov -e guc");
		else
			gpu_way_fix(j);
	} else if (ways.xe == TRI_NO && gpu_way_dkms_loaded(&j->host->kernel, "xe") == TRI_NO) {
		judge_blocks(j, "xe of this kernel makes no VFs of %s", gpu_way_platform(j)->name);
		judge_seen_dev(j, "sriov_totalvfs", NULL);
		gpu_way_fix(j);
	} else {
		judge_unknown(j, "whether xe makes VFs of this GPU could not be told");
	}
}

/* Drivers with sriov_configure in kernels of today: a write to sriov_numvfs reaches them. */
static const char *const able[] = { "igb", "ixgbe", "i40e", "ice", "fm10k", "mlx5_core", "bnx2x",
	"bnxt_en", "qede", "cxgb4", "sfc", "be2net", "hns3", "nvme", "pci-pf-stub", NULL };

static bool is_able(const char *driver)
{
	for (size_t i = 0; able[i]; i++)
		if (str_eq(able[i], driver))
			return true;
	return false;
}

static void judge_other(struct judge *j)
{
	const char *driver = j->dev->driver;

	if (is_able(driver)) {
		judge_ok(j, "%s makes VFs", driver);
	} else if (str_eq(driver, "mlx4_core")) {
		judge_warning(j, "mlx4_core makes VFs by its module parameters only");
		judge_seen_dev(j, "driver", driver);
		fix_module_option(j, "mlx4_core", "num_vfs=4 probe_vf=0");
	} else {
		judge_unknown(
			j, "whether %s makes VFs is not known here: the write will tell", driver);
	}
}

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (d->is_vf || !d->driver[0] || others_vfio(d->driver))
		return;
	if (d->sriov.num > 0)
		judge_ok(j, "%s has made %d VFs", d->driver, d->sriov.num);
	else if (gpu_way_intel(d) && str_eq(d->driver, "i915"))
		judge_i915(j);
	else if (gpu_way_intel(d) && str_eq(d->driver, "xe"))
		judge_xe(j);
	else
		judge_other(j);
}

const struct check check_driver_sriov = {
	.id = "driver-sriov",
	.group = "driver",
	.title = "The driver makes VFs of this device on this kernel",
	.why = "Not each driver that runs a device can split it. The file sriov_totalvfs may show "
	       "a "
	       "number all the same: it is the hardware's until a driver lowers it.",
	.source = "devices.md 1.1, 1.2, 2.2, 3.2, 7.3",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-capability sriov-files pf-driver max-vfs-param dkms-loaded "
			"param-max-vfs-stock "
			"dkms-built module-blacklisted",
	.judge = judge,
};

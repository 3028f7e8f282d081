/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a driver hold the function whose VFs are wanted? Only its driver can make them;
 * whether this one can, check-driver-sriov.c asks.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"
#include "checks/others.h"

static void give_back(struct judge *j)
{
	const char *name = j->dev->name;

	fix_say(j, "take its ID out of vfio-pci.ids, if it is there, and give it back:");
	fix_say(j, "echo | sudo tee /sys/bus/pci/devices/%s/driver_override", name);
	fix_say(j, "echo %s | sudo tee /sys/bus/pci/drivers/%s/unbind", name, j->dev->driver);
	fix_say(j, "echo %s | sudo tee /sys/bus/pci/drivers_probe", name);
}

/* vfio-pci makes VFs only when enable_sriov is set, and then their users need a token. */
static void held_by_vfio(struct judge *j)
{
	const char *enabled = kernel_module_param(&j->host->kernel, "vfio_pci", "enable_sriov");

	if (enabled && enabled[0] == 'Y') {
		judge_warning(j,
			"%s holds the physical function: each user of a VF needs its token",
			j->dev->driver);
		judge_seen(j, "/sys/module/vfio_pci/parameters/enable_sriov", enabled);
	} else if (enabled) {
		judge_blocks(j, "%s holds the physical function: it makes no VFs", j->dev->driver);
		judge_seen(j, "/sys/module/vfio_pci/parameters/enable_sriov", enabled);
	} else {
		judge_unknown(j,
			"%s holds the physical function; whether it may make VFs could "
			"not be looked at",
			j->dev->driver);
	}
	judge_seen_dev(j, "driver", j->dev->driver);
	give_back(j);
}

/* Commands where it is known which module it is. */
static void load_it(struct judge *j)
{
	const struct pci_dev *d = j->dev;
	const struct pci_detail *t = d->detail;

	if (!t || t->module_there != TRI_YES) {
		if (t && t->module_there == TRI_NO)
			judge_seen(j, "modules.alias", "no module of this kernel is for it");
		fix_say(j, "load its driver; lspci -k -s %s names the modules for it", d->name);
	} else if (t->module_loaded == TRI_YES) {
		judge_seen_printf(j, "/sys/module", "%s is loaded", t->module);
		fix_say(j, "echo %s | sudo tee /sys/bus/pci/drivers_probe", d->name);
		fix_say(j, "if that fails: sudo dmesg | tail says why");
	} else {
		judge_seen_printf(j, "/sys/module", "%s is not loaded", t->module);
		fix_say(j, "sudo modprobe %s", t->module);
	}
}

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;

	if (d->is_vf)
		return;
	if (!d->driver[0]) {
		judge_blocks(j, "no driver holds the device");
		judge_seen_dev(j, "driver", NULL);
		if (gpu_way_intel(d) && j->modes & USE_MODE_SRIOV)
			gpu_way_fix(j);
		else
			load_it(j);
	} else if (others_vfio(d->driver)) {
		held_by_vfio(j);
	} else {
		judge_ok(j, "%s holds the device", d->driver);
	}
}

const struct check check_pf_driver = {
	.id = "pf-driver",
	.group = "driver",
	.title = "A driver holds the device",
	.why = "VFs and mediated devices are made by the driver of the physical function. Without "
	       "one the write to sriov_numvfs fails with \"No such file or directory\".",
	.source = "devices.md 3.2, 3.6; diagnoses.md 3 rows 5, 12",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV | USE_MODE_GVT_G,
	.explained_by = "vfio-ids-pf module-blacklisted device-gone param-nomodeset",
	.judge = judge,
};

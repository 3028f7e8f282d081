/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * VFs are held by a variant of vfio-pci (xe-vfio-pci, mlx5_vfio_pci): does this libvirt know
 * such drivers, and do they fit the driver of the physical function?
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"
#include "checks/others.h"

#define LIBVIRT_VARIANTS 9007000

static const struct pci_dev *find(const struct judge *j)
{
	for (const struct pci_dev *v = others_vf(j->host, j->dev, NULL); v;
		v = others_vf(j->host, j->dev, v))
		if (others_vfio(v->driver) && !str_eq(v->driver, "vfio-pci"))
			return v;
	return NULL;
}

static void judge(struct judge *j)
{
	const struct pci_dev *v = find(j);
	int version = j->host->stack.libvirt_version;

	if (j->dev->is_vf || !v)
		return;
	if (str_eq(v->driver, "xe-vfio-pci") &&
		gpu_way_dkms_loaded(&j->host->kernel, "xe") == TRI_YES) {
		judge_warning(j, "xe-vfio-pci is the kernel's own, xe is that of i915-sriov-dkms");
		judge_seen_printf(j, "/sys/bus/pci/devices", "%s/driver: %s", v->name, v->driver);
		fix_say(j, "sudo virtfn vf bind %s vfio-pci", v->name);
	} else if (version < 0) {
		judge_unknown(j, "whether libvirt knows %s is not known", v->driver);
	} else if (version < LIBVIRT_VARIANTS) {
		judge_warning(j, "%s holds VFs, and this libvirt knows vfio-pci only", v->driver);
		judge_seen_printf(j, "libvirt", "%d.%d.%d", version / 1000000,
			version / 1000 % 1000, version % 1000);
		fix_say(j, "sudo virtfn vf bind %s vfio-pci, or update libvirt to 9.7 or later",
			v->name);
	} else {
		judge_ok(j, "%s holds VFs, which this libvirt knows", v->driver);
	}
}

const struct check check_vfio_variant = {
	.id = "vfio-variant",
	.group = "vfio",
	.title = "Variants of vfio-pci fit libvirt and the driver",
	.why = "Variants add live migration. libvirt knows them from 9.7 on, and each one works "
	       "with "
	       "the driver of the physical function that it was built with.",
	.source = "devices.md 9",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};

/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the simulated i915 and xe have in common: a DRM device without a GPU behind it. The file
 * that includes this says which flavour it is: SIM_NAME, and SIM_VERSION for a module of
 * i915-sriov-dkms or SIM_STOCK for the kernel's own.
 */
#ifndef SIM_DRV_H
#define SIM_DRV_H

#include <drm/drm_drv.h>
#include <drm/drm_file.h>
#include <drm/drm_gem.h>
#include <drm/drm_ioctl.h>
#include <drm/drm_print.h>
#include <linux/firmware.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/version.h>

#include "ids.h"
#include "sim.h"

struct sim {
	struct drm_device drm;
	struct sim_pf pf;
	bool is_pf, is_vf;
	void *sysfs; /* of the driver that includes this */
};

DEFINE_DRM_GEM_FOPS(sim_fops);

static const struct drm_driver sim_drm = {
	.driver_features = DRIVER_GEM | DRIVER_RENDER,
	.fops = &sim_fops,
	.name = SIM_NAME,
	.desc = "Intel Graphics (simulated)",
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)
	.date = "20230929",
#endif
	.major = 1,
	.minor = 6,
};

static bool sim_reads_as_vf(struct pci_dev *pdev)
{
	void __iomem *reg = pci_iomap_range(pdev, 0, SIM_REG_VF_CAP, 4);
	u32 value = reg ? readl(reg) : 0;

	if (reg)
		pci_iounmap(pdev, reg);
	if (value & ~1u)
		dev_warn(&pdev->dev, "MMIO BAR malfunction, %#x returned %#x\n", SIM_REG_VF_CAP,
			value);
	return value == 1;
}

static bool sim_firmware_there(struct device *dev, const char *name)
{
	const struct firmware *fw;
	int err = firmware_request_nowarn(&fw, name, dev);

	if (err)
		return false;
	release_firmware(fw);
	return true;
}

static struct sim *sim_new(struct pci_dev *pdev)
{
	struct sim *s = devm_drm_dev_alloc(&pdev->dev, &sim_drm, struct sim, drm);
	int err;

	if (IS_ERR(s))
		return s;
	err = pcim_enable_device(pdev);
	if (err)
		return ERR_PTR(err);
	pci_set_master(pdev);
	pci_set_drvdata(pdev, s);
	s->is_vf = sim_reads_as_vf(pdev);
	return s;
}

/* How many VFs the driver offers: the device's, up to a limit; 0 when it stays "native". */
static inline unsigned int sim_offer(struct pci_dev *pdev, unsigned int limit)
{
	unsigned int n = min_t(unsigned int, limit, pci_sriov_get_totalvfs(pdev));

	if (!pci_resource_len(pdev, PCI_IOV_RESOURCES) || !pdev->resource[PCI_IOV_RESOURCES].parent)
		n = 0;
	pci_sriov_set_totalvfs(pdev, n);
	return n;
}

#endif

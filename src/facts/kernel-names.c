/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of a kernel's thousands of modules matter here? Reading them is in
 * facts-kernel-module.c, lines about them in facts-kernel-conf.c.
 */
#include "facts/kernel-names.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Sorted as strcmp() does. */
const struct kernel_name kernel_names[] = {
	{ "amdgpu", "DRM_AMDGPU", false },
	{ "bnxt_en", "BNXT", false },
	{ "bridge", "BRIDGE", false },
	{ "efifb", "FB_EFI", false },
	{ "i40e", "I40E", false },
	{ "i915", "DRM_I915", true },
	{ "iavf", "IAVF", false },
	{ "ice", "ICE", false },
	{ "igb", "IGB", false },
	{ "igbvf", "IGBVF", false },
	{ "intel_sriov_compat", NULL, false },
	{ "iommufd", "IOMMUFD", true },
	{ "ixgbe", "IXGBE", false },
	{ "ixgbevf", "IXGBEVF", false },
	{ "kvm", "KVM", true },
	{ "kvm_amd", "KVM_AMD", true },
	{ "kvm_intel", "KVM_INTEL", true },
	{ "kvmfr", NULL, true },
	{ "kvmgt", "DRM_I915_GVT_KVMGT", true },
	{ "macvtap", "MACVTAP", false },
	{ "mdev", NULL, false },
	{ "mei_gsc", "INTEL_MEI_GSC", false },
	{ "mei_me", "INTEL_MEI_ME", false },
	{ "mei_pxp", "INTEL_MEI_PXP", false },
	{ "mlx4_core", "MLX4_CORE", true },
	{ "mlx5_core", "MLX5_CORE", false },
	{ "mlx5_vfio_pci", "MLX5_VFIO_PCI", true },
	{ "nouveau", "DRM_NOUVEAU", false },
	{ "nvidia", NULL, false },
	{ "nvidia_drm", NULL, true },
	{ "nvidia_modeset", NULL, false },
	{ "nvidia_uvm", NULL, false },
	{ "nvidia_vgpu_vfio", NULL, true },
	{ "nvme", "BLK_DEV_NVME", false },
	{ "pci_pf_stub", "PCI_PF_STUB", true },
	{ "pds_vfio_pci", "PDS_VFIO_PCI", true },
	{ "qat_vfio_pci", "QAT_VFIO_PCI", true },
	{ "radeon", "DRM_RADEON", false },
	{ "simpledrm", "DRM_SIMPLEDRM", false },
	{ "snd_hda_intel", "SND_HDA_INTEL", false },
	{ "tun", "TUN", false },
	{ "udmabuf", "UDMABUF", true },
	{ "vendor_reset", NULL, true },
	{ "vfio", "VFIO", true },
	{ "vfio_iommu_type1", "VFIO_IOMMU_TYPE1", true },
	{ "vfio_mdev", NULL, false },
	{ "vfio_pci", "VFIO_PCI", true },
	{ "vfio_pci_core", "VFIO_PCI_CORE", true },
	{ "vfio_virqfd", NULL, false },
	{ "vhost_net", "VHOST_NET", false },
	{ "vhost_vsock", "VHOST_VSOCK", false },
	{ "virtio_vfio_pci", "VIRTIO_VFIO_PCI", true },
	{ "virtiofs", "VIRTIO_FS", false },
	{ "xe", "DRM_XE", true },
	{ "xe_vfio_pci", "XE_VFIO_PCI", true },
	{ "xhci_pci", "USB_XHCI_PCI", false },
};

const size_t n_kernel_names = ARRAY_SIZE(kernel_names);

bool kernel_name_set(char ret[KERNEL_NAME_MAX], const char *text, size_t len)
{
	if (len == 0 || len >= KERNEL_NAME_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		ret[i] = text[i] == '-' ? '_' : text[i];
	ret[len] = '\0';
	return true;
}

static int compare(const void *key, const void *member)
{
	return strcmp(key, ((const struct kernel_name *)member)->name);
}

const struct kernel_name *kernel_name_find(const char *text, size_t len)
{
	char name[KERNEL_NAME_MAX];

	if (!kernel_name_set(name, text, len))
		return NULL;
	return bsearch(name, kernel_names, n_kernel_names, sizeof(kernel_names[0]), compare);
}

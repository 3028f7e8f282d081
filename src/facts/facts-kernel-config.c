/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How was the running kernel configured, as far as the checks ask? The text is parsed by
 * formats/kconfig.c; a capture keeps only the lines that answer.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-zlib.h"
#include "formats/kconfig.h"

#define OFFER      ".virtfn/kernel-config"
#define CONFIG_MAX (4u * 1024 * 1024) /* a whole configuration is 300 KiB */
#define FROM       "# virtfn: from "

/* Sorted as strcmp() does. */
static const char *const symbols[] = {
	/* clang-format off */
	"ACPI_TABLE_UPGRADE",
	"AMD_IOMMU",
	"BLK_DEV_NVME",
	"BNXT",
	"BRIDGE",
	"CONFIGFS_FS",
	"DEBUG_FS",
	"DMAR_TABLE",
	"DRM_AMDGPU",
	"DRM_I915",
	"DRM_I915_GVT",
	"DRM_I915_GVT_KVMGT",
	"DRM_I915_PXP",
	"DRM_NOUVEAU",
	"DRM_RADEON",
	"DRM_SIMPLEDRM",
	"DRM_XE",
	"DRM_XE_DEBUG",
	"EXTRA_FIRMWARE",
	"FB_EFI",
	"FB_VESA",
	"FW_LOADER_COMPRESS_XZ",
	"FW_LOADER_COMPRESS_ZSTD",
	"HUGETLBFS",
	"HUGETLB_PAGE",
	"I40E",
	"IAVF",
	"ICE",
	"IGB",
	"IGBVF",
	"IKCONFIG_PROC",
	"INTEL_IOMMU",
	"INTEL_IOMMU_DEFAULT_ON",
	"INTEL_IOMMU_DEFAULT_ON_INTGPU_OFF",
	"INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON",
	"INTEL_IOMMU_SVM",
	"INTEL_MEI",
	"INTEL_MEI_GSC",
	"INTEL_MEI_GSC_PROXY",
	"INTEL_MEI_ME",
	"INTEL_MEI_PXP",
	"IOMMUFD",
	"IOMMU_DEFAULT_DMA_LAZY",
	"IOMMU_DEFAULT_DMA_STRICT",
	"IOMMU_DEFAULT_PASSTHROUGH",
	"IO_STRICT_DEVMEM",
	"IRQ_REMAP",
	"IXGBE",
	"IXGBEVF",
	"KVM",
	"KVM_AMD",
	"KVM_EXTERNAL_WRITE_TRACKING",
	"KVM_INTEL",
	"KVM_VFIO",
	"LOCK_DOWN_IN_EFI_SECURE_BOOT",
	"MACVTAP",
	"MLX4_CORE",
	"MLX5_CORE",
	"MLX5_VFIO_PCI",
	"MODULES",
	"MODULE_COMPRESS",
	"MODULE_SIG",
	"MODULE_SIG_ALL",
	"MODULE_SIG_FORCE",
	"NO_HZ_FULL",
	"PCI_ATS",
	"PCI_IOV",
	"PCI_MSI",
	"PCI_PASID",
	"PCI_PF_STUB",
	"PCI_PRI",
	"PCI_REALLOC_ENABLE_AUTO",
	"PDS_VFIO_PCI",
	"PREEMPT_RT",
	"QAT_VFIO_PCI",
	"SECURITY_LOCKDOWN_LSM",
	"SND_HDA_INTEL",
	"STRICT_DEVMEM",
	"SYSFB",
	"SYSFB_SIMPLEFB",
	"TRANSPARENT_HUGEPAGE",
	"TRANSPARENT_HUGEPAGE_ALWAYS",
	"TRANSPARENT_HUGEPAGE_MADVISE",
	"TUN",
	"UDMABUF",
	"USB_XHCI_PCI",
	"VFIO",
	"VFIO_CONTAINER",
	"VFIO_DEVICE_CDEV",
	"VFIO_GROUP",
	"VFIO_IOMMU_TYPE1",
	"VFIO_MDEV",
	"VFIO_NOIOMMU",
	"VFIO_PCI",
	"VFIO_PCI_CORE",
	"VFIO_PCI_DMABUF",
	"VFIO_PCI_IGD",
	"VFIO_PCI_VGA",
	"VFIO_VIRQFD",
	"VHOST_NET",
	"VHOST_VSOCK",
	"VIRTIO_FS",
	"VIRTIO_VFIO_PCI",
	"X86_X2APIC",
	"XE_VFIO_PCI",
	/* clang-format on */
};

/* 0: the line makes no sense. */
static char letter(enum kconfig_kind kind)
{
	switch (kind) {
	case KCONFIG_YES:
		return 'y';
	case KCONFIG_MODULE:
		return 'm';
	case KCONFIG_NUMBER:
	case KCONFIG_STRING:
		return 'v';
	case KCONFIG_ABSENT:
	case KCONFIG_NO:
		return 'n';
	case KCONFIG_BROKEN:
	default:
		return 0;
	}
}

static int take(struct kernel *k, const struct kconfig_query *q)
{
	struct kernel_symbol *s = mem_append(&k->config, &k->n_config, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->name = q->name;
	s->value = letter(q->kind);
	return 0;
}

/* The lines that answered, for a capture; in one that is cut short, this one is, too. */
static void offer(
	const struct root *root, const char *path, const struct kconfig_query *q, bool whole)
{
	struct str_buf b = { 0 };

	str_buf_printf(&b, FROM "%s\n", path);
	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++) {
		if (q[i].kind == KCONFIG_NO)
			str_buf_printf(&b, "# CONFIG_%s is not set\n", q[i].name);
		if (!q[i].value)
			continue;
		str_buf_printf(&b, "CONFIG_%s=", q[i].name);
		str_buf_add_n(&b, q[i].value, q[i].value_len);
		str_buf_add(&b, "\n");
	}
	if (!whole)
		str_buf_add(&b, "CONFIG_");
	if (!b.failed)
		root_offer(root, OFFER, b.text);
	str_buf_done(&b);
}

/*
 * False: this is no configuration, none of the options occurs in it. In one that is cut
 * short, nobody knows of what does not occur.
 */
static int take_text(
	const struct root *root, const char *path, const char *text, size_t size, struct kernel *k)
{
	struct kconfig_query q[ARRAY_SIZE(symbols)];
	bool whole, any = false;

	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++)
		q[i] = (struct kconfig_query) { .name = symbols[i] };
	whole = kconfig_lookup(text, size, q, ARRAY_SIZE(symbols));
	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++)
		any = any || q[i].kind != KCONFIG_ABSENT;
	if (!any)
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(symbols); i++) {
		if (!letter(q[i].kind) || (!whole && q[i].kind == KCONFIG_ABSENT))
			continue;
		if (take(k, &q[i]) < 0)
			return -ENOMEM;
	}
	k->config_file = str_printf("/%s", path);
	if (!k->config_file)
		return -ENOMEM;
	offer(root, path, q, whole);
	return 1;
}

static int from_gzip(const struct root *root, const char *path, struct kernel *k)
{
	const struct root quiet = root_quiet(root);
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	size_t size;

	if (root_read_bytes(&quiet, CONFIG_MAX, &file, &ignored, path) < 0 ||
		ext_zlib_gunzip(
			bytes_of(file.text, file.size), CONFIG_MAX, &text, &size, &ignored) < 0)
		return 0;
	return take_text(root, path, text, size, k);
}

static int from_text(const struct root *root, const char *path, struct kernel *k)
{
	const struct root quiet = root_quiet(root);
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err ignored;

	if (root_read_bytes(&quiet, CONFIG_MAX, &file, &ignored, path) < 0)
		return 0;
	return take_text(root, path, file.text, file.size, k);
}

/* What a capture kept, with the file's name in its first line. */
static int from_capture(const struct root *root, struct kernel *k)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	size_t head = strlen(FROM), end;
	struct err ignored;

	if (root->host || root_read_bytes(root, CONFIG_MAX, &file, &ignored, OFFER) < 0)
		return 0;
	end = strcspn(file.text, "\n");
	if (strncmp(file.text, FROM, head) != 0 || file.text[end] != '\n')
		return 0;
	file.text[end] = '\0';
	return take_text(root, file.text + head, file.text + end + 1, file.size - end - 1, k);
}

/* The running kernel's own answer first, then what its package left beside it. */
static int read_kernel_config(
	const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	static const char *const places[] = { "boot/config-%s", "lib/modules/%s/config",
		"usr/lib/kernel/config-%s", "usr/lib/modules/%s/build/.config" };
	struct kernel *k = &host->kernel;
	int r;

	if (!(scope & FACTS_HOST))
		return 0;
	r = from_capture(root, k);
	if (r == 0)
		r = from_gzip(root, "proc/config.gz", k);
	for (size_t i = 0; i < ARRAY_SIZE(places) && r == 0 && k->release; i++) {
		_cleanup_free_ char *path = str_printf(places[i], k->release);

		r = path ? from_text(root, path, k) : -ENOMEM;
	}
	return r < 0 ? err_oom(err) : 0;
}

const struct facts facts_kernel_config = {
	.id = "kernel-config",
	.read = read_kernel_config,
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of the kernel say ok, bad and unknown where they should?
 */
#include "lib/given.h"
#include "lib/judged.h"
#include "lib/tests.h"

#include <stdlib.h>
#include <string.h>

static const struct judged_as as_host;

static void test_config(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("kernel-config", &host, as_host, VERDICT_UNKNOWN, "unknown release");
	host.kernel.release = strdup("6.12.0");
	assert_judged("kernel-config", &host, as_host, VERDICT_UNKNOWN, "/boot/config-6.12.0");
	given_config(&host, "PCI_IOV", 'y');
	assert_judged("kernel-config", &host, as_host, VERDICT_OK, NULL);
	host_done(&host);
}

static void test_version(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("kernel-version", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.kernel.major = 4;
	host.kernel.minor = 11;
	assert_judged("kernel-version", &host, as_host, VERDICT_WARNING, "4.11");
	host.kernel.minor = 12;
	assert_judged("kernel-version", &host, as_host, VERDICT_OK, NULL);
	host_done(&host);
}

static void test_modules(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("kernel-modules", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.kernel.release = strdup("6.12.1");
	assert_judged("kernel-modules", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.kernel.images_seen = TRI_YES;
	assert_judged("kernel-modules", &host, as_host, VERDICT_WARNING, "install the kernel's");
	given_image(&host, "6.12.2", false);
	assert_judged("kernel-modules", &host, as_host, VERDICT_WARNING,
		"/lib/modules/6.12.1 is not there | reboot");
	given_image(&host, "6.12.3", true);
	assert_judged("kernel-modules", &host, as_host, VERDICT_OK, NULL);
	host_done(&host);
}

static void test_iov(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("kernel-iov", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_config(&host, "PCI_IOV", 'n');
	given_dev(&host, "0000:01:00.0", 0x0200, 0x1521);
	assert_judged("kernel-iov", &host, as_host, VERDICT_BLOCKS,
		"CONFIG_PCI_IOV is not set | standard kernel");
	given_config(&host, "PCI_IOV", 'y');
	assert_judged("kernel-iov", &host, as_host, VERDICT_OK, "CONFIG_PCI_IOV=y");
	/* What is there counts more than what a file says. */
	given_config(&host, "PCI_IOV", 'n');
	host.pci[0].sriov.total = 0;
	assert_judged("kernel-iov", &host, as_host, VERDICT_OK, "0000:01:00.0");
	host_done(&host);
}

static void test_vfio(void **state)
{
	static const struct distro ubuntu = { .install = "apt install %s",
		.packages = { [DISTRO_PACKAGE_MODULES_EXTRA] = "linux-modules-extra" } };
	struct kernel_module *m;
	struct host host;

	(void)state;
	host_init(&host);
	host.distro = &ubuntu;
	assert_judged("kernel-vfio", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_config(&host, "VFIO_PCI", 'n');
	assert_judged("kernel-vfio", &host, as_host, VERDICT_BLOCKS, "CONFIG_VFIO_PCI is not set");
	given_config(&host, "VFIO_PCI", 'y');
	assert_judged("kernel-vfio", &host, as_host, VERDICT_OK, "built in");
	given_config(&host, "VFIO_PCI", 'm');
	assert_judged("kernel-vfio", &host, as_host, VERDICT_UNKNOWN, NULL);
	m = given_module(&host, "vfio_pci");
	assert_judged("kernel-vfio", &host, as_host, VERDICT_UNKNOWN, NULL);
	m->installed = TRI_NO;
	assert_judged("kernel-vfio", &host, as_host, VERDICT_BLOCKS,
		"vfio-pci.ko is not there | apt install linux-modules-extra");
	m->installed = TRI_YES;
	assert_judged("kernel-vfio", &host, as_host, VERDICT_OK, "a module");
	m->installed = TRI_NO;
	m->loaded = TRI_YES;
	assert_judged("kernel-vfio", &host, as_host, VERDICT_OK, "loaded");
	host_done(&host);
}

static void test_iommu(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	given_config(&host, "INTEL_IOMMU", 'n');
	given_config(&host, "AMD_IOMMU", 'y');
	assert_judged("kernel-iommu", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.cpu.vendor = CPU_VENDOR_AMD;
	assert_judged("kernel-iommu", &host, as_host, VERDICT_OK, "CONFIG_AMD_IOMMU");
	host.cpu.vendor = CPU_VENDOR_INTEL;
	assert_judged("kernel-iommu", &host, as_host, VERDICT_BLOCKS,
		"CONFIG_INTEL_IOMMU is not set | CONFIG_INTEL_IOMMU=y");
	host.iommu = TRI_YES;
	assert_judged("kernel-iommu", &host, as_host, VERDICT_OK, NULL);
	host_done(&host);
}

static void test_irq_remap(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("kernel-irq-remap", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_config(&host, "IRQ_REMAP", 'n');
	assert_judged("kernel-irq-remap", &host, as_host, VERDICT_WARNING, "CONFIG_IRQ_REMAP=y");
	host.machine.intr_remap = TRI_YES;
	assert_judged("kernel-irq-remap", &host, as_host, VERDICT_OK, NULL);
	host_done(&host);
}

static void test_kvm(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("kernel-kvm", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.cpu.vendor = CPU_VENDOR_INTEL;
	assert_judged("kernel-kvm", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_config(&host, "KVM", 'm');
	given_config(&host, "KVM_INTEL", 'n');
	assert_judged("kernel-kvm", &host, as_host, VERDICT_BLOCKS, "CONFIG_KVM_INTEL is not set");
	given_config(&host, "KVM_AMD", 'm');
	host.cpu.vendor = CPU_VENDOR_AMD;
	assert_judged("kernel-kvm", &host, as_host, VERDICT_OK, "CONFIG_KVM_AMD");
	given_module(&host, "kvm_amd")->installed = TRI_NO;
	assert_judged("kernel-kvm", &host, as_host, VERDICT_BLOCKS, "kvm_amd is not installed");
	host.cpu.dev_kvm = TRI_YES;
	assert_judged("kernel-kvm", &host, as_host, VERDICT_OK, NULL);
	host.cpu.dev_kvm = TRI_NO;
	given_config(&host, "KVM", 'n');
	assert_judged("kernel-kvm", &host, as_host, VERDICT_BLOCKS, "CONFIG_KVM is not set");
	host_done(&host);
}

static void test_gvt(void **state)
{
	struct judged_as as = { .mode = USE_MODE_GVT_G };
	struct host host;

	(void)state;
	host_init(&host);
	as.dev = given_dev(&host, "0000:00:02.0", 0x0300, 0x1912);
	assert_judged("kernel-gvt", &host, as, VERDICT_UNKNOWN, NULL);
	given_config(&host, "DRM_I915_GVT_KVMGT", 'n');
	assert_judged("kernel-gvt", &host, as, VERDICT_BLOCKS, "KVMGT is not set");
	given_config(&host, "DRM_I915_GVT_KVMGT", 'm');
	assert_judged("kernel-gvt", &host, as, VERDICT_OK, NULL);
	given_config(&host, "VFIO_MDEV", 'n');
	assert_judged("kernel-gvt", &host, as, VERDICT_BLOCKS, "CONFIG_VFIO_MDEV is not set");
	given_config(&host, "VFIO_MDEV", 'm');
	given_module(&host, "kvmgt")->installed = TRI_NO;
	assert_judged("kernel-gvt", &host, as, VERDICT_BLOCKS, "kvmgt.ko is not there");
	given_module(&host, "kvmgt")->installed = TRI_YES;
	assert_judged("kernel-gvt", &host, as, VERDICT_OK, "module kvmgt");
	host_done(&host);
}

static void test_address_space(void **state)
{
	struct pci_detail *d = pci_detail_new();
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("kernel-realloc", &host, as_host, VERDICT_OK, "no function lacks");
	assert_non_null(d);
	given_dev(&host, "0000:01:00.0", 0x0200, 0x1521)->detail = d;
	host.pci[0].sriov.present = TRI_YES;
	assert_judged("kernel-realloc", &host, as_host, VERDICT_UNKNOWN, "needs root");
	d->resources_seen = TRI_YES;
	for (int i = 0; i < PCI_DETAIL_BARS; i++)
		d->vf_bar_wanted[i] = TRI_NO;
	d->vf_bars[0].size = 0x8000;
	assert_judged("kernel-realloc", &host, as_host, VERDICT_OK, "no function lacks");
	d->vf_bar_wanted[3] = TRI_YES;
	assert_judged("kernel-realloc", &host, as_host, VERDICT_UNKNOWN, "command line");
	given_cmdline(&host, "quiet");
	assert_judged("kernel-realloc", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_config(&host, "PCI_REALLOC_ENABLE_AUTO", 'y');
	assert_judged("kernel-realloc", &host, as_host, VERDICT_OK, "by itself");
	given_cmdline(&host, "pci=realloc=off,noaer");
	assert_judged("kernel-realloc", &host, as_host, VERDICT_WARNING,
		"0000:01:00.0 | may not move | word realloc=off");
	given_config(&host, "PCI_REALLOC_ENABLE_AUTO", 'n');
	given_cmdline(&host, "quiet");
	assert_judged("kernel-realloc", &host, as_host, VERDICT_WARNING,
		"Above 4G | cmdline-add pci=realloc");
	given_cmdline(&host, "pci=noaer,realloc");
	assert_judged("kernel-realloc", &host, as_host, VERDICT_OK, "was told");
	d->vf_bars[3].size = 0x10000;
	assert_judged("kernel-realloc", &host, as_host, VERDICT_OK, "no function lacks");
	host_done(&host);
}

static void test_initramfs(void **state)
{
	static const struct initramfs_tool tool = { "dracut", "dracut --regenerate-all", "%s" };
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("kernel-initramfs", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_image(&host, "6.12.1", true)->initramfs = TRI_NO;
	assert_judged("kernel-initramfs", &host, as_host, VERDICT_UNKNOWN, "where");
	given_image(&host, "6.12.2", false)->initramfs = TRI_YES;
	assert_judged("kernel-initramfs", &host, as_host, VERDICT_WARNING, "6.12.1 | rebuild");
	host.initramfs = &tool;
	assert_judged("kernel-initramfs", &host, as_host, VERDICT_WARNING, "--regenerate-all");
	host.kernel.images[0].image = TRI_NO;
	assert_judged("kernel-initramfs", &host, as_host, VERDICT_OK, NULL);
	host_done(&host);
}

static void test_headers(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("kernel-headers", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.kernel.dkms_seen = TRI_NO;
	assert_judged("kernel-headers", &host, as_host, VERDICT_NOT_APPLICABLE, NULL);
	host.kernel.dkms_seen = TRI_YES;
	assert_judged("kernel-headers", &host, as_host, VERDICT_NOT_APPLICABLE, NULL);
	host.kernel.dkms = calloc(1, sizeof(*host.kernel.dkms));
	host.kernel.n_dkms = 1;
	assert_judged("kernel-headers", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_image(&host, "6.12.1", true)->headers = TRI_YES;
	assert_judged("kernel-headers", &host, as_host, VERDICT_OK, NULL);
	given_image(&host, "6.12.2", false)->headers = TRI_NO;
	assert_judged("kernel-headers", &host, as_host, VERDICT_WARNING,
		"6.12.2 | /lib/modules | headers of each");
	host_done(&host);
}

static void test_taint(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("kernel-taint", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.kernel.tainted = 1 << 12 | 1 << 13 | 1 << 0 | 1 << 9;
	assert_judged("kernel-taint", &host, as_host, VERDICT_OK, NULL);
	host.kernel.tainted |= 1 << 7;
	assert_judged("kernel-taint", &host, as_host, VERDICT_WARNING, "an oops | tainted: 12929");
	host.kernel.tainted = 1 << 4;
	assert_judged("kernel-taint", &host, as_host, VERDICT_WARNING, "hardware error");
	host_done(&host);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("kernel", "kernel-config:bad");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_config),
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_modules),
		cmocka_unit_test(test_iov),
		cmocka_unit_test(test_vfio),
		cmocka_unit_test(test_iommu),
		cmocka_unit_test(test_irq_remap),
		cmocka_unit_test(test_kvm),
		cmocka_unit_test(test_gvt),
		cmocka_unit_test(test_address_space),
		cmocka_unit_test(test_initramfs),
		cmocka_unit_test(test_headers),
		cmocka_unit_test(test_taint),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

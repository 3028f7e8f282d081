/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of security say ok, bad and unknown where they should?
 */
#include "lib/given.h"
#include "lib/judged.h"
#include "lib/made-host.h"
#include "lib/tests.h"

#include <string.h>

static const struct judged_as as_host;

static void test_modules_signed(void **state)
{
	struct kernel_image_module *other;
	struct kernel_module *m;
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("modules-signed", &host, as_host, VERDICT_UNKNOWN, "insists");
	host.machine.secure_boot = TRI_NO;
	assert_judged("modules-signed", &host, as_host, VERDICT_OK, "does not insist");
	strcpy(host.machine.lockdown, "integrity");
	assert_judged("modules-signed", &host, as_host, VERDICT_UNKNOWN, "which modules");
	m = given_module(&host, "i915");
	m->file = strdup("updates/dkms/i915.ko.xz");
	m->loaded = TRI_NO;
	/* Nobody looked inside. */
	assert_judged("modules-signed", &host, as_host, VERDICT_OK, "0 looked into");
	m->vermagic = strdup("6.12.1 SMP preempt mod_unload");
	assert_judged("modules-signed", &host, as_host, VERDICT_WARNING,
		"i915 is not signed | updates/dkms/i915.ko.xz | mokutil --import");
	m->loaded = TRI_YES;
	assert_judged("modules-signed", &host, as_host, VERDICT_OK, "1 looked into");
	m->loaded = TRI_NO;
	m->signer = strdup("DKMS module signing key");
	assert_judged("modules-signed", &host, as_host, VERDICT_OK, "1 looked into");
	/* Its key is none that shim knows. */
	host.machine.mok_enrolled = TRI_NO;
	assert_judged("modules-signed", &host, as_host, VERDICT_WARNING,
		"not enrolled | signed by DKMS module signing key | mokutil --import "
		"/var/lib/dkms/mok.pub | Enroll MOK");
	host.machine.mok_enrolled = TRI_YES;
	assert_judged("modules-signed", &host, as_host, VERDICT_OK, "1 looked into");
	made_kernel(&host, "6.12.1");
	made_image(&host, "6.17.9", false, TRI_YES);
	other = made_image_module(&host, "xe", TRI_YES, "updates/dkms/xe.ko");
	assert_judged("modules-signed", &host, as_host, VERDICT_OK, "1 looked into");
	other->info_seen = TRI_YES;
	assert_judged("modules-signed", &host, as_host, VERDICT_WARNING,
		"xe of kernel 6.17.9 is not signed | updates/dkms/xe.ko | mokutil");
	other->signer = strdup("DKMS module signing key");
	assert_judged("modules-signed", &host, as_host, VERDICT_OK, "2 looked into");
	strcpy(host.machine.lockdown, "none");
	assert_judged("modules-signed", &host, as_host, VERDICT_OK, "does not insist");
	host_done(&host);
}

static void test_lockdown(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("lockdown", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.machine.secure_boot = TRI_NO;
	given_cmdline(&host, "lockdown=integrity");
	assert_judged("lockdown", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_cmdline(&host, "quiet");
	assert_judged("lockdown", &host, as_host, VERDICT_OK, "not locked");
	strcpy(host.machine.lockdown, "integrity");
	assert_judged("lockdown", &host, as_host, VERDICT_OK, "nothing away");
	given_module(&host, "xe")->loaded = TRI_YES;
	host.kernel.major = 6;
	host.kernel.minor = 18;
	assert_judged("lockdown", &host, as_host, VERDICT_WARNING, "lockdown: integrity | 6.19");
	host.kernel.minor = 19;
	assert_judged("lockdown", &host, as_host, VERDICT_OK, "nothing away");
	host_done(&host);
}

static void test_unsafe_interrupts(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("unsafe-interrupts", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_module_param(&host, "vfio_iommu_type1", "allow_unsafe_interrupts", "N");
	assert_judged("unsafe-interrupts", &host, as_host, VERDICT_OK, NULL);
	given_cmdline(&host, "vfio_iommu_type1.allow_unsafe_interrupts");
	assert_judged("unsafe-interrupts", &host, as_host, VERDICT_WARNING,
		"cmdline-remove vfio_iommu_type1.allow_unsafe_interrupts");
	given_cmdline(&host, "vfio_iommu_type1.allow_unsafe_interrupts=0");
	assert_judged("unsafe-interrupts", &host, as_host, VERDICT_OK, NULL);
	given_module_param(&host, "vfio_iommu_type1", "allow_unsafe_interrupts", "Y");
	host.machine.intr_remap = TRI_YES;
	assert_judged("unsafe-interrupts", &host, as_host, VERDICT_WARNING, "does not need");
	given_module_param(&host, "vfio_iommu_type1", "allow_unsafe_interrupts", "N");
	given_module_param(&host, "iommufd", "allow_unsafe_interrupts", "Y");
	given_cmdline(&host, "quiet");
	assert_judged("unsafe-interrupts", &host, as_host, VERDICT_WARNING,
		"echo N | /sys/module/iommufd/parameters/allow_unsafe_interrupts");
	host_done(&host);
}

static void test_noiommu(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("noiommu", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_config(&host, "VFIO_NOIOMMU", 'n');
	assert_judged("noiommu", &host, as_host, VERDICT_OK, "this kernel");
	given_config(&host, "VFIO_NOIOMMU", 'y');
	given_module_param(&host, "vfio", "enable_unsafe_noiommu_mode", "N");
	assert_judged("noiommu", &host, as_host, VERDICT_OK, NULL);
	given_module_param(&host, "vfio", "enable_unsafe_noiommu_mode", "Y");
	assert_judged("noiommu", &host, as_host, VERDICT_WARNING, "echo N | noiommu_mode: Y");
	given_conf(&host, KERNEL_CONF_OPTIONS, "/etc/modprobe.d/v.conf", "vfio",
		"enable_unsafe_noiommu_mode=1");
	assert_judged("noiommu", &host, as_host, VERDICT_WARNING, "line 3 of /etc/modprobe.d");
	host_done(&host);
}

static void test_acs(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("acs-override", &host, as_host, VERDICT_UNKNOWN, NULL);
	assert_judged("acs-redirect", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_cmdline(&host, "pci=realloc");
	assert_judged("acs-override", &host, as_host, VERDICT_OK, NULL);
	assert_judged("acs-redirect", &host, as_host, VERDICT_OK, NULL);
	given_cmdline(&host, "pcie_acs_override=downstream,multifunction");
	strcpy(host.kernel.flavour, "pve");
	assert_judged("acs-override", &host, as_host, VERDICT_WARNING,
		"cmdline-remove pcie_acs_override=downstream,multifunction | trusted");
	strcpy(host.kernel.flavour, "debian");
	assert_judged("acs-override", &host, as_host, VERDICT_OK, NULL);
	given_cmdline(&host, "pci=noaer,disable_acs_redir=00:1c.0;00:1d.0");
	assert_judged("acs-redirect", &host, as_host, VERDICT_WARNING,
		"/proc/cmdline: pci=noaer,disable_acs_redir");
	host_done(&host);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("security", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_modules_signed),
		cmocka_unit_test(test_lockdown),
		cmocka_unit_test(test_unsafe_interrupts),
		cmocka_unit_test(test_noiommu),
		cmocka_unit_test(test_acs),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

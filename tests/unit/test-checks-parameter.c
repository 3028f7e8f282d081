/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of arguments and module options say ok, bad and unknown where they should?
 */
#include "lib/given.h"
#include "lib/judged.h"
#include "lib/tests.h"

#include <stdlib.h>
#include <string.h>

static const struct judged_as as_host;

/* A check of the command line alone: unknown without one, ok with another one, and bad. */
static void three(const char *id, struct judged_as as, const char *bad, const char *words)
{
	struct host host;

	host_init(&host);
	host.kernel.major = 6;
	host.kernel.minor = 12;
	if (as.mode) {
		as.dev = given_dev(&host, "0000:00:02.0", 0x0300, 0x46a6);
		as.mode = USE_MODE_SRIOV;
	}
	assert_judged(id, &host, as, VERDICT_UNKNOWN, NULL);
	given_cmdline(&host, "root=/dev/sda1 quiet");
	assert_judged(id, &host, as, VERDICT_OK, NULL);
	given_cmdline(&host, bad);
	assert_judged(id, &host, as, VERDICT_WARNING, words);
	host_done(&host);
}

static void test_cmdline(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("cmdline", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_cmdline(&host, "root=/dev/sda1 quiet");
	assert_judged("cmdline", &host, as_host, VERDICT_OK, "2 arguments | root=/dev/sda1 quiet");
	host_done(&host);
}

static void test_simple(void **state)
{
	(void)state;
	three("param-amd-iommu", as_host, "amd_iommu=on", "cmdline-remove amd_iommu=on");
	three("param-amd-iommu", as_host, "amd_iommu=force_isolation,on", "word on out of");
	three("param-amd-iommu", as_host, "amd_iommu=pt", "amd_iommu=pt");
	three("param-intremap", as_host, "intremap=no_x2apic_optout,off", "word off");
	three("param-intremap", as_host, "nointremap", "cmdline-remove nointremap");
	three("param-hpet", as_host, "hpet=disable", "cmdline-remove hpet=disable");
	three("param-hpet", as_host, "nohpet", "cmdline-remove nohpet");
	three("param-tsc", as_host, "tsc=reliable", "cmdline-remove tsc=reliable");
	three("param-split-lock", as_host, "split_lock_detect=off", "split_lock_mitigate");
	three("param-split-lock", as_host, "split-lock-detect=off",
		"cmdline-remove split-lock-detect=off");
	three("param-repeat", as_host, "module_blacklist=nouveau module_blacklist=xe",
		"module_blacklist=nouveau | module_blacklist=xe");
	three("param-repeat", as_host, "i915.enable_guc=2 quiet i915.enable_guc=3", "i915.enable");
}

static void test_repeat(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	given_cmdline(&host, "pci=noaer pci=realloc modprobe.blacklist=a modprobe.blacklist=b "
			     "console=tty0 console=ttyS0 i915.enable_guc=3 i915.enable_guc=3");
	assert_judged("param-repeat", &host, as_host, VERDICT_OK, NULL);
	host_done(&host);
}

static void test_intel_iommu(void **state)
{
	struct host host;

	(void)state;
	three("param-intel-iommu", as_host, "intel_iommu=on,pt", "word pt out of | iommu=pt");
	three("param-intel-iommu", as_host, "intel_iommu=on,igpu_off", "igfx_off");
	three("param-intel-iommu", as_host, "intel_iommu=1", "intel_iommu=on");
	three("param-intel-iommu", as_host, "intel_iommu", "cmdline-add intel_iommu=on");
	host_init(&host);
	given_cmdline(&host, "intel_iommu=on,relax_rmrr");
	strcpy(host.kernel.flavour, "pve");
	assert_judged("param-intel-iommu", &host, as_host, VERDICT_OK, NULL);
	strcpy(host.kernel.flavour, "debian");
	assert_judged("param-intel-iommu", &host, as_host, VERDICT_WARNING, "relax_rmrr is of a");
	host_done(&host);
}

static void test_igfx_off(void **state)
{
	struct judged_as as = { .mode = USE_MODE_SRIOV };
	struct host host;

	(void)state;
	host_init(&host);
	as.dev = given_dev(&host, "0000:00:02.0", 0x0300, 0x46a6);
	assert_judged("param-igfx-off", &host, as, VERDICT_UNKNOWN, NULL);
	given_cmdline(&host, "intel_iommu=on");
	assert_judged("param-igfx-off", &host, as, VERDICT_OK, NULL);
	given_cmdline(&host, "intel_iommu=on,igfx_off");
	assert_judged("param-igfx-off", &host, as, VERDICT_BLOCKS, "word igfx_off out of");
	given_cmdline(&host, "intel_iommu=intgpu_off");
	assert_judged("param-igfx-off", &host, as, VERDICT_BLOCKS, "cmdline-remove intel_iommu=");
	host.pci[0].iommu_group = 0;
	assert_judged("param-igfx-off", &host, as, VERDICT_WARNING, NULL);
	host.pci[0].vendor = 0x1002;
	assert_judged("param-igfx-off", &host, as, VERDICT_NOT_APPLICABLE, NULL);
	host_done(&host);
}

static void test_notes(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("param-iommu-pt", &host, as_host, VERDICT_UNKNOWN, NULL);
	assert_judged("param-idle-d3", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_no_conf(&host);
	given_cmdline(&host, "iommu=pt vfio-pci.disable_idle_d3=1");
	assert_judged("param-iommu-pt", &host, as_host, VERDICT_OK, "is given | iommu=pt");
	assert_judged("param-idle-d3", &host, as_host, VERDICT_OK, "awake");
	given_cmdline(&host, "iommu.passthrough=1 vfio_pci.disable_idle_d3=0");
	assert_judged("param-iommu-pt", &host, as_host, VERDICT_OK, "iommu.passthrough=1");
	assert_judged("param-idle-d3", &host, as_host, VERDICT_OK, "sleep");
	given_cmdline(&host, "quiet");
	assert_judged("param-iommu-pt", &host, as_host, VERDICT_OK, "not needed");
	assert_judged("param-idle-d3", &host, as_host, VERDICT_OK, "not set");
	host_done(&host);
}

/* A check of an option: unknown until both places were read; ok and bad as said. */
static void option(const char *id, const char *ok, const char *bad, const char *words)
{
	struct host host;

	host_init(&host);
	assert_judged(id, &host, as_host, VERDICT_UNKNOWN, NULL);
	given_cmdline(&host, "quiet");
	assert_judged(id, &host, as_host, VERDICT_UNKNOWN, NULL);
	given_no_conf(&host);
	assert_judged(id, &host, as_host, VERDICT_OK, "is not set");
	given_cmdline(&host, ok);
	assert_judged(id, &host, as_host, VERDICT_OK, ok);
	given_cmdline(&host, bad);
	assert_judged(id, &host, as_host, VERDICT_WARNING, words);
	host_done(&host);
}

static void test_i915_options(void **state)
{
	struct host host;

	(void)state;
	option("param-guc", "i915.enable_guc=3", "i915.enable_guc=7",
		"cmdline-remove i915.enable_guc=7 | i915.enable_guc=3");
	option("param-guc", "i915.enable_guc=-1", "i915.enable_guc=on", "no number");
	option("param-i915-modeset", "i915.modeset=0", "i915.modeset=1", "cmdline-remove");
	option("param-i915-reset", "i915.reset=2", "i915.reset=1", "weaker");
	host_init(&host);
	given_conf(&host, KERNEL_CONF_OPTIONS, "/etc/modprobe.d/i915.conf", "i915",
		"fastboot=1 enable_guc=7");
	assert_judged("param-guc", &host, as_host, VERDICT_WARNING,
		"/etc/modprobe.d/i915.conf:3: options i915 fastboot=1 enable_guc=7 | line 3 of");
	given_conf(&host, KERNEL_CONF_OPTIONS, "/etc/modprobe.d/z.conf", "i915", "enable-guc=3");
	assert_judged("param-guc", &host, as_host, VERDICT_OK, "z.conf");
	given_cmdline(&host, "i915.enable_guc=15");
	assert_judged("param-guc", &host, as_host, VERDICT_WARNING, "=15 has bits");
	given_cmdline(&host, "i915.modeset=1 nomodeset");
	assert_judged("param-i915-modeset", &host, as_host, VERDICT_OK, NULL);
	host_done(&host);
}

static void test_nomodeset(void **state)
{
	struct judged_as as = { .mode = USE_MODE_SRIOV };
	struct host host;

	(void)state;
	host_init(&host);
	as.dev = given_dev(&host, "0000:00:02.0", 0x0300, 0x46a6);
	assert_judged("param-nomodeset", &host, as, VERDICT_UNKNOWN, NULL);
	given_cmdline(&host, "quiet");
	assert_judged("param-nomodeset", &host, as, VERDICT_OK, "no argument");
	given_cmdline(&host, "nomodeset");
	assert_judged("param-nomodeset", &host, as, VERDICT_BLOCKS, "cmdline-remove nomodeset");
	given_cmdline(&host, "xe.modeset=0");
	assert_judged("param-nomodeset", &host, as, VERDICT_BLOCKS, "cmdline-remove xe.modeset=0");
	strcpy(host.pci[0].driver, "i915");
	assert_judged("param-nomodeset", &host, as, VERDICT_OK, "i915 has taken");
	host_done(&host);
}

static void test_framebuffer(void **state)
{
	struct host host;

	(void)state;
	three("param-video-off", as_host, "video=efifb:off", "cmdline-remove video=efifb:off");
	three("param-video-off", as_host, "video=vesafb:off,efifb:off", "word efifb:off");
	three("param-sysfb", as_host, "initcall_blacklist=sysfb_init", "boot console");
	host_init(&host);
	given_cmdline(&host, "video=efifb:off initcall_blacklist=sysfb_init");
	assert_judged("param-video-off", &host, as_host, VERDICT_UNKNOWN, NULL);
	assert_judged("param-sysfb", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.kernel.major = 5;
	host.kernel.minor = 15;
	assert_judged("param-video-off", &host, as_host, VERDICT_OK, "may be of use");
	assert_judged("param-sysfb", &host, as_host, VERDICT_OK, "may be of use");
	host.kernel.major = 6;
	given_config(&host, "SYSFB_SIMPLEFB", 'y');
	assert_judged("param-video-off", &host, as_host, VERDICT_WARNING, "simpledrm");
	given_dev(&host, "0000:00:02.0", 0x0300, 0x46a6);
	assert_judged("param-video-off", &host, as_host, VERDICT_WARNING, NULL);
	/* A card without the class VGA: nobody takes the framebuffer off it. */
	given_dev(&host, "0000:01:00.0", 0x0302, 0x2520);
	assert_judged("param-video-off", &host, as_host, VERDICT_OK, "may be of use");
	assert_judged("param-sysfb", &host, as_host, VERDICT_OK, "may be of use");
	host_done(&host);
}

static void test_virqfd(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("param-virqfd", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_no_conf(&host);
	given_cmdline(&host, "quiet");
	assert_judged("param-virqfd", &host, as_host, VERDICT_OK, "is not asked for");
	given_conf(&host, KERNEL_CONF_LOAD, "/etc/modules", "vfio_virqfd", "");
	assert_judged("param-virqfd", &host, as_host, VERDICT_UNKNOWN, NULL);
	host.kernel.major = 6;
	host.kernel.minor = 2;
	assert_judged("param-virqfd", &host, as_host, VERDICT_WARNING,
		"/etc/modules:3: vfio_virqfd | take vfio_virqfd out of /etc/modules");
	host.kernel.minor = 1;
	assert_judged("param-virqfd", &host, as_host, VERDICT_OK, "may have");
	host.kernel.minor = 12;
	given_no_conf(&host);
	given_cmdline(&host, "rd.driver.pre=vfio-virqfd");
	assert_judged("param-virqfd", &host, as_host, VERDICT_WARNING,
		"cmdline-remove rd.driver.pre=vfio-virqfd");
	host_done(&host);
}

static void test_acs_override(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("param-acs-override", &host, as_host, VERDICT_UNKNOWN, "command line");
	given_cmdline(&host, "quiet");
	assert_judged("param-acs-override", &host, as_host, VERDICT_OK, "not given");
	given_cmdline(&host, "pcie_acs_override=downstream");
	assert_judged("param-acs-override", &host, as_host, VERDICT_UNKNOWN, "dmesg");
	strcpy(host.kernel.flavour, "zen");
	assert_judged("param-acs-override", &host, as_host, VERDICT_OK, "zen");
	strcpy(host.kernel.flavour, "ubuntu");
	assert_judged("param-acs-override", &host, as_host, VERDICT_WARNING,
		"ubuntu | cmdline-remove pcie_acs_override=downstream");
	host_done(&host);
}

static void test_ignore_msrs(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("param-ignore-msrs", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_module_param(&host, "kvm", "ignore_msrs", "N");
	assert_judged("param-ignore-msrs", &host, as_host, VERDICT_OK, NULL);
	given_module_param(&host, "kvm", "ignore_msrs", "Y");
	assert_judged("param-ignore-msrs", &host, as_host, VERDICT_WARNING, "attribute-write");
	given_cmdline(&host, "kvm.ignore_msrs=1");
	assert_judged("param-ignore-msrs", &host, as_host, VERDICT_WARNING,
		"cmdline-remove kvm.ignore_msrs=1");
	host_done(&host);
}

static void test_pci_words(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("param-nommconf", &host, as_host, VERDICT_UNKNOWN, NULL);
	assert_judged("param-nomsi", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_cmdline(&host, "pci=realloc");
	assert_judged("param-nommconf", &host, as_host, VERDICT_OK, NULL);
	assert_judged("param-nomsi", &host, as_host, VERDICT_OK, NULL);
	given_cmdline(&host, "pci=nommconf pci=realloc,nomsi");
	assert_judged(
		"param-nommconf", &host, as_host, VERDICT_BLOCKS, "cmdline-remove pci=nommconf");
	assert_judged("param-nomsi", &host, as_host, VERDICT_BLOCKS, "word nomsi out of");
	given_dev(&host, "0000:01:00.0", 0x0200, 0x1521)->sriov.present = TRI_YES;
	assert_judged("param-nommconf", &host, as_host, VERDICT_WARNING, NULL);
	host_done(&host);
}

static void test_isolcpus(void **state)
{
	static const char *const rubbish[] = { "isolcpus", "isolcpus=", "isolcpus=domain",
		"isolcpus=all", "isolcpus=2-", "isolcpus=5-2", "isolcpus=1,99999999999999999999",
		"isolcpus=-3", "isolcpus=1:2/3", "isolcpus=0-8192" };
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("param-isolcpus", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_cmdline(&host, "quiet");
	assert_judged("param-isolcpus", &host, as_host, VERDICT_OK, "not given");
	given_cmdline(&host, "isolcpus=2,3");
	assert_judged("param-isolcpus", &host, as_host, VERDICT_UNKNOWN, "one core");
	host.cpu.cores = calloc(2, sizeof(*host.cpu.cores));
	host.cpu.n_cores = 2;
	for (int i = 0; i < 2; i++) {
		host.cpu.cores[i].pus[0] = i;
		host.cpu.cores[i].pus[1] = i + 2;
		host.cpu.cores[i].n_pus = 2;
	}
	assert_judged("param-isolcpus", &host, as_host, VERDICT_WARNING,
		"CPUs 0, 2 | isolcpus=2,3 | both threads");
	given_cmdline(&host, "isolcpus=managed_irq,domain,1,3");
	assert_judged("param-isolcpus", &host, as_host, VERDICT_OK, "1 whole cores of 2");
	given_cmdline(&host, "isolcpus=0-3");
	assert_judged("param-isolcpus", &host, as_host, VERDICT_WARNING, "leaves the host none");
	for (size_t i = 0; i < sizeof(rubbish) / sizeof(rubbish[0]); i++) {
		given_cmdline(&host, rubbish[i]);
		assert_judged("param-isolcpus", &host, as_host, VERDICT_UNKNOWN, "not understood");
	}
	host_done(&host);
}

static void test_max_vfs(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("param-max-vfs-stock", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_no_conf(&host);
	given_cmdline(&host, "quiet");
	assert_judged("param-max-vfs-stock", &host, as_host, VERDICT_OK, "not set");
	given_conf(&host, KERNEL_CONF_OPTIONS, "/etc/modprobe.d/i915.conf", "i915", "max_vfs=7");
	assert_judged("param-max-vfs-stock", &host, as_host, VERDICT_UNKNOWN, "none is loaded");
	given_module(&host, "i915")->loaded = TRI_YES;
	assert_judged("param-max-vfs-stock", &host, as_host, VERDICT_WARNING,
		"max_vfs=7 | /sys/module/i915/version is not there | i915-sriov-dkms");
	given_module(&host, "i915")->version = strdup("2026.05.06-sriov");
	assert_judged("param-max-vfs-stock", &host, as_host, VERDICT_OK, "knows max_vfs");
	host_done(&host);
}

static void test_enable_sriov(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("param-enable-sriov", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_conf(
		&host, KERNEL_CONF_OPTIONS, "/etc/modprobe.d/v.conf", "vfio_pci", "enable_sriov");
	assert_judged("param-enable-sriov", &host, as_host, VERDICT_WARNING, "line 3 of");
	given_dev(&host, "0000:01:00.0", 0x0200, 0x1521)->sriov.present = TRI_YES;
	strcpy(host.pci[0].driver, "vfio-pci");
	assert_judged("param-enable-sriov", &host, as_host, VERDICT_OK, "has a physical");
	given_cmdline(&host, "vfio-pci.enable_sriov=0");
	assert_judged("param-enable-sriov", &host, as_host, VERDICT_OK, "makes no VFs");
	host_done(&host);
}

/* Whether id stands in front of the check at this place. */
static bool before(const char *id, size_t len, size_t place)
{
	for (size_t i = 0; i < place; i++)
		if (strlen(checks[i]->id) == len && strncmp(checks[i]->id, id, len) == 0)
			return true;
	return false;
}

/* What explains a check must have been judged when its turn comes. */
static void test_causes_first(void **state)
{
	static const char mine[] = "firmware kernel boot iommu parameter security";

	(void)state;
	for (size_t i = 0; checks[i]; i++) {
		const char *p = strstr(mine, checks[i]->group) ? checks[i]->explained_by : NULL;

		for (; p && *p; p += strcspn(p, " "), p += strspn(p, " "))
			if (!before(p, strcspn(p, " "), i))
				fail_msg("%s is explained by %s, which does not stand before it",
					checks[i]->id, p);
	}
}

static void test_folded(void **state)
{
	struct check_wish wish = { NULL, USE_MODE_SRIOV, GUEST_OS_ANY };
	struct check_report report = { 0 };
	struct err err = { 0 };
	struct host host;
	size_t n = 0;

	(void)state;
	host_init(&host);
	host.iommu = TRI_NO;
	given_cmdline(&host, "intel_iommu=off");
	host.machine.acpi.dmar = TRI_YES;
	assert_ok(checks_run(&host, &wish, &report, &err), err);
	for (size_t i = 0; i < report.n; i++) {
		size_t cause = report.v[i].folded_under;

		if (strcmp(report.v[i].id, "iommu-on") != 0)
			continue;
		n++;
		assert_int_not_equal(cause, FINDING_NONE);
		assert_string_equal(report.v[cause].id, "iommu-param-off");
	}
	assert_int_equal(n, 1);
	check_report_done(&report);
	host_done(&host);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("parameter", "cmdline:bad param-iommu-pt:bad param-idle-d3:bad");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cmdline),
		cmocka_unit_test(test_simple),
		cmocka_unit_test(test_repeat),
		cmocka_unit_test(test_intel_iommu),
		cmocka_unit_test(test_igfx_off),
		cmocka_unit_test(test_notes),
		cmocka_unit_test(test_i915_options),
		cmocka_unit_test(test_nomodeset),
		cmocka_unit_test(test_framebuffer),
		cmocka_unit_test(test_virqfd),
		cmocka_unit_test(test_acs_override),
		cmocka_unit_test(test_ignore_msrs),
		cmocka_unit_test(test_pci_words),
		cmocka_unit_test(test_isolcpus),
		cmocka_unit_test(test_max_vfs),
		cmocka_unit_test(test_enable_sriov),
		cmocka_unit_test(test_causes_first),
		cmocka_unit_test(test_folded),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

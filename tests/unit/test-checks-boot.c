/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of booting say ok, bad and unknown where they should?
 */
#include "lib/given.h"
#include "lib/judged.h"
#include "lib/tests.h"

#include <string.h>

static const struct judged_as as_host;
static const struct initramfs_tool dracut = { "dracut", "dracut --regenerate-all --force",
	"echo 'force_drivers+=\" %s \"'" };

static void test_chain(void **state)
{
	static const struct boot_chain grub = {
		.id = "grub-debian", .title = "GRUB, Debian style", .add = "%s", .remove = "%s"
	};
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("boot-chain", &host, as_host, VERDICT_UNKNOWN, "root may see more");
	host.boot = &grub;
	strcpy(host.boot_evidence, "LoaderInfo: GRUB 2.12");
	assert_judged("boot-chain", &host, as_host, VERDICT_OK,
		"GRUB, Debian style | can not be tried | GRUB 2.12");
	host_done(&host);
}

static void test_early_modules(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("boot-early-modules", &host, as_host, VERDICT_UNKNOWN, "could not be read");
	given_no_conf(&host);
	assert_judged("boot-early-modules", &host, as_host, VERDICT_OK, "no modules are listed");
	given_conf(&host, KERNEL_CONF_LOAD, "/etc/modules-load.d/vfio.conf", "vfio_pci", "");
	given_conf(&host, KERNEL_CONF_OPTIONS, "/etc/initramfs-tools/x", "vfio_pci", "");
	assert_judged("boot-early-modules", &host, as_host, VERDICT_OK, "no modules are listed");
	given_conf(&host, KERNEL_CONF_LOAD, "/etc/initramfs-tools/modules", "vfio_pci", "");
	assert_judged("boot-early-modules", &host, as_host, VERDICT_UNKNOWN, "which tool");
	host.initramfs = &dracut;
	assert_judged("boot-early-modules", &host, as_host, VERDICT_WARNING,
		"vfio_pci is listed for another tool than dracut | "
		"/etc/initramfs-tools/modules:3: vfio_pci | force_drivers+=\" vfio_pci \" | "
		"--regenerate-all");
	given_no_conf(&host);
	given_conf(&host, KERNEL_CONF_LOAD, "/etc/dracut.conf.d/a.conf", "vfio_pci", "");
	assert_judged("boot-early-modules", &host, as_host, VERDICT_OK, "where dracut looks");
	host_done(&host);
}

static void test_module_options(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("boot-module-options", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_no_conf(&host);
	assert_judged("boot-module-options", &host, as_host, VERDICT_OK, NULL);
	given_conf(&host, KERNEL_CONF_OPTIONS, "/etc/modprobe.d/kvm.conf", "kvm",
		"halt_poll_ns=0x3  fastboot=\"1\" x=1 flag");
	given_module_param(&host, "kvm", "halt_poll_ns", "-1");
	/* Not loaded as far as is known. */
	assert_judged("boot-module-options", &host, as_host, VERDICT_OK, NULL);
	given_module(&host, "kvm")->loaded = TRI_YES;
	host.initramfs = &dracut;
	assert_judged("boot-module-options", &host, as_host, VERDICT_WARNING,
		"halt_poll_ns=0x3 of kvm is not in force: the loaded module has -1 | "
		"/etc/modprobe.d/kvm.conf:3: options kvm halt_poll_ns | "
		"/sys/module/kvm/parameters/halt_poll_ns: -1 | --regenerate-all | reboot");
	given_module_param(&host, "kvm", "halt_poll_ns", "3");
	given_module_param(&host, "kvm", "flag", "Y");
	assert_judged("boot-module-options", &host, as_host, VERDICT_OK, NULL);
	given_module_param(&host, "kvm", "flag", "N");
	assert_judged("boot-module-options", &host, as_host, VERDICT_WARNING, "flag=1 of kvm");
	given_cmdline(&host, "kvm.flag=0");
	assert_judged("boot-module-options", &host, as_host, VERDICT_OK, NULL);
	given_cmdline(&host, NULL);
	given_conf(&host, KERNEL_CONF_OPTIONS, "/etc/modprobe.d/z.conf", "kvm", "flag=n");
	assert_judged("boot-module-options", &host, as_host, VERDICT_OK, NULL);
	given_conf(&host, KERNEL_CONF_OPTIONS, "/etc/modprobe.d/z.conf", "xe", "max_vfs=7");
	given_module(&host, "xe")->loaded = TRI_YES;
	given_module_param(&host, "xe", "max_vfs", "0");
	assert_judged("boot-module-options", &host, as_host, VERDICT_OK, NULL);
	given_module(&host, "kvm")->builtin = TRI_YES;
	given_module_param(&host, "kvm", "halt_poll_ns", "-1");
	assert_judged("boot-module-options", &host, as_host, VERDICT_OK, NULL);
	host_done(&host);
}

static void test_builtin_conf(void **state)
{
	struct host host;

	(void)state;
	host_init(&host);
	assert_judged("boot-builtin-conf", &host, as_host, VERDICT_UNKNOWN, NULL);
	given_conf(
		&host, KERNEL_CONF_SOFTDEP, "/etc/modprobe.d/v.conf", "xhci_pci", "pre: vfio-pci");
	assert_judged("boot-builtin-conf", &host, as_host, VERDICT_OK, NULL);
	given_module(&host, "xhci_pci")->builtin = TRI_YES;
	assert_judged("boot-builtin-conf", &host, as_host, VERDICT_WARNING,
		"xhci_pci is built | v.conf:3: softdep xhci_pci pre: vfio-pci | by address");
	given_no_conf(&host);
	given_conf(&host, KERNEL_CONF_LOAD, "/etc/modules-load.d/v.conf", "vfio_pci", "");
	given_module(&host, "vfio_pci")->builtin = TRI_YES;
	assert_judged("boot-builtin-conf", &host, as_host, VERDICT_OK, NULL);
	given_conf(&host, KERNEL_CONF_OPTIONS, "/usr/lib/modprobe.d/v.conf", "vfio_pci", "a=1");
	assert_judged("boot-builtin-conf", &host, as_host, VERDICT_OK, NULL);
	given_conf(&host, KERNEL_CONF_OPTIONS, "/etc/modprobe.d/v.conf", "vfio_pci", "ids=1:2");
	assert_judged("boot-builtin-conf", &host, as_host, VERDICT_WARNING, "vfio_pci.OPTION");
	host_done(&host);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("boot", "boot-chain:bad");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chain),
		cmocka_unit_test(test_early_modules),
		cmocka_unit_test(test_module_options),
		cmocka_unit_test(test_builtin_conf),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of drivers say ok, bad and unknown where they should?
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "checks/gpu-way.h"
#include "lib/judged.h"
#include "lib/made-host.h"
#include "lib/tests.h"

#define GPU "0000:00:02.0"

/* The host with one Alder Lake-N GPU that cmocka's state is. */
struct one {
	struct host host;
	struct pci_dev *gpu;
};

static struct judged_as as(const struct one *o)
{
	return (struct judged_as) { .dev = o->gpu, .mode = USE_MODE_SRIOV };
}

static void driver(struct one *o, const char *name)
{
	(void)snprintf(o->gpu->driver, sizeof(o->gpu->driver), "%s", name);
}

/* i915, loaded and installed; dkms: that of i915-sriov-dkms. */
static struct kernel_module *i915(struct one *o, bool dkms)
{
	struct kernel_module *m = made_module(&o->host, "i915", TRI_YES, TRI_YES);

	m->builtin = TRI_NO;
	m->file = strdup(dkms ? "updates/dkms/i915.ko" : "kernel/drivers/gpu/drm/i915/i915.ko.xz");
	if (dkms) {
		m->version = strdup("2026.05.06-sriov");
		m->file_version = strdup("2026.05.06-sriov");
	}
	return m;
}

static int setup(void **state)
{
	struct one *o = calloc(1, sizeof(*o));

	assert_non_null(o);
	host_init(&o->host);
	o->host.doctor = true;
	o->gpu = made_dev(&o->host, GPU, 0x030000, 0x8086, 0x46d1);
	*state = o;
	return 0;
}

static int teardown(void **state)
{
	struct one *o = *state;

	host_done(&o->host);
	free(o);
	return 0;
}

static void test_pf_driver(void **state)
{
	struct one *o = *state;

	assert_judged("pf-driver", &o->host, as(o), VERDICT_BLOCKS, "no driver | driver is not");
	/* A card's driver has a name, where somebody could look for it. */
	o->gpu->class = 0x020000;
	assert_judged("pf-driver", &o->host, as(o), VERDICT_BLOCKS, "lspci -k -s " GPU);
	o->gpu->detail->module_there = TRI_NO;
	assert_judged("pf-driver", &o->host, as(o), VERDICT_BLOCKS,
		"no module of this kernel | lspci -k -s " GPU);
	o->gpu->detail->module_there = TRI_YES;
	o->gpu->detail->module_loaded = TRI_NO;
	(void)snprintf(o->gpu->detail->module, sizeof(o->gpu->detail->module), "igb");
	assert_judged("pf-driver", &o->host, as(o), VERDICT_BLOCKS,
		"igb is not loaded | sudo modprobe igb");
	o->gpu->detail->module_loaded = TRI_YES;
	assert_judged("pf-driver", &o->host, as(o), VERDICT_BLOCKS,
		"igb is loaded | echo " GPU " | sudo tee /sys/bus/pci/drivers_probe");
	o->gpu->class = 0x030000;
	driver(o, "i915");
	assert_judged("pf-driver", &o->host, as(o), VERDICT_OK, "i915 holds");
	driver(o, "vfio-pci");
	assert_judged("pf-driver", &o->host, as(o), VERDICT_UNKNOWN, "vfio-pci holds");
	made_module(&o->host, "vfio_pci", TRI_YES, TRI_YES);
	made_module_param(&o->host, "vfio_pci", "enable_sriov", "N");
	assert_judged(
		"pf-driver", &o->host, as(o), VERDICT_BLOCKS, "driver_override | makes no VFs");
	made_module_param(&o->host, "vfio_pci", "enable_sriov", "Y");
	assert_judged("pf-driver", &o->host, as(o), VERDICT_WARNING, "token");
	o->gpu->is_vf = true;
	assert_judged("pf-driver", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
}

static void test_driver_sriov_i915(void **state)
{
	struct one *o = *state;

	made_kernel(&o->host, "6.12.1");
	driver(o, "i915");
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_UNKNOWN, NULL);
	(void)i915(o, false);
	/* The hardware's number says nothing. */
	o->gpu->sriov.total = 7;
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_BLOCKS,
		"own i915 | 2026.03.05.1 | cmdline-add i915.enable_guc=3");
	made_kernel(&o->host, "6.18.0");
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_BLOCKS, "xe.force_probe=46d1");
	o->gpu->detail->prelim_iov = TRI_YES;
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_OK, "i915-sriov-dkms");
	o->gpu->detail->prelim_iov = TRI_UNKNOWN;
	made_kernel_again(&o->host);
	(void)i915(o, true);
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_OK, NULL);
	o->gpu->device = 0x4c8a;
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_WARNING, "Rocket Lake");
	/* VFs that are there are the proof. */
	o->gpu->sriov.num = 3;
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_OK, "made 3");
}

static void test_driver_sriov_others(void **state)
{
	struct one *o = *state;

	made_kernel(&o->host, "7.1.0");
	driver(o, "xe");
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_UNKNOWN, NULL);
	o->gpu->sriov.total = 7;
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_OK, NULL);
	o->gpu->sriov.total = 0;
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_BLOCKS, "xe.max_vfs=0");
	made_kernel(&o->host, "6.12.0");
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_BLOCKS, "i915-sriov-dkms");
	o->gpu->sriov.total = -1;
	(void)made_module(&o->host, "xe", TRI_YES, TRI_YES);
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_BLOCKS, "xe of this kernel");
	/* A chip that is not in the table works when the kernel says so. */
	o->gpu->device = 0xfefe;
	o->gpu->sriov.total = 4;
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_OK, NULL);
	o->gpu->vendor = 0x10de;
	driver(o, "nvidia");
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_UNKNOWN, "nvidia");
	driver(o, "igb");
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_OK, NULL);
	driver(o, "mlx4_core");
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_WARNING, "num_vfs");
	driver(o, "");
	assert_judged("driver-sriov", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
}

static void test_dkms_loaded(void **state)
{
	struct one *o = *state;
	struct judged_as host = { .mode = USE_MODE_SRIOV };
	struct kernel_module *m;

	assert_judged("dkms-loaded", &o->host, host, VERDICT_UNKNOWN, NULL);
	m = i915(o, true);
	assert_judged("dkms-loaded", &o->host, host, VERDICT_OK, NULL);
	m->version[0] = '1';
	assert_judged("dkms-loaded", &o->host, host, VERDICT_WARNING, "2026.05.06 | 1026.05.06");
	free(TAKE_PTR(m->version));
	assert_judged("dkms-loaded", &o->host, host, VERDICT_WARNING, "the kernel's own | reboot");
	made_kernel_again(&o->host);
	(void)i915(o, false);
	(void)made_module(&o->host, "xe", TRI_NO, TRI_NO);
	assert_judged("dkms-loaded", &o->host, host, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_dkms_built(void **state)
{
	struct one *o = *state;
	struct judged_as host = { .mode = USE_MODE_SRIOV };

	assert_judged("dkms-built", &o->host, host, VERDICT_UNKNOWN, NULL);
	o->host.kernel.dkms_seen = TRI_NO;
	assert_judged("dkms-built", &o->host, host, VERDICT_NOT_APPLICABLE, NULL);
	made_kernel(&o->host, "6.17.2");
	made_dkms(&o->host, "2026.05.06", NULL, false, NULL);
	assert_judged("dkms-built", &o->host, host, VERDICT_WARNING,
		"not built | sudo dkms install i915-sriov-dkms/2026.05.06 -k 6.17.2");
	made_dkms(&o->host, "2026.05.06", "6.17.2", false, NULL);
	assert_judged("dkms-built", &o->host, host, VERDICT_WARNING, "built, but not installed");
	made_dkms(&o->host, "2026.05.06", "6.17.2", true, NULL);
	assert_judged("dkms-built", &o->host, host, VERDICT_OK, NULL);
}

static void test_dkms_release(void **state)
{
	struct one *o = *state;
	struct judged_as host = { .mode = USE_MODE_SRIOV };

	assert_judged("dkms-release", &o->host, host, VERDICT_UNKNOWN, NULL);
	made_kernel(&o->host, "6.12.95+deb12-amd64");
	made_dkms(&o->host, "2026.05.06", NULL, false, "^(6\\.1[7-9]|7\\.0)");
	assert_judged("dkms-release", &o->host, host, VERDICT_WARNING,
		"not for kernel 6.12.95 | BUILD_EXCLUSIVE_KERNEL | 2026.03.05.1");
	made_kernel(&o->host, "7.0.3");
	assert_judged("dkms-release", &o->host, host, VERDICT_OK, NULL);
	made_kernel(&o->host, "7.2.0");
	assert_judged("dkms-release", &o->host, host, VERDICT_WARNING, "no release");
	made_kernel_again(&o->host);
	made_kernel(&o->host, "6.12.1");
	made_dkms(&o->host, "2025.07.22", NULL, false, NULL);
	assert_judged("dkms-release", &o->host, host, VERDICT_OK, NULL);
	made_kernel_again(&o->host);
	made_kernel(&o->host, "6.12.1");
	made_dkms(&o->host, "9999.1", NULL, false, "(");
	assert_judged("dkms-release", &o->host, host, VERDICT_UNKNOWN, "9999.1");
}

static void test_exclusive(void **state)
{
	char large[400];

	(void)state;
	assert_int_equal(gpu_way_exclusive("^6\\.1[2-7]", "6.12.1"), TRI_YES);
	assert_int_equal(gpu_way_exclusive("^6\\.1[2-7]", "6.18.1"), TRI_NO);
	assert_int_equal(gpu_way_exclusive("[", "6.18.1"), TRI_UNKNOWN);
	assert_int_equal(gpu_way_exclusive("((a{1,255}){1,255}){1,255}", "6"), TRI_UNKNOWN);
	memset(large, '(', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	assert_int_equal(gpu_way_exclusive(large, "6"), TRI_UNKNOWN);
}

static void test_dkms_next_kernel(void **state)
{
	struct one *o = *state;
	struct judged_as host = { .mode = USE_MODE_SRIOV };

	assert_judged("dkms-next-kernel", &o->host, host, VERDICT_UNKNOWN, NULL);
	made_kernel(&o->host, "6.12.1");
	made_image(&o->host, "6.12.1", true, TRI_YES);
	made_image(&o->host, "6.17.9", false, TRI_NO);
	o->host.kernel.dkms_seen = TRI_YES;
	assert_judged("dkms-next-kernel", &o->host, host, VERDICT_NOT_APPLICABLE, NULL);
	made_dkms(&o->host, "2026.03.05.1", "6.12.1", true, NULL);
	assert_judged("dkms-next-kernel", &o->host, host, VERDICT_WARNING,
		"6.17.9 | no headers | 2026.05.06");
	o->host.kernel.images[1].sriov_module = strdup("updates/i915.ko");
	assert_judged("dkms-next-kernel", &o->host, host, VERDICT_OK, NULL);
	made_image(&o->host, "7.2.1", false, TRI_YES);
	assert_judged("dkms-next-kernel", &o->host, host, VERDICT_WARNING, "no release for 7.2.1");
}

/* The file is there, and modprobe would take the kernel's own. */
static void test_dkms_not_in_list(void **state)
{
	struct one *o = *state;
	struct judged_as host = { .mode = USE_MODE_SRIOV };
	struct kernel_image_module *m;

	made_kernel(&o->host, "6.12.1");
	made_image(&o->host, "6.12.1", true, TRI_YES);
	made_dkms(&o->host, "2026.03.05.1", "6.12.1", true, NULL);
	made_image(&o->host, "6.17.9", false, TRI_YES);
	o->host.kernel.images[1].sriov_module = strdup("/lib/modules/6.17.9/updates/i915.ko");
	(void)made_image_module(&o->host, "xe", TRI_YES, "kernel/xe/xe.ko");
	m = made_image_module(&o->host, "i915", TRI_YES, "kernel/i915/i915.ko");
	assert_judged("dkms-next-kernel", &o->host, host, VERDICT_WARNING,
		"updates/i915.ko | not in modules.dep | sudo depmod 6.17.9");
	free(m->file);
	m->file = strdup("updates/i915.ko");
	assert_judged("dkms-next-kernel", &o->host, host, VERDICT_OK, NULL);
	m->there = TRI_UNKNOWN;
	free(TAKE_PTR(m->file));
	assert_judged("dkms-next-kernel", &o->host, host, VERDICT_OK, NULL);
}

static void test_next_kernel_driver(void **state)
{
	struct one *o = *state;
	struct kernel_image_module *m;

	assert_judged("next-kernel-driver", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
	driver(o, "vfio-pci");
	assert_judged("next-kernel-driver", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
	driver(o, "xe");
	assert_judged("next-kernel-driver", &o->host, as(o), VERDICT_UNKNOWN, "which kernels");
	made_kernel(&o->host, "6.12.9");
	made_image(&o->host, "6.12.10", false, TRI_YES);
	(void)made_image_module(&o->host, "igb", TRI_NO, NULL);
	assert_judged("next-kernel-driver", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
	m = made_image_module(&o->host, "xe", TRI_UNKNOWN, NULL);
	assert_judged("next-kernel-driver", &o->host, as(o), VERDICT_UNKNOWN, "6.12.10 has xe");
	m->there = TRI_NO;
	assert_judged("next-kernel-driver", &o->host, as(o), VERDICT_WARNING,
		"6.12.10 is installed and has no xe | modules.dep: no xe | depmod 6.12.10");
	m->there = TRI_YES;
	assert_judged("next-kernel-driver", &o->host, as(o), VERDICT_OK, "modules.builtin");
	/* Its image is gone: nobody boots it. */
	m->there = TRI_NO;
	o->host.kernel.images[0].image = TRI_NO;
	assert_judged("next-kernel-driver", &o->host, as(o), VERDICT_OK, "no kernel is installed");
	o->host.kernel.images[0].image = TRI_YES;
	made_kernel(&o->host, "6.12.11");
	assert_judged("next-kernel-driver", &o->host, as(o), VERDICT_OK, "no kernel is installed");
}

static void test_dkms_single(void **state)
{
	struct one *o = *state;
	struct judged_as host = { .mode = USE_MODE_SRIOV };

	assert_judged("dkms-single", &o->host, host, VERDICT_UNKNOWN, NULL);
	made_dkms(&o->host, "2026.05.06", "6.17.1", true, NULL);
	made_dkms(&o->host, "2025.07.22", "6.8.1", true, NULL);
	assert_judged("dkms-single", &o->host, host, VERDICT_OK, NULL);
	made_dkms(&o->host, "2026.03.05", "6.17.1", true, NULL);
	assert_judged("dkms-single", &o->host, host, VERDICT_WARNING, "2026.05.06 and 2026.03.05");
}

static void test_module_vermagic(void **state)
{
	struct one *o = *state;
	struct judged_as host = { 0 };
	struct kernel_module *m = i915(o, true);

	assert_judged("module-vermagic", &o->host, host, VERDICT_UNKNOWN, NULL);
	made_kernel(&o->host, "6.14.1");
	m->vermagic = strdup("6.14.1 SMP preempt mod_unload");
	assert_judged("module-vermagic", &o->host, host, VERDICT_OK, NULL);
	m->vermagic[5] = '9';
	assert_judged("module-vermagic", &o->host, host, VERDICT_WARNING, "6.14.9 | i915");
	m->vermagic[4] = '\0';
	assert_judged("module-vermagic", &o->host, host, VERDICT_WARNING, NULL);
}

static void test_guc_param(void **state)
{
	struct one *o = *state;

	driver(o, "i915");
	(void)i915(o, true);
	assert_judged("guc-param", &o->host, as(o), VERDICT_UNKNOWN, "root");
	made_module_param(&o->host, "i915", "enable_guc", "3");
	assert_judged("guc-param", &o->host, as(o), VERDICT_OK, NULL);
	made_module_param(&o->host, "i915", "enable_guc", "2");
	assert_judged("guc-param", &o->host, as(o), VERDICT_BLOCKS, "i915.enable_guc=3");
	made_module_param(&o->host, "i915", "enable_guc", "7");
	assert_judged("guc-param", &o->host, as(o), VERDICT_WARNING, "enable_guc=7");
	made_module_param(&o->host, "i915", "enable_guc", "rubbish");
	assert_judged("guc-param", &o->host, as(o), VERDICT_UNKNOWN, "rubbish");
	made_module_param(&o->host, "i915", "enable_guc", "-1");
	assert_judged("guc-param", &o->host, as(o), VERDICT_OK, "Alder Lake-N");
	o->gpu->device = 0x4680;
	assert_judged("guc-param", &o->host, as(o), VERDICT_WARNING, "Alder Lake-S");
	o->gpu->device = 0xfefe;
	assert_judged("guc-param", &o->host, as(o), VERDICT_UNKNOWN, NULL);
	driver(o, "xe");
	assert_judged("guc-param", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
}

static void test_max_vfs_param(void **state)
{
	struct one *o = *state;

	driver(o, "i915");
	(void)i915(o, true);
	assert_judged("max-vfs-param", &o->host, as(o), VERDICT_UNKNOWN, "root");
	made_module_param(&o->host, "i915", "max_vfs", "0");
	assert_judged(
		"max-vfs-param", &o->host, as(o), VERDICT_BLOCKS, "cmdline-add i915.max_vfs=7");
	made_module_param(&o->host, "i915", "max_vfs", "7");
	assert_judged("max-vfs-param", &o->host, as(o), VERDICT_OK, NULL);
	made_kernel_again(&o->host);
	(void)i915(o, false);
	assert_judged("max-vfs-param", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
	/* 0 is what xe of old kernels has, and is not why they make no VFs. */
	driver(o, "xe");
	(void)made_module(&o->host, "xe", TRI_YES, TRI_YES);
	made_module_param(&o->host, "xe", "max_vfs", "0");
	made_kernel(&o->host, "6.12.1");
	assert_judged("max-vfs-param", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
	made_kernel(&o->host, "6.18.1");
	assert_judged("max-vfs-param", &o->host, as(o), VERDICT_BLOCKS, "xe.max_vfs=7");
}

static void test_params_applied(void **state)
{
	struct one *o = *state;
	struct judged_as host = { .mode = USE_MODE_SRIOV };

	assert_judged("params-applied", &o->host, host, VERDICT_UNKNOWN, NULL);
	(void)i915(o, true);
	made_module_param(&o->host, "i915", "enable_guc", "0");
	made_module_param(&o->host, "i915", "enable_gvt", "Y");
	made_conf(&o->host, KERNEL_CONF_OPTIONS, "i915", "enable_gvt=1 odd =");
	assert_judged("params-applied", &o->host, host, VERDICT_OK, NULL);
	made_conf(&o->host, KERNEL_CONF_OPTIONS, "i915", "enable_guc=3 max_vfs=7");
	assert_judged(
		"params-applied", &o->host, host, VERDICT_WARNING, "enable_guc=3 | made.conf");
	/* The command line wins; what it does is not told here. */
	made_argument(&o->host, "i915.enable_guc=0");
	assert_judged("params-applied", &o->host, host, VERDICT_OK, NULL);
}

static void test_xe_force_probe(void **state)
{
	struct one *o = *state;

	made_kernel(&o->host, "6.18.1");
	(void)i915(o, false);
	driver(o, "i915");
	assert_judged("xe-force-probe", &o->host, as(o), VERDICT_UNKNOWN, NULL);
	made_argument(&o->host, "quiet");
	made_conf(&o->host, KERNEL_CONF_LOAD, NULL, NULL);
	assert_judged("xe-force-probe", &o->host, as(o), VERDICT_WARNING,
		"not told | cmdline-add xe.force_probe=46d1");
	made_argument(&o->host, "xe.force_probe=0x1234,0x46d1");
	assert_judged("xe-force-probe", &o->host, as(o), VERDICT_WARNING, "i915 was not kept off");
	made_argument(&o->host, "i915.force_probe=!46d1");
	assert_judged("xe-force-probe", &o->host, as(o), VERDICT_WARNING, "and has not");
	driver(o, "xe");
	assert_judged("xe-force-probe", &o->host, as(o), VERDICT_OK, NULL);
	o->gpu->device = 0xb080;
	assert_judged("xe-force-probe", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
}

static void test_forced(void **state)
{
	struct one *o = *state;
	const struct kernel *k = &o->host.kernel;

	assert_int_equal(gpu_way_forced(k, "xe", 0x46d1, false), TRI_UNKNOWN);
	made_argument(&o->host, "xe.force_probe=,,46d,46d1x,!46d1");
	made_conf(&o->host, KERNEL_CONF_OPTIONS, "xe", "max_vfs=7");
	assert_int_equal(gpu_way_forced(k, "xe", 0x46d1, false), TRI_NO);
	assert_int_equal(gpu_way_forced(k, "xe", 0x46d1, true), TRI_YES);
	made_conf(&o->host, KERNEL_CONF_OPTIONS, "xe", "max_vfs=7 force_probe=*");
	assert_int_equal(gpu_way_forced(k, "xe", 0x46d1, false), TRI_YES);
	assert_int_equal(gpu_way_forced(k, "i915", 0x46d1, false), TRI_NO);
	made_argument(&o->host, "module_blacklist=i915");
	assert_int_equal(gpu_way_kept_off(k, "i915", 0x46d1), TRI_YES);
}

static void test_xe_not_for_chip(void **state)
{
	struct one *o = *state;

	o->gpu->device = 0x7d55;
	assert_judged("xe-not-for-chip", &o->host, as(o), VERDICT_UNKNOWN, NULL);
	made_argument(&o->host, NULL);
	made_conf(&o->host, KERNEL_CONF_LOAD, NULL, NULL);
	assert_judged("xe-not-for-chip", &o->host, as(o), VERDICT_OK, NULL);
	made_argument(&o->host, "xe.force_probe=7d55");
	assert_judged("xe-not-for-chip", &o->host, as(o), VERDICT_WARNING,
		"Meteor Lake | cmdline-remove xe.force_probe=7d55");
	o->gpu->device = 0x46d1;
	assert_judged("xe-not-for-chip", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
}

static void test_module_blacklisted(void **state)
{
	struct one *o = *state;

	made_kernel(&o->host, "6.12.1");
	assert_judged("module-blacklisted", &o->host, as(o), VERDICT_UNKNOWN, NULL);
	made_argument(&o->host, NULL);
	made_conf(&o->host, KERNEL_CONF_BLACKLIST, "i915", "");
	/* dkms has xe for this kernel too. */
	assert_judged("module-blacklisted", &o->host, as(o), VERDICT_OK, NULL);
	made_argument(&o->host, "module_blacklist=nouveau,xe");
	assert_judged("module-blacklisted", &o->host, as(o), VERDICT_BLOCKS, "kept from loading");
	driver(o, "i915");
	assert_judged("module-blacklisted", &o->host, as(o), VERDICT_OK, NULL);
	o->gpu->device = 0x5916;
	assert_judged("module-blacklisted", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
	driver(o, "");
	assert_judged("module-blacklisted", &o->host,
		(struct judged_as) { .dev = o->gpu, .mode = USE_MODE_GVT_G }, VERDICT_BLOCKS,
		"made.conf | blacklist i915");
}

static void test_firmware(void **state)
{
	struct one *o = *state;

	driver(o, "i915");
	assert_judged("guc-firmware", &o->host, as(o), VERDICT_UNKNOWN, NULL);
	assert_judged("huc-firmware", &o->host, as(o), VERDICT_UNKNOWN, NULL);
	made_firmware(&o->host, "i915/tgl_guc_70.bin", TRI_NO);
	made_firmware(&o->host, "i915/tgl_guc_70.1.1.bin", TRI_NO);
	assert_judged("guc-firmware", &o->host, as(o), VERDICT_UNKNOWN, NULL);
	made_firmware(&o->host, "i915/tgl_guc_69.0.3.bin", TRI_NO);
	assert_judged("guc-firmware", &o->host, as(o), VERDICT_WARNING, "tgl_guc_70.bin");
	o->host.kernel.firmware[2].there = TRI_YES;
	assert_judged("guc-firmware", &o->host, as(o), VERDICT_OK, NULL);
	made_firmware(&o->host, "i915/tgl_huc.bin", TRI_YES);
	made_firmware(&o->host, "i915/adlp_dmc.bin", TRI_YES);
	assert_judged("huc-firmware", &o->host, as(o), VERDICT_OK, NULL);
	o->host.kernel.firmware[4].there = TRI_NO;
	assert_judged("huc-firmware", &o->host, as(o), VERDICT_WARNING, "adlp_dmc.bin | DMC");
	o->gpu->device = 0xfefe;
	assert_judged("guc-firmware", &o->host, as(o), VERDICT_NOT_APPLICABLE, NULL);
}

static void test_driver_override(void **state)
{
	struct one *o = *state;

	driver(o, "i915");
	assert_judged("driver-override", &o->host, as(o), VERDICT_OK, NULL);
	(void)snprintf(o->gpu->override, sizeof(o->gpu->override), "vfio-pci");
	assert_judged("driver-override", &o->host, as(o), VERDICT_WARNING, "vfio-pci | i915");
	driver(o, "");
	assert_judged("driver-override", &o->host, as(o), VERDICT_WARNING, "nobody");
	driver(o, "vfio-pci");
	assert_judged("driver-override", &o->host, as(o), VERDICT_OK, NULL);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("driver", "driver-override:unknown");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(pf_driver),
		TEST(driver_sriov_i915),
		TEST(driver_sriov_others),
		TEST(dkms_loaded),
		TEST(dkms_built),
		TEST(dkms_release),
		TEST(exclusive),
		TEST(dkms_next_kernel),
		TEST(dkms_not_in_list),
		TEST(next_kernel_driver),
		TEST(dkms_single),
		TEST(module_vermagic),
		TEST(guc_param),
		TEST(max_vfs_param),
		TEST(params_applied),
		TEST(xe_force_probe),
		TEST(forced),
		TEST(xe_not_for_chip),
		TEST(module_blacklisted),
		TEST(firmware),
		TEST(driver_override),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of VFIO say ok, bad and unknown where they should?
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "checks/others.h"
#include "lib/judged.h"
#include "lib/made-host.h"
#include "lib/tests.h"

#define CARD "0000:01:00.0"

static struct pci_dev *dev(struct host *host, const char *name)
{
	struct pci_addr addr;
	struct pci_dev *d;

	assert_int_equal(pci_addr_parse(name, &addr), 0);
	d = host_find_pci(host, addr);
	assert_non_null(d);
	return d;
}

static struct judged_as whole(struct host *host)
{
	return (struct judged_as) { .dev = dev(host, CARD), .mode = USE_MODE_PASSTHROUGH };
}

static struct judged_as split(struct host *host)
{
	return (struct judged_as) { .dev = dev(host, CARD), .mode = USE_MODE_SRIOV };
}

static void driver(struct host *host, const char *name)
{
	struct pci_dev *d = dev(host, CARD);

	(void)snprintf(d->driver, sizeof(d->driver), "%s", name);
}

static int setup(void **state)
{
	struct host *host = calloc(1, sizeof(*host));

	assert_non_null(host);
	host_init(host);
	(void)made_dev(host, CARD, 0x030000, 0x10de, 0x2204);
	*state = host;
	return 0;
}

static int teardown(void **state)
{
	host_done(*state);
	free(*state);
	return 0;
}

static void test_gone(void **state)
{
	struct host *host = *state;
	struct pci_detail *d = dev(host, CARD)->detail;

	assert_judged("device-gone", host, whole(host), VERDICT_UNKNOWN, NULL);
	d->header_bad = TRI_YES;
	(void)snprintf(d->power_state, sizeof(d->power_state), "D3cold");
	assert_judged("device-gone", host, whole(host), VERDICT_BLOCKS, "all ones | D3cold");
	d->header_bad = TRI_NO;
	assert_judged("device-gone", host, whole(host), VERDICT_OK, NULL);
}

static void test_module(void **state)
{
	static const struct distro ubuntu = { .install = "apt install %s",
		.packages = { [DISTRO_PACKAGE_MODULES_EXTRA] = "linux-modules-extra" } };
	struct host *host = *state;
	struct judged_as as = { .mode = USE_MODE_PASSTHROUGH };
	struct kernel_module *m;

	assert_judged("vfio-module", host, as, VERDICT_UNKNOWN, NULL);
	m = made_module(host, "vfio_pci", TRI_NO, TRI_UNKNOWN);
	assert_judged("vfio-module", host, as, VERDICT_UNKNOWN, "not loaded");
	m->installed = TRI_NO;
	host->distro = &ubuntu;
	assert_judged("vfio-module", host, as, VERDICT_BLOCKS,
		"apt install linux-modules-extra | module-load vfio-pci");
	m->installed = TRI_YES;
	assert_judged("vfio-module", host, as, VERDICT_OK, "installed");
	m->loaded = m->builtin = TRI_YES;
	assert_judged("vfio-module", host, as, VERDICT_OK, "built in");
}

static void test_type1(void **state)
{
	struct host *host = *state;
	struct judged_as as = { .mode = USE_MODE_PASSTHROUGH };

	assert_judged("vfio-type1", host, as, VERDICT_UNKNOWN, NULL);
	(void)made_module(host, "vfio_iommu_type1", TRI_NO, TRI_NO);
	assert_judged("vfio-type1", host, as, VERDICT_BLOCKS, "module-load vfio_iommu_type1");
	(void)made_module(host, "iommufd", TRI_NO, TRI_YES);
	assert_judged("vfio-type1", host, as, VERDICT_WARNING, "iommufd");
	host->kernel.modules[0].loaded = TRI_YES;
	assert_judged("vfio-type1", host, as, VERDICT_OK, NULL);
}

static void test_next_kernel(void **state)
{
	struct host *host = *state;
	struct judged_as as = { .mode = USE_MODE_SRIOV };
	struct kernel_image_module *m;

	assert_judged("next-kernel-vfio", host, as, VERDICT_UNKNOWN, "which kernels");
	made_kernel(host, "6.12.1");
	made_image(host, "6.12.1", true, TRI_YES);
	assert_judged("next-kernel-vfio", host, as, VERDICT_OK, "no kernel is installed");
	made_image(host, "6.17.9", false, TRI_YES);
	assert_judged("next-kernel-vfio", host, as, VERDICT_UNKNOWN, "6.17.9");
	(void)made_image_module(host, "vfio_pci", TRI_YES, NULL);
	(void)made_image_module(host, "iommufd", TRI_NO, NULL);
	m = made_image_module(host, "vfio_iommu_type1", TRI_NO, NULL);
	assert_judged("next-kernel-vfio", host, as, VERDICT_WARNING,
		"no vfio_iommu_type1 | depmod 6.17.9");
	m->there = TRI_UNKNOWN;
	assert_judged("next-kernel-vfio", host, as, VERDICT_UNKNOWN, "6.17.9");
	m->there = TRI_YES;
	assert_judged("next-kernel-vfio", host, as, VERDICT_OK, "6.17.9 has vfio-pci");
	host->kernel.images[1].modules[0].there = TRI_NO;
	assert_judged("next-kernel-vfio", host, as, VERDICT_WARNING, "has no vfio-pci");
}

static void test_iommufd(void **state)
{
	struct host *host = *state;
	struct judged_as as = { 0 };

	assert_judged("vfio-iommufd", host, as, VERDICT_UNKNOWN, NULL);
	made_symbol(host, "VFIO_CONTAINER", 'y');
	made_symbol(host, "VFIO_GROUP", 'n');
	assert_judged("vfio-iommufd", host, as, VERDICT_UNKNOWN, "libvirt");
	host->stack.libvirt_version = 11003000;
	assert_judged("vfio-iommufd", host, as, VERDICT_BLOCKS, "11.3.0 | 12.1");
	host->stack.libvirt_version = 12001000;
	assert_judged("vfio-iommufd", host, as, VERDICT_OK, "iommufd");
	host->kernel.config[1].value = 'y';
	assert_judged("vfio-iommufd", host, as, VERDICT_OK, "groups");
	made_kernel(host, "6.1.0");
	assert_judged("vfio-iommufd", host, as, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_denylist(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, CARD);

	assert_judged("vfio-denylist", host, whole(host), VERDICT_NOT_APPLICABLE, NULL);
	d->class = 0x0b4000;
	d->vendor = 0x8086;
	d->device = 0x37c8;
	assert_judged("vfio-denylist", host, whole(host), VERDICT_UNKNOWN, NULL);
	(void)made_module(host, "vfio_pci", TRI_NO, TRI_YES);
	assert_judged("vfio-denylist", host, whole(host), VERDICT_BLOCKS,
		"8086:37c8 | disable_denylist=1");
	made_argument(host, "vfio_pci.disable_denylist=1");
	assert_judged("vfio-denylist", host, whole(host), VERDICT_UNKNOWN, "disable_denylist=1");
	host->kernel.modules[0].loaded = TRI_YES;
	made_module_param(host, "vfio_pci", "disable_denylist", "N");
	assert_judged("vfio-denylist", host, whole(host), VERDICT_BLOCKS, NULL);
	made_module_param(host, "vfio_pci", "disable_denylist", "Y");
	assert_judged("vfio-denylist", host, whole(host), VERDICT_OK, NULL);
}

static void test_group(void **state)
{
	struct host *host = *state;
	struct pci_dev *d;

	assert_judged("vfio-group", host, whole(host), VERDICT_UNKNOWN, NULL);
	dev(host, CARD)->iommu_group = 14;
	assert_judged("vfio-group", host, whole(host), VERDICT_OK, "group 14");
	d = made_dev(host, "0000:01:00.1", 0x040300, 0x10de, 0x1aef);
	d->iommu_group = 14;
	assert_judged("vfio-group", host, whole(host), VERDICT_OK, NULL);
	(void)snprintf(d->driver, sizeof(d->driver), "snd_hda_intel");
	assert_judged(
		"vfio-group", host, whole(host), VERDICT_WARNING, "0000:01:00.1 | snd_hda_intel");
	d = made_dev(host, "0000:02:00.0", 0x010802, 0x144d, 0xa80a);
	d->iommu_group = 14;
	(void)snprintf(d->driver, sizeof(d->driver), "vfio-pci");
	assert_judged("vfio-group", host, whole(host), VERDICT_WARNING, "0000:01:00.1");
	(void)snprintf(d->driver, sizeof(d->driver), "nvme");
	assert_judged("vfio-group", host, whole(host), VERDICT_BLOCKS,
		"0000:02:00.0 | nvme | 14: 2 others, 2 held | another slot");
	d->bridge = true;
	assert_judged("vfio-group", host, whole(host), VERDICT_WARNING, NULL);
	/* Without VFs there is nothing to say of theirs. */
	assert_judged("vfio-group", host, split(host), VERDICT_NOT_APPLICABLE, NULL);
}

static void test_pf_with_vfs(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, CARD);

	assert_judged("vfio-pf-with-vfs", host, whole(host), VERDICT_UNKNOWN, NULL);
	d->sriov.present = TRI_YES;
	assert_judged("vfio-pf-with-vfs", host, whole(host), VERDICT_OK, NULL);
	d->sriov.num = 2;
	assert_judged("vfio-pf-with-vfs", host, whole(host), VERDICT_BLOCKS,
		"2 VFs | vf destroy 0000:01:00.0");
	d->sriov.present = TRI_NO;
	assert_judged("vfio-pf-with-vfs", host, whole(host), VERDICT_NOT_APPLICABLE, NULL);
}

static void test_ids(void **state)
{
	struct host *host = *state;
	const struct pci_dev *d = dev(host, CARD);

	assert_int_equal(others_vfio_ids(&host->kernel, d).told, TRI_UNKNOWN);
	made_argument(host, "vfio_pci.ids=10de:22040,110de:2204,10de:220");
	made_conf(host, KERNEL_CONF_OPTIONS, "vfio_pci", "disable_vga=1");
	assert_int_equal(others_vfio_ids(&host->kernel, d).told, TRI_NO);
	made_conf(host, KERNEL_CONF_OPTIONS, "vfio_pci", "disable_vga=1 ids=8086:1,10DE:2204:1043");
	assert_non_null(others_vfio_ids(&host->kernel, d).line);
	made_argument(host, "vfio_pci.ids=10de:2204");
	assert_non_null(others_vfio_ids(&host->kernel, d).param);
	made_argument(host, "vfio_pci.ids");
	assert_null(others_vfio_ids(&host->kernel, d).param);
}

static void test_ids_pf(void **state)
{
	struct host *host = *state;

	assert_judged("vfio-ids-pf", host, split(host), VERDICT_UNKNOWN, NULL);
	made_argument(host, NULL);
	made_conf(host, KERNEL_CONF_OPTIONS, NULL, NULL);
	assert_judged("vfio-ids-pf", host, split(host), VERDICT_OK, NULL);
	assert_judged("vfio-ids-twins", host, whole(host), VERDICT_OK, NULL);
	made_argument(host, "vfio_pci.ids=10de:2204");
	assert_judged("vfio-ids-pf", host, split(host), VERDICT_WARNING,
		"10de:2204 | /proc/cmdline: vfio_pci.ids=10de:2204");
	assert_judged("vfio-ids-twins", host, whole(host), VERDICT_OK, NULL);
	(void)made_dev(host, "0000:02:00.0", 0x030000, 0x10de, 0x2204);
	assert_judged("vfio-ids-twins", host, whole(host), VERDICT_WARNING,
		"0000:02:00.0 | driver_override");
	made_kernel_again(host);
	assert_judged("vfio-ids-twins", host, whole(host), VERDICT_UNKNOWN, NULL);
}

static void test_early(void **state)
{
	struct host *host = *state;

	driver(host, "nouveau");
	assert_judged("vfio-early", host, whole(host), VERDICT_UNKNOWN, NULL);
	made_argument(host, NULL);
	made_conf(host, KERNEL_CONF_OPTIONS, NULL, NULL);
	assert_judged("vfio-early", host, whole(host), VERDICT_OK, "when a guest starts");
	made_conf(host, KERNEL_CONF_OPTIONS, "vfio_pci", "ids=10de:2204");
	assert_judged("vfio-early", host, whole(host), VERDICT_WARNING,
		"nouveau was faster | softdep nouveau pre: vfio-pci | made.conf");
	driver(host, "vfio-pci");
	assert_judged("vfio-early", host, whole(host), VERDICT_OK, NULL);
}

static void test_reset(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, CARD);

	assert_judged("vfio-reset", host, whole(host), VERDICT_UNKNOWN, NULL);
	d->reset_seen = TRI_YES;
	assert_judged("vfio-reset", host, whole(host), VERDICT_WARNING, "reset_method");
	(void)snprintf(d->reset, sizeof(d->reset), "flr bus");
	assert_judged("vfio-reset", host, whole(host), VERDICT_OK, "flr bus");
}

static void test_variant(void **state)
{
	struct host *host = *state;
	struct kernel_module *m;

	(void)made_vf(host, CARD, 0, "vfio-pci");
	assert_judged("vfio-variant", host, split(host), VERDICT_NOT_APPLICABLE, NULL);
	(void)made_vf(host, CARD, 1, "xe-vfio-pci");
	assert_judged("vfio-variant", host, split(host), VERDICT_UNKNOWN, NULL);
	host->stack.libvirt_version = 9000000;
	assert_judged("vfio-variant", host, split(host), VERDICT_WARNING, "9.0.0 | 9.7");
	host->stack.libvirt_version = 10000000;
	assert_judged("vfio-variant", host, split(host), VERDICT_OK, "xe-vfio-pci");
	m = made_module(host, "xe", TRI_YES, TRI_YES);
	m->version = strdup("2026.05.06-sriov");
	assert_judged("vfio-variant", host, split(host), VERDICT_WARNING, "i915-sriov-dkms");
}

static void test_power(void **state)
{
	static const struct {
		const char *driver, *state;
		enum verdict verdict;
	} rows[] = {
		{ "nvidia", "", VERDICT_UNKNOWN },
		{ "nvidia", "unknown", VERDICT_UNKNOWN },
		{ "nvidia", "D0", VERDICT_OK },
		{ "nvidia", "D3cold", VERDICT_OK },
		{ "vfio-pci", "D3hot", VERDICT_OK },
		{ "vfio-pci", "D3cold", VERDICT_WARNING },
		{ "nvidia", "error", VERDICT_WARNING },
	};
	struct host *host = *state;
	struct pci_detail *d = dev(host, CARD)->detail;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		driver(host, rows[i].driver);
		(void)snprintf(d->power_state, sizeof(d->power_state), "%s", rows[i].state);
		assert_judged("vfio-power", host, whole(host), rows[i].verdict, NULL);
	}
}

static void test_bound(void **state)
{
	struct host *host = *state;

	driver(host, "igb");
	assert_judged("vfio-bound", host, whole(host), VERDICT_NOT_APPLICABLE, NULL);
	dev(host, CARD)->is_vf = true;
	assert_judged("vfio-bound", host, whole(host), VERDICT_WARNING,
		"igb of the host | /sys/bus/pci/devices/" CARD "/driver: igb | vf bind " CARD);
	driver(host, "");
	assert_judged("vfio-bound", host, whole(host), VERDICT_WARNING, "no driver | is not there");
	driver(host, "mlx5_vfio_pci");
	assert_judged("vfio-bound", host, whole(host), VERDICT_OK, "mlx5_vfio_pci holds");
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	/* Whether a driver is there is always seen. */
	judged_all("vfio", "vfio-bound:unknown");
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(gone),
		TEST(module),
		TEST(type1),
		TEST(next_kernel),
		TEST(iommufd),
		TEST(denylist),
		TEST(group),
		TEST(pf_with_vfs),
		TEST(ids),
		TEST(ids_pf),
		TEST(early),
		TEST(reset),
		TEST(variant),
		TEST(power),
		TEST(bound),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

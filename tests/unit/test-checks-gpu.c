/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of GPUs say ok, bad and unknown where they should?
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lib/judged.h"
#include "lib/made-host.h"
#include "lib/tests.h"

#define GPU "0000:01:00.0"

static struct pci_dev *gpu(struct host *host)
{
	return &host->pci[0];
}

static struct judged_as as(struct host *host, unsigned mode)
{
	return (struct judged_as) { .dev = gpu(host), .mode = mode };
}

#define SPLIT as(host, USE_MODE_SRIOV)
#define GVT   as(host, USE_MODE_GVT_G)
#define WHOLE as(host, USE_MODE_PASSTHROUGH)

static int setup(void **state)
{
	struct host *host = calloc(1, sizeof(*host));

	assert_non_null(host);
	host_init(host);
	(void)made_dev(host, GPU, 0x030000, 0x8086, 0x5916);
	*state = host;
	return 0;
}

static int teardown(void **state)
{
	host_done(*state);
	free(*state);
	return 0;
}

static void test_platform(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = gpu(host);

	assert_judged("gpu-platform", host, SPLIT, VERDICT_BLOCKS, "Kaby Lake | GVT-g");
	d->device = 0x46d1;
	assert_judged("gpu-platform", host, SPLIT, VERDICT_UNKNOWN, "Alder Lake-N");
	made_kernel(host, "6.12.9");
	assert_judged("gpu-platform", host, SPLIT, VERDICT_OK, "split by i915-sriov-dkms");
	made_kernel(host, "6.18.9");
	assert_judged("gpu-platform", host, SPLIT, VERDICT_OK, "xe or i915-sriov-dkms");
	made_kernel(host, "5.10.1");
	assert_judged("gpu-platform", host, SPLIT, VERDICT_WARNING, "6.18 or later");
	d->device = 0xb080;
	made_kernel(host, "6.12.9");
	assert_judged("gpu-platform", host, SPLIT, VERDICT_OK, "Panther Lake");
	/* What the table does not know works when the kernel says so. */
	d->device = 0xfefe;
	assert_judged("gpu-platform", host, SPLIT, VERDICT_UNKNOWN, "8086:fefe");
	d->sriov.num = 2;
	assert_judged("gpu-platform", host, SPLIT, VERDICT_OK, "split now");
	d->sriov.num = 0;
	d->device = 0x6420;
	d->sriov.present = TRI_YES;
	assert_judged("gpu-platform", host, SPLIT, VERDICT_WARNING, "Lunar Lake");
	/* A host bridge's ID is near its GPU's. */
	d->class = 0x060000;
	assert_judged("gpu-platform", host, SPLIT, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_experience(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = gpu(host);

	assert_judged("gpu-experience", host, SPLIT, VERDICT_NOT_APPLICABLE, NULL);
	d->device = 0x9a49;
	assert_judged("gpu-experience", host, SPLIT, VERDICT_WARNING, "Tiger Lake | hang the host");
	d->device = 0x7d67;
	assert_judged("gpu-experience", host, SPLIT, VERDICT_WARNING, "Arrow Lake | for some only");
	d->device = 0xa780;
	assert_judged("gpu-experience", host, SPLIT, VERDICT_OK, NULL);
	d->device = 0xfefe;
	assert_judged("gpu-experience", host, SPLIT, VERDICT_UNKNOWN, NULL);
}

static void test_gvt_generation(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = gpu(host);

	assert_judged("gvt-generation", host, GVT, VERDICT_OK, "Kaby Lake");
	d->device = 0x46d1;
	assert_judged("gvt-generation", host, GVT, VERDICT_BLOCKS, "Alder Lake-N | SR-IOV instead");
	d->device = 0x3185;
	assert_judged("gvt-generation", host, GVT, VERDICT_BLOCKS, "whole GPU");
	d->device = 0xfefe;
	assert_judged("gvt-generation", host, GVT, VERDICT_UNKNOWN, NULL);
	d->mdev = TRI_YES;
	assert_judged("gvt-generation", host, GVT, VERDICT_OK, NULL);
}

static void test_gvt_params(void **state)
{
	struct host *host = *state;

	assert_judged("gvt-enabled", host, GVT, VERDICT_UNKNOWN, NULL);
	assert_judged("gvt-guc", host, GVT, VERDICT_UNKNOWN, NULL);
	(void)made_module(host, "i915", TRI_YES, TRI_YES);
	made_module_param(host, "i915", "enable_gvt", "N");
	assert_judged("gvt-enabled", host, GVT, VERDICT_BLOCKS, "cmdline-add i915.enable_gvt=1");
	made_module_param(host, "i915", "enable_gvt", "Y");
	assert_judged("gvt-enabled", host, GVT, VERDICT_OK, NULL);
	made_module_param(host, "i915", "enable_gvt", NULL);
	made_symbol(host, "DRM_I915_GVT_KVMGT", 'n');
	assert_judged("gvt-enabled", host, GVT, VERDICT_BLOCKS, "built without GVT-g");
	made_module_param(host, "i915", "enable_guc", "3");
	assert_judged("gvt-guc", host, GVT, VERDICT_BLOCKS, "cmdline-add i915.enable_guc=0");
	made_module_param(host, "i915", "enable_guc", "2");
	assert_judged("gvt-guc", host, GVT, VERDICT_OK, NULL);
	made_module_param(host, "i915", "enable_guc", "-1");
	assert_judged("gvt-guc", host, GVT, VERDICT_OK, "by itself");
	made_module_param(host, "i915", "enable_guc", "three");
	assert_judged("gvt-guc", host, GVT, VERDICT_UNKNOWN, NULL);
}

static void test_gvt_kvmgt(void **state)
{
	struct host *host = *state;
	struct kernel_module *m;

	assert_judged("gvt-kvmgt", host, GVT, VERDICT_UNKNOWN, NULL);
	m = made_module(host, "kvmgt", TRI_NO, TRI_YES);
	assert_judged("gvt-kvmgt", host, GVT, VERDICT_WARNING, "module-load kvmgt");
	m->installed = TRI_NO;
	assert_judged("gvt-kvmgt", host, GVT, VERDICT_BLOCKS, "DRM_I915_GVT_KVMGT");
	m->loaded = TRI_YES;
	assert_judged("gvt-kvmgt", host, GVT, VERDICT_OK, NULL);
}

static void test_gvt_aperture(void **state)
{
	struct host *host = *state;
	struct pci_bar *bar = &gpu(host)->detail->bars[2];

	assert_judged("gvt-aperture", host, GVT, VERDICT_UNKNOWN, NULL);
	bar->size = 128u << 20;
	assert_judged("gvt-aperture", host, GVT, VERDICT_BLOCKS, "128 MiB | Aperture Size");
	bar->size = 256u << 20;
	assert_judged("gvt-aperture", host, GVT, VERDICT_OK, "room for 2");
	bar->size = 512u << 20;
	assert_judged("gvt-aperture", host, GVT, VERDICT_OK, "room for 6");
	bar->size = 1024u << 20;
	assert_judged("gvt-aperture", host, GVT, VERDICT_OK, "room for 7");
	gpu(host)->device = 0x46d1;
	assert_judged("gvt-aperture", host, GVT, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_gvt_types(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = gpu(host);

	assert_judged("gvt-types", host, GVT, VERDICT_UNKNOWN, NULL);
	d->mdev = TRI_NO;
	assert_judged("gvt-types", host, GVT, VERDICT_BLOCKS, "mdev_supported_types is not there");
	d->mdev = TRI_YES;
	assert_judged("gvt-types", host, GVT, VERDICT_BLOCKS, "empty");
	d->mdev_types = calloc(2, sizeof(*d->mdev_types));
	d->n_mdev_types = 2;
	(void)snprintf(d->mdev_types[0].id, sizeof(d->mdev_types[0].id), "i915-GVTg_V5_8");
	assert_judged("gvt-types", host, GVT, VERDICT_WARNING, "taken");
	d->mdev_types[0].available = 2;
	assert_judged("gvt-types", host, GVT, VERDICT_OK, "2 of i915-GVTg_V5_8");
	d->mdev_types[0].available = d->mdev_types[1].available = -1;
	assert_judged("gvt-types", host, GVT, VERDICT_UNKNOWN, NULL);
}

static void test_display(void **state)
{
	struct host *host = *state;
	struct pci_dev *other;
	struct pci_dev away = *gpu(host);

	assert_judged("gpu-only", host, WHOLE, VERDICT_WARNING, "only display | ssh");
	assert_judged("gpu-boot-display", host, WHOLE, VERDICT_UNKNOWN, NULL);
	other = made_dev(host, "0000:02:00.0", 0x030000, 0x1002, 0x73bf);
	assert_judged("gpu-only", host, WHOLE, VERDICT_OK, NULL);
	(void)snprintf(other->driver, sizeof(other->driver), "vfio-pci");
	assert_judged("gpu-only", host, WHOLE, VERDICT_WARNING, NULL);
	away.addr.bus = 77;
	assert_judged("gpu-only", host, (struct judged_as) { .dev = &away }, VERDICT_UNKNOWN, NULL);
	gpu(host)->boot_vga = TRI_YES;
	assert_judged("gpu-boot-display", host, WHOLE, VERDICT_WARNING, "Primary Display");
	gpu(host)->boot_vga = TRI_NO;
	assert_judged("gpu-boot-display", host, WHOLE, VERDICT_OK, NULL);
	gpu(host)->class = 0x030200;
	assert_judged("gpu-boot-display", host, WHOLE, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_siblings(void **state)
{
	struct host *host = *state;
	struct pci_dev *sound;

	assert_judged("gpu-siblings", host, WHOLE, VERDICT_NOT_APPLICABLE, NULL);
	gpu(host)->multifunction = true;
	assert_judged("gpu-siblings", host, WHOLE, VERDICT_UNKNOWN, NULL);
	(void)made_dev(host, "0000:02:00.1", 0x040300, 0x10de, 0x1aef);
	assert_judged("gpu-siblings", host, WHOLE, VERDICT_UNKNOWN, NULL);
	sound = made_dev(host, "0000:01:00.1", 0x040300, 0x10de, 0x1aef);
	assert_judged("gpu-siblings", host, WHOLE, VERDICT_OK, "1 other");
	(void)snprintf(sound->driver, sizeof(sound->driver), "snd_hda_intel");
	assert_judged("gpu-siblings", host, WHOLE, VERDICT_WARNING,
		"snd_hda_intel | 0000:01:00.1/driver_override");
}

static void test_reset_bug(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = gpu(host);

	assert_judged("gpu-reset-bug", host, WHOLE, VERDICT_NOT_APPLICABLE, NULL);
	d->vendor = 0x1002;
	d->device = 0x67df;
	assert_judged("gpu-reset-bug", host, WHOLE, VERDICT_UNKNOWN, "Polaris 10");
	d->reset_seen = TRI_YES;
	(void)snprintf(d->reset, sizeof(d->reset), "bus");
	(void)made_module(host, "vendor_reset", TRI_NO, TRI_NO);
	assert_judged("gpu-reset-bug", host, WHOLE, VERDICT_WARNING,
		"module-load vendor-reset | echo device_specific");
	host->kernel.modules[0].loaded = TRI_YES;
	assert_judged("gpu-reset-bug", host, WHOLE, VERDICT_WARNING, "reset_method: bus");
	(void)snprintf(d->reset, sizeof(d->reset), "device_specific bus");
	assert_judged("gpu-reset-bug", host, WHOLE, VERDICT_OK, NULL);
	/* RDNA 2 is not one of them. */
	d->device = 0x73bf;
	assert_judged("gpu-reset-bug", host, WHOLE, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_rom(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = gpu(host);

	assert_judged("gpu-rom", host, WHOLE, VERDICT_NOT_APPLICABLE, NULL);
	d->vendor = 0x1002;
	assert_judged("gpu-rom", host, WHOLE, VERDICT_UNKNOWN, NULL);
	d->detail->has_rom = TRI_NO;
	assert_judged("gpu-rom", host, WHOLE, VERDICT_WARNING, "VFCT");
	d->vendor = 0x10de;
	assert_judged("gpu-rom", host, WHOLE, VERDICT_WARNING, "laptop");
	d->detail->has_rom = TRI_YES;
	assert_judged("gpu-rom", host, WHOLE, VERDICT_OK, NULL);
	d->boot_vga = TRI_YES;
	assert_judged("gpu-rom", host, WHOLE, VERDICT_WARNING, "has changed");
}

static void test_bars(void **state)
{
	struct host *host = *state;
	struct pci_bar *bars = gpu(host)->detail->bars;

	assert_judged("gpu-bar-size", host, WHOLE, VERDICT_UNKNOWN, NULL);
	bars[1].size = UINT64_C(256) << 20;
	assert_judged("gpu-bar-size", host, WHOLE, VERDICT_OK, NULL);
	bars[3].size = UINT64_C(32) << 30;
	assert_judged("gpu-bar-size", host, WHOLE, VERDICT_WARNING, "32 GiB | string=131072");
	bars[3].size = UINT64_MAX;
	assert_judged("gpu-bar-size", host, WHOLE, VERDICT_WARNING, NULL);
}

static void test_outputs(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = gpu(host);

	assert_judged("gpu-outputs", host, WHOLE, VERDICT_UNKNOWN, NULL);
	d->detail->connectors = 0;
	assert_judged("gpu-outputs", host, WHOLE, VERDICT_WARNING, "dummy plug");
	d->detail->connectors = 2;
	assert_judged("gpu-outputs", host, WHOLE, VERDICT_OK, "2 of");
	d->class = 0x030200;
	assert_judged("gpu-outputs", host, WHOLE, VERDICT_WARNING, "3D controller");
}

static void test_windows(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = gpu(host);

	assert_judged("gpu-nested", host, SPLIT, VERDICT_UNKNOWN, NULL);
	host->cpu.nested = TRI_YES;
	assert_judged("gpu-nested", host, SPLIT, VERDICT_WARNING, "Code 43 | name='vmx'");
	host->cpu.nested = TRI_NO;
	assert_judged("gpu-nested", host, SPLIT, VERDICT_OK, NULL);
	assert_judged("gpu-battery", host, WHOLE, VERDICT_NOT_APPLICABLE, NULL);
	d->vendor = 0x10de;
	assert_judged("gpu-nested", host, SPLIT, VERDICT_NOT_APPLICABLE, NULL);
	assert_judged("gpu-battery", host, WHOLE, VERDICT_UNKNOWN, NULL);
	host->machine.chassis = 10;
	assert_judged("gpu-battery", host, WHOLE, VERDICT_WARNING, "battery");
	host->machine.chassis = 3;
	assert_judged("gpu-battery", host, WHOLE, VERDICT_OK, NULL);
}

static void test_held(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = gpu(host);

	assert_judged("gpu-held", host, WHOLE, VERDICT_OK, "no driver");
	(void)snprintf(d->driver, sizeof(d->driver), "nvidia");
	assert_judged("gpu-held", host, WHOLE, VERDICT_UNKNOWN, "root");
	host->session.holders_seen = TRI_YES;
	assert_judged("gpu-held", host, WHOLE, VERDICT_OK, "no program");
	host->session.holders = calloc(1, sizeof(*host->session.holders));
	host->session.n_holders = 1;
	host->session.holders[0].pid = 812;
	(void)snprintf(host->session.holders[0].comm, 20, "Xorg");
	(void)snprintf(host->session.holders[0].node, 32, "/dev/nvidia0");
	assert_judged("gpu-held", host, WHOLE, VERDICT_OK, NULL);
	host->session.holders[0].gpu = d->addr;
	assert_judged("gpu-held", host, WHOLE, VERDICT_WARNING, "Xorg (pid 812) | /dev/nvidia0");
	(void)snprintf(d->driver, sizeof(d->driver), "vfio-pci");
	assert_judged("gpu-held", host, WHOLE, VERDICT_OK, NULL);
}

static void test_framebuffer(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = gpu(host);

	assert_judged("gpu-framebuffer", host, WHOLE, VERDICT_UNKNOWN, NULL);
	d->boot_vga = TRI_YES;
	made_kernel(host, "6.12.1");
	assert_judged("gpu-framebuffer", host, WHOLE, VERDICT_OK, NULL);
	made_kernel(host, "5.15.0");
	assert_judged("gpu-framebuffer", host, WHOLE, VERDICT_WARNING, "can't reserve");
	d->boot_vga = TRI_NO;
	assert_judged("gpu-framebuffer", host, WHOLE, VERDICT_NOT_APPLICABLE, NULL);
}

/* No check of these groups may need details that nobody looked at. */
static void test_no_detail(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = gpu(host);

	pci_detail_free(d->detail);
	d->detail = NULL;
	for (size_t i = 0; checks[i]; i++) {
		const struct check *c = checks[i];
		struct finding f = { .id = c->id, .verdict = VERDICT_NOT_APPLICABLE };
		struct judge j = { host, c->kinds ? d : NULL, USE_MODE_ANY, GUEST_OS_ANY, &f,
			false };

		c->judge(&j);
		assert_false(j.failed);
		finding_done(&f);
	}
}

/* A capability that is missing explains what follows from it. */
static void test_folded(void **state)
{
	struct host *host = *state;
	struct check_wish wish = { gpu(host), USE_MODE_SRIOV, GUEST_OS_ANY };
	struct check_report report = { 0 };
	size_t root = FINDING_NONE;
	struct err err;

	gpu(host)->sriov.present = TRI_NO;
	assert_ok(checks_run(host, &wish, &report, &err), err);
	for (size_t i = 0; i < report.n; i++) {
		const struct finding *f = &report.v[i];

		if (strcmp(f->id, "sriov-capability") == 0)
			root = i;
		if (strcmp(f->id, "gpu-platform") == 0) {
			assert_int_equal(f->verdict, VERDICT_BLOCKS);
			assert_true(root != FINDING_NONE && f->folded_under == root);
		}
	}
	assert_true(root != FINDING_NONE);
	check_report_done(&report);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("gpu", NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(platform),
		TEST(experience),
		TEST(gvt_generation),
		TEST(gvt_params),
		TEST(gvt_kvmgt),
		TEST(gvt_aperture),
		TEST(gvt_types),
		TEST(display),
		TEST(siblings),
		TEST(reset_bug),
		TEST(rom),
		TEST(bars),
		TEST(outputs),
		TEST(windows),
		TEST(held),
		TEST(framebuffer),
		TEST(no_detail),
		TEST(folded),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

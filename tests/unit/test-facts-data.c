/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do facts read what real machines have: ACPI tables, a configuration, files about modules?
 * They are not ours to publish: $VIRTFN_TEST_DATA names the folder, without it this is
 * skipped.
 */
#include "facts/facts.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/host-tree.h"
#include "lib/tests.h"

#define MAX (1024 * 1024)

static const char *data;

static void copy_file(struct host_tree *t, const char *from, const char *to)
{
	_cleanup_free_ char *b = malloc(MAX);
	FILE *f = fopen(from, "r");
	size_t n;

	assert_true(b && f);
	n = fread(b, 1, MAX, f);
	assert_true(n > 0 && n < MAX);
	(void)fclose(f);
	tree_add_bytes(&t->tree, to, b, n);
}

static void copy_data(struct host_tree *t, const char *from, const char *to)
{
	_cleanup_free_ char *path = str_printf("%s/%s", data, from);

	assert_non_null(path);
	copy_file(t, path, to);
}

static size_t each_table(struct host_tree *t, const char *pattern, const char *name,
	void (*check)(const struct machine_acpi *a))
{
	_cleanup_free_ char *where = str_printf("%s/%s", data, pattern);
	_cleanup_free_ char *to = str_printf("sys/firmware/acpi/tables/%s", name);
	size_t n;
	glob_t g;

	assert_true(where && to);
	assert_int_equal(glob(where, 0, NULL, &g), 0);
	for (size_t i = 0; i < g.gl_pathc; i++) {
		(void)printf("%s\n", g.gl_pathv[i]);
		copy_file(t, g.gl_pathv[i], to);
		host_tree_read(t);
		check(&t->host.machine.acpi);
	}
	n = g.gl_pathc;
	globfree(&g);
	return n;
}

static void check_common(const struct machine_acpi *a)
{
	assert_int_equal(a->decoded, TRI_YES);
	assert_string_equal(a->why, "");
	assert_true(a->n_units > 0);
	/* Each unit once. */
	for (size_t i = 0; i < a->n_units; i++)
		for (size_t j = 0; j < i; j++)
			assert_true(!a->units[i].base || a->units[i].base != a->units[j].base ||
				    a->units[i].segment != a->units[j].segment);
}

static void check_dmar(const struct machine_acpi *a)
{
	check_common(a);
	assert_in_range(a->address_width, 36, 52);
	assert_int_not_equal(a->intr_remap, TRI_UNKNOWN);
}

static void check_ivrs(const struct machine_acpi *a)
{
	check_common(a);
	for (size_t i = 0; i < a->n_regions; i++)
		assert_true(a->regions[i].last >= a->regions[i].first);
}

static void test_acpi(void **state)
{
	struct host_tree *t = *state;

	assert_true(each_table(t, "acpi-dmar/*.aml", "DMAR", check_dmar) >= 55);
}

static void test_acpi_amd(void **state)
{
	struct host_tree *t = *state;

	assert_true(each_table(t, "acpi-ivrs/*.aml", "IVRS", check_ivrs) >= 19);
}

/* CachyOS 7.2, as devices.md 6.1 has it. */
static void test_config(void **state)
{
	static const struct {
		const char *symbol;
		char value;
	} want[] = { { "INTEL_IOMMU", 'y' }, { "INTEL_IOMMU_DEFAULT_ON", 'n' },
		{ "INTEL_IOMMU_SCALABLE_MODE_DEFAULT_ON", 'y' }, { "PCI_IOV", 'y' },
		{ "PCI_REALLOC_ENABLE_AUTO", 'n' }, { "IOMMUFD", 'm' }, { "XE_VFIO_PCI", 'm' },
		{ "DRM_I915_GVT_KVMGT", 'm' }, { "VFIO_DEVICE_CDEV", 'y' }, { "VFIO_NOIOMMU", 'n' },
		{ "DRM_SIMPLEDRM", 'y' }, { "IKCONFIG_PROC", 'y' } };
	_cleanup_free_ char *command = NULL;
	struct host_tree *t = *state;

	tree_add(&t->tree, "proc/sys/kernel/osrelease", "7.2.0-1-cachyos\n");
	tree_add(&t->tree, "boot", NULL);
	command = str_printf("xz -dc '%s/kconfig/linux-cachyos.config.xz' >'%s/boot/config-"
			     "7.2.0-1-cachyos'",
		data, t->tree.path);
	assert_true(command && system(command) == 0);
	host_tree_read(t);
	assert_string_equal(t->host.kernel.flavour, "cachyos");
	for (size_t i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		char value = kernel_config(&t->host.kernel, want[i].symbol);

		if (value != want[i].value)
			fail_msg("%s is '%c'", want[i].symbol, value ? value : '?');
	}
}

static void test_files(void **state)
{
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	copy_data(t, "bootcfg/t480-modprobe-vfion.conf", "etc/modprobe.d/vfion.conf");
	copy_data(t, "bootcfg/t480-dracut-vfio.conf", "etc/dracut.conf.d/vfio.conf");
	copy_data(t, "bootcfg/breakingspell-mkinitcpio.conf", "etc/mkinitcpio.conf");
	host_tree_read(t);
	assert_int_equal(k->n_conf, 9);
	assert_string_equal(kernel_conf(k, KERNEL_CONF_OPTIONS, "vfio_pci")->text,
		"ids=8086:15c0,8086:1578,10de:1c02,10de:10f1,8086:15b6");
	assert_string_equal(kernel_conf(k, KERNEL_CONF_LOAD, "vfio_virqfd")->text, "add_drivers");
	assert_string_equal(
		kernel_conf(k, KERNEL_CONF_LOAD, "amdgpu")->file, "/etc/mkinitcpio.conf");
}

/* Each line of the real ones is split, and none is lost. */
static void test_cmdlines(void **state)
{
	_cleanup_free_ char *path = str_printf("%s/bootcfg/kernel-cmdlines.tsv", data);
	struct host_tree *t = *state;
	FILE *f = path ? fopen(path, "r") : NULL;
	char line[8192];
	size_t n = 0;

	assert_non_null(f);
	for (; n < 60 && fgets(line, sizeof(line), f); n++) {
		char *cmdline = strrchr(line, '\t');

		assert_non_null(cmdline);
		tree_add(&t->tree, "proc/cmdline", cmdline + 1);
		host_tree_read(t);
		assert_true(t->host.kernel.n_params > 0);
		assert_true(!strstr(cmdline, " intel_iommu=on") ||
			    kernel_param_has(&t->host.kernel, "intel_iommu", "on") == TRI_YES ||
			    strstr(cmdline, " -- "));
	}
	(void)fclose(f);
	assert_int_equal(n, 60);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_acpi),
		TEST(test_acpi_amd),
		TEST(test_config),
		TEST(test_files),
		TEST(test_cmdlines),
	};

	data = getenv("VIRTFN_TEST_DATA");
	if (!data || access(data, R_OK) < 0)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

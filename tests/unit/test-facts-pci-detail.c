/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are regions, windows, parents and what a display's driver shows read as they are, and is
 * what is cut, hostile or absent left unknown?
 */
#include "facts/facts.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "lib/machine.h"
#include "lib/space.h"
#include "lib/tests.h"

#define GPU    "sys/bus/pci/devices/0000:00:02.0/"
#define BRIDGE "sys/bus/pci/devices/0000:00:1c.0/"
#define PF     MACHINE_PF "/"
#define NONE   "0x0000000000000000 0x0000000000000000 0x0000000000000000\n"
#define NONE5  NONE NONE NONE NONE NONE
#define NONE6  NONE5 NONE

/* A 64-bit BAR of 1 MiB, and VF BARs 0 (assigned, for 8 VFs) and 3 (unset). */
#define RESOURCE_PF                                                            \
	"0x0000004000000000 0x00000040000fffff 0x0000000000140204\n" NONE5     \
	"0x00000000fe800000 0x00000000fe87ffff 0x0000000000046200\n"           \
	"0x0000004000100000 0x000000400011ffff 0x000000000014220c\n" NONE NONE \
	"0x0000000000000000 0x000000000001ffff 0x000000002014220c\n" NONE NONE

#define RESOURCE_BRIDGE                                                               \
	NONE6 NONE NONE6 "0x0000000000003000 0x0000000000003fff 0x0000000000000101\n" \
			 "0x00000000fe800000 0x00000000fe9fffff 0x0000000000000200\n" \
			 "0x0000004000000000 0x00000040003fffff 0x0000000000102201\n" NONE

static void bridge_config(
	const struct test_machine *m, const char *addr, uint8_t first, uint8_t last)
{
	char path[80];
	struct space s;

	space_init(&s, 0x8086, 0x7ab8, 0x060400);
	s.b[0x0e] = 1;
	s.b[0x19] = first;
	s.b[0x1a] = last;
	space_cap(&s, 0x40, 0x10);
	space_u16(&s, 0x42, 0x0042);
	space_u32(&s, 0x64, 0x20);
	space_u16(&s, 0x68, 0x20);
	space_ext(&s, 0x100, 0x0d);
	space_u16(&s, 0x104, 0x001f);
	space_u16(&s, 0x106, 0x001d);
	(void)snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/config", addr);
	tree_add_bytes(&m->tree, path, s.b, sizeof(s.b));
}

static void test_only_for_doctor(void **state)
{
	struct test_machine *m = *state;

	machine_read(m, FACTS_ALL);
	for (size_t i = 0; i < m->host.n_pci; i++) {
		assert_null(m->host.pci[i].detail);
		assert_false(m->host.pci[i].has_parent);
	}
}

static void test_pf(void **state)
{
	struct test_machine *m = *state;
	const struct pci_detail *t;

	tree_add(&m->tree, PF "resource", RESOURCE_PF);
	tree_add(&m->tree, PF "power_state", "D0\n");
	tree_add(&m->tree, PF "d3cold_allowed", "1\n");
	tree_add(&m->tree, PF "rom", "");
	machine_read(m, FACTS_HOST);
	t = machine_dev(m, "01:00.0")->detail;
	assert_non_null(t);
	assert_int_equal(t->resources_seen, TRI_YES);
	assert_int_equal(t->bars[0].start, 0x4000000000);
	assert_int_equal(t->bars[0].size, 0x100000);
	assert_true(t->bars[0].mem64 && !t->bars[0].prefetch && !t->bars[0].io);
	assert_int_equal(t->bars[1].size, 0);
	assert_int_equal(t->rom.size, 0x80000);
	assert_int_equal(t->vf_bars[0].size, 0x20000);
	assert_true(t->vf_bars[0].prefetch);
	/* It has a size, but no place. */
	assert_int_equal(t->vf_bars[3].size, 0);
	assert_int_equal(t->vf_bar_wanted[0], TRI_YES);
	assert_int_equal(t->vf_bar_wanted[1], TRI_NO);
	assert_int_equal(t->vf_offset, 0x80);
	assert_int_equal(t->vf_stride, 2);
	assert_int_equal(t->vf_device, 0x10ca);
	assert_int_equal(t->initial_vfs, 8);
	assert_int_equal(t->sriov_control, 0x19);
	assert_int_equal(t->acs_cap, 0x5f);
	assert_int_equal(t->ari_supported, TRI_NO);
	assert_int_equal(t->ats, TRI_NO);
	assert_int_equal(t->no_soft_reset, TRI_NO);
	assert_int_equal(t->header_bad, TRI_NO);
	assert_string_equal(t->power_state, "D0");
	assert_int_equal(t->d3cold_allowed, TRI_YES);
	assert_int_equal(t->has_rom, TRI_YES);
	assert_int_equal(t->secondary, -1);
}

/* Without root there is no capability to read, but the kernel's copy of the numbers. */
static void test_pf_without_root(void **state)
{
	struct test_machine *m = *state;
	const struct pci_detail *t;
	struct space s;

	space_pf(&s, 8);
	tree_add_bytes(&m->tree, PF "config", s.b, 64);
	tree_add(&m->tree, PF "sriov_vf_device", "10ca\n");
	machine_read(m, FACTS_HOST);
	t = machine_dev(m, "01:00.0")->detail;
	assert_int_equal(t->vf_offset, 128);
	assert_int_equal(t->vf_stride, 2);
	assert_int_equal(t->vf_device, 0x10ca);
	assert_int_equal(t->initial_vfs, -1);
	assert_int_equal(t->vf_bar_wanted[0], TRI_UNKNOWN);
	tree_add(&m->tree, PF "sriov_offset", "many\n");
	tree_add(&m->tree, PF "sriov_stride", "70000\n");
	machine_read(m, FACTS_HOST);
	t = machine_dev(m, "01:00.0")->detail;
	assert_int_equal(t->vf_offset, -1);
	assert_int_equal(t->vf_stride, -1);
}

static void test_bridge_and_parents(void **state)
{
	struct test_machine *m = *state;
	const struct pci_detail *t;

	bridge_config(m, "0000:00:1c.0", 1, 2);
	tree_add(&m->tree, BRIDGE "resource", RESOURCE_BRIDGE);
	machine_read(m, FACTS_HOST);
	t = machine_dev(m, "00:1c.0")->detail;
	assert_int_equal(t->secondary, 1);
	assert_int_equal(t->subordinate, 2);
	assert_true(t->windows[0].io);
	assert_int_equal(t->windows[0].size, 0x1000);
	assert_int_equal(t->windows[1].start, 0xfe800000);
	assert_int_equal(t->windows[2].size, 0x400000);
	assert_true(t->windows[2].prefetch && t->windows[2].mem64);
	assert_int_equal(t->ari_supported, TRI_YES);
	assert_int_equal(t->ari_enabled, TRI_YES);
	assert_int_equal(machine_dev(m, "00:1c.0")->acs, 0x1d);
	assert_ptr_equal(
		host_parent(&m->host, machine_dev(m, "01:00.0")), machine_dev(m, "00:1c.0"));
	assert_ptr_equal(
		host_parent(&m->host, machine_dev(m, "01:10.2")), machine_dev(m, "00:1c.0"));
	assert_null(host_parent(&m->host, machine_dev(m, "00:02.0")));
	assert_null(host_parent(&m->host, machine_dev(m, "00:1c.0")));
	/* Its bridge 00:1d.0 is not there: a path into nowhere. */
	assert_null(host_parent(&m->host, machine_dev(m, "02:00.0")));
}

/* A tree without links has bus numbers only. */
static void test_flattened(void **state)
{
	static const struct tree_file files[] = {
		{ "sys/bus/pci/devices/0000:00:01.0/uevent", "PCI_CLASS=60400\n" },
		{ "sys/bus/pci/devices/0000:01:00.0/uevent", "PCI_CLASS=60400\n" },
		{ "sys/bus/pci/devices/0000:02:00.0/uevent", "PCI_CLASS=10802\n" },
		{ "sys/bus/pci/devices/0000:00:1f.0/uevent", "PCI_CLASS=60100\n" },
		{ "sys/bus/pci/devices/0000:09:00.0/uevent", "PCI_CLASS=60400\n" },
		{ "sys/bus/pci/devices/0001:02:00.0/uevent", "PCI_CLASS=20000\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;

	tree_remove(&m->tree);
	tree_make(&m->tree);
	tree_add_all(&m->tree, files);
	bridge_config(m, "0000:00:01.0", 1, 3);
	bridge_config(m, "0000:01:00.0", 2, 2);
	/* Claims all there is, itself too. */
	bridge_config(m, "0000:09:00.0", 0, 255);
	machine_read(m, FACTS_HOST);
	assert_ptr_equal(
		host_parent(&m->host, machine_dev(m, "02:00.0")), machine_dev(m, "01:00.0"));
	assert_ptr_equal(
		host_parent(&m->host, machine_dev(m, "01:00.0")), machine_dev(m, "00:01.0"));
	assert_null(host_parent(&m->host, machine_dev(m, "00:01.0")));
	assert_null(host_parent(&m->host, machine_dev(m, "00:1f.0")));
	assert_null(host_parent(&m->host, machine_dev(m, "09:00.0")));
	assert_null(host_parent(&m->host, machine_dev(m, "0001:02:00.0")));
}

static void test_display(void **state)
{
	static const struct tree_file files[] = {
		{ GPU "drm/card1/card1-eDP-1/status", "connected\n" },
		{ GPU "drm/card1/card1-HDMI-A-1/status", "disconnected\n" },
		{ GPU "drm/card1/card1-DP-1/status", "connected\n" },
		{ GPU "drm/card1/card10-DP-1/status", "connected\n" },
		{ GPU "drm/card1/card1-DP-2", NULL },
		{ GPU "drm/card1/prelim_iov/vf1", NULL },
		{ GPU "drm/renderD128/dev", "226:128\n" },
		{ GPU "drm/controlD64", NULL },
		{ GPU "sriov_admin/vf1", NULL },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct pci_detail *t;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_HOST);
	t = machine_dev(m, "00:02.0")->detail;
	assert_string_equal(t->card, "card1");
	assert_string_equal(t->render, "renderD128");
	assert_int_equal(t->connectors, 2);
	assert_int_equal(t->sriov_admin, TRI_YES);
	assert_int_equal(t->prelim_iov, TRI_YES);
}

static void test_nothing_there(void **state)
{
	struct test_machine *m = *state;
	const struct pci_detail *t;

	machine_read(m, FACTS_HOST);
	t = machine_dev(m, "00:02.0")->detail;
	assert_int_equal(t->resources_seen, TRI_UNKNOWN);
	assert_int_equal(t->header_bad, TRI_UNKNOWN);
	assert_int_equal(t->ats, TRI_UNKNOWN);
	assert_int_equal(t->d3cold_allowed, TRI_UNKNOWN);
	assert_string_equal(t->power_state, "");
	assert_string_equal(t->card, "");
	assert_int_equal(t->connectors, -1);
	assert_int_equal(t->sriov_admin, TRI_NO);
	assert_int_equal(t->prelim_iov, TRI_NO);
	assert_int_equal(t->has_rom, TRI_NO);
	/* 64 bytes are what anybody may read. */
	t = machine_dev(m, "01:10.0")->detail;
	assert_int_equal(t->header_bad, TRI_NO);
	assert_int_equal(t->acs_cap, -1);
	assert_int_equal(t->ats, TRI_UNKNOWN);
}

/* Files where folders are expected, and the reverse: there, but not to be read. */
static void test_unreadable(void **state)
{
	static const struct tree_file files[] = {
		{ GPU "resource", NULL },
		{ GPU "power_state", NULL },
		{ GPU "d3cold_allowed", NULL },
		{ GPU "drm", "a file\n" },
		{ GPU "mdev_supported_types", "a file\n" },
		{ GPU "sriov_admin", "a file\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct pci_detail *t;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_HOST);
	t = machine_dev(m, "00:02.0")->detail;
	assert_int_equal(t->resources_seen, TRI_UNKNOWN);
	assert_string_equal(t->power_state, "");
	assert_int_equal(t->d3cold_allowed, TRI_UNKNOWN);
	assert_int_equal(t->connectors, -1);
	assert_int_equal(t->prelim_iov, TRI_UNKNOWN);
	assert_int_equal(t->sriov_admin, TRI_UNKNOWN);
}

static void test_gone(void **state)
{
	struct test_machine *m = *state;
	const struct pci_detail *t;
	struct space s;

	memset(&s, 0xff, sizeof(s));
	tree_add_bytes(&m->tree, BRIDGE "config", s.b, sizeof(s.b));
	machine_read(m, FACTS_HOST);
	t = machine_dev(m, "00:1c.0")->detail;
	assert_int_equal(t->header_bad, TRI_YES);
	assert_int_equal(t->secondary, -1);
	assert_int_equal(t->ats, TRI_UNKNOWN);
}

/* A function that only matters for its neighbour: the sound of a graphics card. */
static void test_companions(void **state)
{
	struct test_machine *m = *state;

	tree_add(&m->tree, "sys/bus/pci/devices/0000:00:02.3/uevent", "PCI_CLASS=40300\n");
	tree_add(&m->tree, "sys/bus/pci/devices/0000:00:03.0/uevent", "PCI_CLASS=40300\n");
	machine_read(m, FACTS_HOST);
	assert_non_null(machine_dev(m, "00:02.3")->detail);
	assert_null(machine_dev(m, "00:03.0")->detail);
	machine_read(m, FACTS_HOST | FACTS_ALL);
	assert_non_null(machine_dev(m, "00:03.0")->detail);
}

static void test_bad_resources(void **state)
{
	static const char *const rows[] = { "", "\n\n", "rubbish\n", NONE "0x0 0x1\n" NONE6,
		NONE6 NONE "0x0 0x0 0x0 0x0\n" NONE6, NONE6 NONE "-1 -1 -1\n" NONE6,
		NONE6 NONE NONE6 "0xz 0x0 0x0\n", NONE6, NONE6 NONE6 NONE6 NONE6 };
	struct test_machine *m = *state;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		tree_add(&m->tree, PF "resource", rows[i]);
		machine_read(m, FACTS_HOST);
		assert_int_equal(machine_dev(m, "01:00.0")->detail->resources_seen, TRI_UNKNOWN);
	}
	/* A kernel without SR-IOV has no lines for VF BARs. */
	tree_add(&m->tree, PF "resource", "0x1000 0x1fff 0x200\n" NONE6);
	machine_read(m, FACTS_HOST);
	assert_int_equal(machine_dev(m, "01:00.0")->detail->resources_seen, TRI_NO);
	assert_int_equal(machine_dev(m, "01:00.0")->detail->bars[0].size, 0x1000);
	/* What ends before it starts, and what is all of the address space, is no region. */
	tree_add(&m->tree, PF "resource",
		"0x2000 0x1fff 0x200\n0x0 0xffffffffffffffff 0x200\n" NONE5);
	machine_read(m, FACTS_HOST);
	assert_int_equal(machine_dev(m, "01:00.0")->detail->bars[0].size, 0);
	assert_int_equal(machine_dev(m, "01:00.0")->detail->bars[1].size, 0);
}

static void test_long_names(void **state)
{
	static const struct tree_file files[] = {
		{ GPU "drm/card12345678901234567890", NULL },
		{ GPU "drm/cardX", NULL },
		{ GPU "drm/card", NULL },
		{ GPU "power_state", "a-state-that-is-longer-than-its-place\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct pci_detail *t;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_HOST);
	t = machine_dev(m, "00:02.0")->detail;
	assert_string_equal(t->card, "");
	assert_int_equal(strlen(t->power_state), sizeof(t->power_state) - 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_only_for_doctor),
		TEST(test_pf),
		TEST(test_pf_without_root),
		TEST(test_bridge_and_parents),
		TEST(test_flattened),
		TEST(test_display),
		TEST(test_nothing_there),
		TEST(test_unreadable),
		TEST(test_gone),
		TEST(test_companions),
		TEST(test_bad_resources),
		TEST(test_long_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

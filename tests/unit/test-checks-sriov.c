/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of SR-IOV say ok, bad and unknown where they should?
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/judged.h"
#include "lib/made-host.h"
#include "lib/tests.h"

#define PF "0000:01:00.0"

/* A network card behind a bridge, found by address: adding functions moves them. */
static struct pci_dev *dev(struct host *host, const char *name)
{
	struct pci_addr addr;
	struct pci_dev *d;

	assert_int_equal(pci_addr_parse(name, &addr), 0);
	d = host_find_pci(host, addr);
	assert_non_null(d);
	return d;
}

static struct judged_as as(struct host *host)
{
	return (struct judged_as) { .dev = dev(host, PF), .mode = USE_MODE_SRIOV };
}

static int setup(void **state)
{
	struct host *host = calloc(1, sizeof(*host));
	struct pci_dev *d;

	assert_non_null(host);
	host_init(host);
	(void)made_dev(host, "0000:00:1c.0", 0x060400, 0x8086, 0x7000);
	d = made_dev(host, PF, 0x020000, 0x8086, 0x10c9);
	d->has_parent = true;
	d->parent = dev(host, "0000:00:1c.0")->addr;
	(void)snprintf(d->driver, sizeof(d->driver), "igb");
	*state = host;
	return 0;
}

static int teardown(void **state)
{
	host_done(*state);
	free(*state);
	return 0;
}

static void test_capability(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, PF);

	assert_judged("sriov-capability", host, as(host), VERDICT_UNKNOWN, "root");
	d->sriov.present = TRI_NO;
	assert_judged("sriov-capability", host, as(host), VERDICT_BLOCKS, "0x10 | SR-IOV Support");
	/* A retail Arc B580: the table has the chip, the card has no capability. */
	d->class = 0x030000;
	d->device = 0xe20b;
	assert_judged("sriov-capability", host, as(host), VERDICT_BLOCKS, "Arc B580");
	d->device = 0x4c8a;
	assert_judged(
		"sriov-capability", host, as(host), VERDICT_BLOCKS, "Rocket Lake | whole GPU");
	d->device = 0x5916;
	assert_judged("sriov-capability", host, as(host), VERDICT_BLOCKS, "GVT-g");
	d->sriov.present = TRI_YES;
	assert_judged("sriov-capability", host, as(host), VERDICT_OK, NULL);
	/* Without root the file is proof enough. */
	d->sriov.present = TRI_UNKNOWN;
	d->sriov.total = 0;
	assert_judged("sriov-capability", host, as(host), VERDICT_OK, NULL);
}

static void test_files(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, PF);

	assert_judged("sriov-files", host, as(host), VERDICT_UNKNOWN, NULL);
	d->sriov.present = TRI_YES;
	d->sriov.hw_total = 0;
	assert_judged(
		"sriov-files", host, as(host), VERDICT_BLOCKS, "switched off by the firmware");
	made_symbol(host, "PCI_IOV", 'n');
	assert_judged("sriov-files", host, as(host), VERDICT_BLOCKS, "CONFIG_PCI_IOV=y");
	d->sriov.total = 7;
	assert_judged("sriov-files", host, as(host), VERDICT_OK, "sriov_totalvfs: 7");
	d->sriov.present = TRI_NO;
	assert_judged("sriov-files", host, as(host), VERDICT_NOT_APPLICABLE, NULL);
}

static void test_totalvfs(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, PF);

	assert_judged("sriov-totalvfs", host, as(host), VERDICT_UNKNOWN, NULL);
	d->sriov.total = 0;
	d->sriov.hw_total = 8;
	assert_judged("sriov-totalvfs", host, as(host), VERDICT_BLOCKS, "igb allows no VFs | 8");
	(void)snprintf(d->driver, sizeof(d->driver), "mlx5_core");
	assert_judged("sriov-totalvfs", host, as(host), VERDICT_BLOCKS, "SRIOV_EN=1");
	d->sriov.total = 7;
	assert_judged("sriov-totalvfs", host, as(host), VERDICT_OK, "7 VFs");
	d->class = 0x030000;
	(void)snprintf(d->driver, sizeof(d->driver), "i915");
	(void)made_module(host, "i915", TRI_YES, TRI_YES);
	assert_judged("sriov-totalvfs", host, as(host), VERDICT_UNKNOWN, "no say");
}

static void test_initial(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, PF);

	assert_judged("sriov-initial-vfs", host, as(host), VERDICT_NOT_APPLICABLE, NULL);
	d->sriov.present = TRI_YES;
	assert_judged("sriov-initial-vfs", host, as(host), VERDICT_UNKNOWN, NULL);
	d->sriov.hw_total = 8;
	d->detail->initial_vfs = 8;
	assert_judged("sriov-initial-vfs", host, as(host), VERDICT_OK, NULL);
	d->detail->initial_vfs = 0;
	assert_judged("sriov-initial-vfs", host, as(host), VERDICT_BLOCKS, "0 and TotalVFs 8");
}

static void test_bars(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, PF);

	assert_judged("sriov-vf-bars", host, as(host), VERDICT_UNKNOWN, NULL);
	for (size_t i = 0; i < PCI_DETAIL_BARS; i++)
		d->detail->vf_bar_wanted[i] = i == 0 || i == 3 ? TRI_YES : TRI_NO;
	assert_judged("sriov-vf-bars", host, as(host), VERDICT_UNKNOWN, "could not be looked at");
	d->detail->vf_bars[0].size = 0x20000;
	/* What is wanted is known, what there is is not. */
	assert_judged("sriov-vf-bars", host, as(host), VERDICT_UNKNOWN, NULL);
	d->detail->resources_seen = TRI_YES;
	assert_judged("sriov-vf-bars", host, as(host), VERDICT_BLOCKS,
		"BAR 3 | Above 4G | cmdline-add pci=realloc");
	d->detail->vf_bars[3].size = 0x20000;
	assert_judged("sriov-vf-bars", host, as(host), VERDICT_OK, "2 BARs");
}

static void test_bus(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, PF), *bridge = dev(host, "0000:00:1c.0");

	assert_judged("sriov-bus-range", host, as(host), VERDICT_NOT_APPLICABLE, NULL);
	d->sriov.total = 7;
	assert_judged("sriov-bus-range", host, as(host), VERDICT_UNKNOWN, NULL);
	d->detail->vf_offset = 384;
	d->detail->vf_stride = 2;
	assert_judged("sriov-bus-range", host, as(host), VERDICT_UNKNOWN, "bridge");
	bridge->detail->secondary = bridge->detail->subordinate = 1;
	assert_judged("sriov-bus-range", host, as(host), VERDICT_BLOCKS,
		"bus 02 | 0000:00:1c.0: buses 01 to 01 | pci=assign-busses");
	d->detail->vf_offset = 250;
	assert_judged(
		"sriov-bus-range", host, as(host), VERDICT_WARNING, "3 of 7 | no more than 3");
	d->detail->vf_offset = 128;
	assert_judged("sriov-bus-range", host, as(host), VERDICT_OK, NULL);
	/* Hostile: each on a bus of its own. */
	d->detail->vf_stride = 65535;
	d->sriov.total = 65535;
	assert_judged("sriov-bus-range", host, as(host), VERDICT_WARNING, "1 of 65535");
}

static void test_ari(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, PF), *bridge = dev(host, "0000:00:1c.0");

	assert_judged("sriov-ari", host, as(host), VERDICT_NOT_APPLICABLE, NULL);
	d->sriov.present = TRI_YES;
	assert_judged("sriov-ari", host, as(host), VERDICT_UNKNOWN, NULL);
	d->config = TRI_YES;
	d->ari = true;
	bridge->detail->ari_enabled = TRI_NO;
	bridge->detail->ari_supported = TRI_YES;
	assert_judged("sriov-ari", host, as(host), VERDICT_UNKNOWN, NULL);
	bridge->detail->secondary = bridge->detail->subordinate = 1;
	assert_judged("sriov-ari", host, as(host), VERDICT_WARNING, "ARI Support");
	bridge->detail->ari_supported = TRI_NO;
	assert_judged("sriov-ari", host, as(host), VERDICT_WARNING, "slot");
	bridge->detail->subordinate = 2;
	assert_judged("sriov-ari", host, as(host), VERDICT_OK, NULL);
	bridge->detail->ari_enabled = TRI_YES;
	assert_judged("sriov-ari", host, as(host), VERDICT_OK, "ARI is on");
}

static void test_autoprobe(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, PF);

	d->class = 0x030000;
	assert_judged("sriov-autoprobe", host, as(host), VERDICT_NOT_APPLICABLE, NULL);
	d->sriov.total = 7;
	assert_judged("sriov-autoprobe", host, as(host), VERDICT_UNKNOWN, NULL);
	d->sriov.autoprobe = TRI_YES;
	assert_judged("sriov-autoprobe", host, as(host), VERDICT_WARNING,
		"attribute-write /sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe 0");
	host->session.type = SESSION_NONE;
	assert_judged("sriov-autoprobe", host, as(host), VERDICT_OK, "no desktop");
	(void)snprintf(host->session.display_manager, sizeof(host->session.display_manager), "gdm");
	assert_judged("sriov-autoprobe", host, as(host), VERDICT_WARNING, NULL);
	d->sriov.autoprobe = TRI_NO;
	assert_judged("sriov-autoprobe", host, as(host), VERDICT_OK, NULL);
}

static void test_vf_driver(void **state)
{
	struct host *host = *state;

	assert_judged("sriov-vf-driver", host, as(host), VERDICT_NOT_APPLICABLE, NULL);
	dev(host, PF)->sriov.num = 2;
	assert_judged("sriov-vf-driver", host, as(host), VERDICT_UNKNOWN, NULL);
	dev(host, PF)->sriov.num = 0;
	(void)made_vf(host, PF, 0, "vfio-pci");
	(void)made_vf(host, PF, 1, "igbvf");
	(void)made_vf(host, PF, 2, "");
	assert_judged("sriov-vf-driver", host, as(host), VERDICT_OK,
		"of 3 VFs vfio holds 1, host drivers 1, nobody 1");
	dev(host, PF)->class = 0x038000;
	assert_judged("sriov-vf-driver", host, as(host), VERDICT_WARNING,
		"igbvf of the host | 0000:01:00.2");
}

static void test_leftover(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, PF);

	assert_judged("sriov-leftover", host, as(host), VERDICT_NOT_APPLICABLE, NULL);
	d->sriov.total = 7;
	d->sriov.num = 2;
	assert_judged("sriov-leftover", host, as(host), VERDICT_OK, NULL);
	d->driver[0] = '\0';
	assert_judged("sriov-leftover", host, as(host), VERDICT_WARNING, "sriov_numvfs: 2");
	d->detail->header_bad = TRI_YES;
	assert_judged("sriov-leftover", host, as(host), VERDICT_UNKNOWN, NULL);
}

static void test_orphans(void **state)
{
	struct host *host = *state;
	struct judged_as whole = { .mode = USE_MODE_SRIOV };
	struct host empty;

	host_init(&empty);
	assert_judged("sriov-orphans", &empty, whole, VERDICT_UNKNOWN, NULL);
	host_done(&empty);
	assert_judged("sriov-orphans", host, whole, VERDICT_NOT_APPLICABLE, NULL);
	(void)made_vf(host, PF, 0, "");
	assert_judged("sriov-orphans", host, whole, VERDICT_OK, NULL);
	made_vf(host, PF, 1, "")->physfn.bus = 9;
	assert_judged("sriov-orphans", host, whole, VERDICT_WARNING, "1 VFs | 0000:01:00.2/physfn");
}

static void test_state(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, PF);

	assert_judged("sriov-state", host, as(host), VERDICT_NOT_APPLICABLE, NULL);
	d->sriov.present = TRI_YES;
	d->sriov.total = 7;
	assert_judged("sriov-state", host, as(host), VERDICT_UNKNOWN, NULL);
	d->detail->sriov_control = 0x19;
	assert_judged("sriov-state", host, as(host), VERDICT_WARNING, "the kernel knows none");
	d->sriov.num = 2;
	assert_judged("sriov-state", host, as(host), VERDICT_OK, NULL);
	d->detail->sriov_control = 0x01;
	assert_judged("sriov-state", host, as(host), VERDICT_WARNING, "off in the device | 0x0001");
	d->detail->sriov_control = 0;
	d->sriov.num = 0;
	assert_judged("sriov-state", host, as(host), VERDICT_OK, NULL);
}

static void test_count(void **state)
{
	static const char *const lines[] = {
		"devices/pci0000:00/0000:01:00.0/sriov_numvfs = 4",
		"w /sys/bus/pci/devices/0000:01:00.0/sriov_numvfs - - - - 4",
		"KERNEL==\"0000:01:00.0\", ATTR{sriov_numvfs}=\"4\"",
		"echo 4 > 0000:01:00.0/sriov_numvfs",
		"0000:01:00.0/sriov_numvfs=99999999999999999999",
		"0000:01:00.0/sriov_numvfs",
		"4",
	};
	static const enum verdict verdicts[] = { VERDICT_WARNING, VERDICT_WARNING, VERDICT_WARNING,
		VERDICT_UNKNOWN, VERDICT_UNKNOWN, VERDICT_UNKNOWN, VERDICT_NOT_APPLICABLE };
	struct host *host = *state;

	dev(host, PF)->sriov.total = 7;
	assert_judged("sriov-count", host, as(host), VERDICT_NOT_APPLICABLE, NULL);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		made_writer(host, "/etc/sysfs.conf", lines[i]);
		assert_judged("sriov-count", host, as(host), verdicts[i], NULL);
		host->n_writers = 0;
		free(host->writers[0].file);
		free(host->writers[0].what);
	}
	made_writer(host, "/etc/sysfs.conf", lines[0]);
	assert_judged(
		"sriov-count", host, as(host), VERDICT_WARNING, "asks for 4 VFs, there are 0");
	dev(host, PF)->sriov.total = 3;
	assert_judged("sriov-count", host, as(host), VERDICT_WARNING, "no more than 3");
	dev(host, PF)->sriov.num = 4;
	assert_judged("sriov-count", host, as(host), VERDICT_OK, NULL);
}

static void test_writers(void **state)
{
	struct host *host = *state;

	dev(host, PF)->sriov.total = 7;
	assert_judged("sriov-writers", host, as(host), VERDICT_UNKNOWN, NULL);
	host->writers_seen = TRI_YES;
	assert_judged("sriov-writers", host, as(host), VERDICT_OK, "no setting");
	made_writer(host, "/etc/sysfs.conf", PF "/sriov_numvfs = 4");
	made_writer(host, "/etc/tmpfiles.d/x.conf", "w 0000:02:00.0/sriov_numvfs - - - - 4");
	assert_judged("sriov-writers", host, as(host), VERDICT_OK, "/etc/sysfs.conf alone");
	made_writer(host, "/etc/tmpfiles.d/y.conf", "w " PF "/sriov_numvfs - - - - 4");
	assert_judged("sriov-writers", host, as(host), VERDICT_WARNING,
		"/etc/sysfs.conf and /etc/tmpfiles.d/y.conf");
}

/* No details at all must be no crash, and no "ok" of what needs them. */
static void test_no_detail(void **state)
{
	struct host *host = *state;
	struct pci_dev *d = dev(host, PF);

	pci_detail_free(d->detail);
	d->detail = NULL;
	d->sriov.present = TRI_YES;
	d->sriov.total = 7;
	assert_judged("sriov-initial-vfs", host, as(host), VERDICT_UNKNOWN, NULL);
	assert_judged("sriov-vf-bars", host, as(host), VERDICT_UNKNOWN, NULL);
	assert_judged("sriov-bus-range", host, as(host), VERDICT_UNKNOWN, NULL);
	assert_judged("sriov-state", host, as(host), VERDICT_UNKNOWN, NULL);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("sriov", NULL);
}

#define TEST(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(capability),
		TEST(files),
		TEST(totalvfs),
		TEST(initial),
		TEST(bars),
		TEST(bus),
		TEST(ari),
		TEST(autoprobe),
		TEST(vf_driver),
		TEST(leftover),
		TEST(orphans),
		TEST(state),
		TEST(count),
		TEST(writers),
		TEST(no_detail),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

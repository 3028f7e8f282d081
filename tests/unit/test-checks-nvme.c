/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of NVMe controllers say ok, bad and unknown where they should?
 */
#include <stdio.h>

#include "lib/judged.h"
#include "lib/tests.h"
#include "model/host.h"

/* A controller with two VFs. */
struct disk {
	struct host host;
	struct pci_dev dev[3];
	struct pci_use use;
};

#define SRIOV       ((struct judged_as) { &c->dev[0], USE_MODE_SRIOV, 0 })
#define VF          ((struct judged_as) { &c->dev[1], USE_MODE_SRIOV, 0 })
#define PASSTHROUGH ((struct judged_as) { &c->dev[0], USE_MODE_PASSTHROUGH, 0 })

static void set_driver(struct disk *c, unsigned dev, const char *driver)
{
	(void)snprintf(c->dev[dev].driver, sizeof(c->dev[dev].driver), "%s", driver);
}

static int setup(void **state)
{
	static struct disk disk;
	struct disk *c = &disk;

	*c = (struct disk) { 0 };
	host_init(&c->host);
	for (unsigned i = 0; i < 3; i++) {
		struct pci_dev *d = &c->dev[i];

		d->addr = (struct pci_addr) { 0, 1, 0, (uint8_t)i };
		pci_addr_format(d->addr, d->name);
		d->class = 0x010802;
		d->is_vf = i > 0;
		d->vf_index = (int)i - 1;
		d->physfn = c->dev[0].addr;
		d->sriov.total = d->sriov.hw_total = i ? -1 : 4;
		d->sriov.present = i ? TRI_NO : TRI_YES;
		d->sriov.autoprobe = TRI_UNKNOWN;
	}
	set_driver(c, 0, "nvme");
	c->use = (struct pci_use) { PCI_USE_MOUNT, JUDGED_TEXT("/") };
	c->dev[0].uses = &c->use;
	c->host.pci = c->dev;
	c->host.n_pci = 3;
	*state = c;
	return 0;
}

static void test_sriov(void **state)
{
	struct disk *c = *state;

	assert_judged("nvme-sriov", &c->host, SRIOV, VERDICT_OK, "4 VFs");
	c->dev[0].sriov.total = -1;
	assert_judged("nvme-sriov", &c->host, SRIOV, VERDICT_UNKNOWN, "needs root");
	c->dev[0].sriov.present = TRI_NO;
	assert_judged(
		"nvme-sriov", &c->host, SRIOV, VERDICT_BLOCKS, "whole | passthrough 0000:01:00.0");
	assert_judged("nvme-sriov", &c->host, VF, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_autoprobe(void **state)
{
	struct disk *c = *state;

	assert_judged("nvme-autoprobe", &c->host, SRIOV, VERDICT_UNKNOWN, NULL);
	c->dev[0].sriov.autoprobe = TRI_NO;
	assert_judged("nvme-autoprobe", &c->host, SRIOV, VERDICT_OK, NULL);
	c->dev[0].sriov.autoprobe = TRI_YES;
	assert_judged("nvme-autoprobe", &c->host, SRIOV, VERDICT_WARNING,
		"sriov_drivers_autoprobe: 1 | attribute-write "
		"/sys/bus/pci/devices/0000:01:00.0/sriov_drivers_autoprobe 0");
	c->dev[0].sriov.total = 0;
	assert_judged("nvme-autoprobe", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_vf_online(void **state)
{
	struct disk *c = *state;

	assert_judged("nvme-vf-online", &c->host, SRIOV, VERDICT_UNKNOWN, "2 VFs");
	c->dev[0].sriov.autoprobe = TRI_YES;
	set_driver(c, 1, "nvme");
	assert_judged("nvme-vf-online", &c->host, SRIOV, VERDICT_WARNING,
		"1 of 2 | 0000:01:00.2 has no driver | virt-mgmt");
	set_driver(c, 2, "vfio-pci");
	assert_judged("nvme-vf-online", &c->host, SRIOV, VERDICT_UNKNOWN, "1 VFs");
	set_driver(c, 2, "nvme");
	assert_judged("nvme-vf-online", &c->host, SRIOV, VERDICT_OK, "all 2");
	c->host.n_pci = 1;
	assert_judged("nvme-vf-online", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_mounted(void **state)
{
	struct disk *c = *state;

	assert_judged("nvme-mounted", &c->host, PASSTHROUGH, VERDICT_UNKNOWN, NULL);
	assert_judged("nvme-pf-mounted", &c->host, SRIOV, VERDICT_UNKNOWN, NULL);
	c->host.mounts_seen = TRI_YES;
	assert_judged("nvme-mounted", &c->host, PASSTHROUGH, VERDICT_OK, NULL);
	assert_judged("nvme-pf-mounted", &c->host, SRIOV, VERDICT_OK, NULL);
	c->dev[0].n_uses = 1;
	assert_judged("nvme-mounted", &c->host, PASSTHROUGH, VERDICT_BLOCKS,
		"the host has / on it | /proc/self/mountinfo | fstab");
	assert_judged("nvme-pf-mounted", &c->host, SRIOV, VERDICT_WARNING, "resets | another disk");
	assert_judged("nvme-pf-mounted", &c->host, VF, VERDICT_NOT_APPLICABLE, NULL);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("nvme", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_sriov, setup),
		cmocka_unit_test_setup(test_autoprobe, setup),
		cmocka_unit_test_setup(test_vf_online, setup),
		cmocka_unit_test_setup(test_mounted, setup),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes with a device, in which order, and when is it refused?
 */
#include "plan/plan-give.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "lib/made-host.h"
#include "lib/planned.h"
#include "lib/tests.h"

/* An iGPU with the host's screen, a card with sound and USB, a dual network card, a bridge. */
struct test_host {
	struct host host;
	struct give_set set;
	struct give_seen seen;
	struct give_wish wish;
};

static void add(struct host *host, const char *addr, uint32_t class, const char *driver, int group)
{
	struct pci_dev *d = made_dev(host, addr, class, 0x10de, 0x2684);

	(void)snprintf(d->driver, sizeof(d->driver), "%s", driver);
	d->iommu_group = group;
	d->reset_seen = TRI_YES;
	(void)snprintf(d->reset, sizeof(d->reset), "flr bus");
	d->sriov.total = -1;
	d->config = TRI_YES;
}

static int setup(void **state)
{
	struct test_host *m = calloc(1, sizeof(*m));

	assert_non_null(m);
	host_init(&m->host);
	m->host.mounts_seen = TRI_YES;
	add(&m->host, "0000:00:02.0", 0x030000, "i915", 0);
	add(&m->host, "0000:00:1c.0", 0x060400, "pcieport", 1);
	add(&m->host, "0000:03:00.0", 0x030000, "nouveau", 14);
	add(&m->host, "0000:03:00.1", 0x040300, "snd_hda_intel", 14);
	add(&m->host, "0000:03:00.2", 0x0c0330, "xhci_hcd", 15);
	add(&m->host, "0000:04:00.0", 0x020000, "igb", 16);
	add(&m->host, "0000:04:00.1", 0x020000, "igb", 17);
	*state = m;
	return 0;
}

static int teardown(void **state)
{
	struct test_host *m = *state;

	give_seen_done(&m->seen);
	host_done(&m->host);
	free(m);
	return 0;
}

static struct pci_dev *dev(struct test_host *m, const char *addr)
{
	struct pci_addr a;
	struct pci_dev *d;

	assert_int_equal(pci_addr_parse(addr, &a), 0);
	d = host_find_pci(&m->host, a);
	assert_non_null(d);
	return d;
}

static int plan(struct test_host *m, const char *addr, struct steps *ret, struct err *err)
{
	struct give g = { &m->host, dev(m, addr), &m->set, &m->seen, &m->wish };

	plan_give_set(&m->host, g.dev, &m->set);
	for (size_t i = 0; i < m->set.n; i++)
		if (!m->seen.drivers[i].driver[0]) {
			(void)snprintf(m->seen.drivers[i].driver, 40, "vfio-pci");
			(void)snprintf(m->seen.drivers[i].module, 40, "vfio-pci");
		}
	return plan_give(&g, ret, err);
}

static void gives(struct test_host *m, const char *addr, const char *want)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	assert_ok(plan(m, addr, &s, &err), err);
	assert_planned(&s, want);
	for (size_t i = 0; i < s.n; i++)
		assert_non_null(s.v[i].why);
}

static void refuses(struct test_host *m, const char *addr, int code, const char *why)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	assert_int_equal(plan(m, addr, &s, &err), -code);
	assert_contains(err.text, why);
	assert_int_equal(s.n, 0);
}

static void notes(struct test_host *m, const char *addr, const char *part)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	_cleanup_free_ char *text = NULL;
	struct give g = { &m->host, dev(m, addr), &m->set, &m->seen, &m->wish };
	struct str_buf b = { 0 };
	struct err err = { 0 };

	assert_ok(plan(m, addr, &s, &err), err);
	plan_give_notes(&g, &b);
	text = str_buf_take(&b);
	assert_non_null(text);
	if (part)
		assert_contains(text, part);
	else
		assert_string_equal(text, "");
}

#define CARD                                                                                   \
	"module vfio-pci vfio-pci; pci-driver 0000:03:00.2 vfio-pci; pci-driver 0000:03:00.1 " \
	"vfio-pci; pci-driver 0000:03:00.0 vfio-pci"
#define PORT "module vfio-pci vfio-pci; pci-driver 0000:04:00.1 vfio-pci"

static void test_set(void **state)
{
	struct test_host *m = *state;

	/* All of a card, whichever is named; the last first. */
	gives(m, "03:00.0", CARD);
	gives(m, "03:00.2", CARD);
	/* Ports that are apart are two devices. */
	gives(m, "04:00.1", PORT);
	dev(m, "04:00.0")->iommu_group = 17;
	gives(m, "04:00.1", PORT "; pci-driver 0000:04:00.0 vfio-pci");
	dev(m, "04:00.0")->iommu_group = 16;
	(void)snprintf(dev(m, "04:00.1")->reset, 80, "bus");
	gives(m, "04:00.1", PORT "; pci-driver 0000:04:00.0 vfio-pci");
	/* What is there already is left out; all: nothing to do. */
	(void)snprintf(dev(m, "03:00.1")->driver, 40, "vfio-pci");
	gives(m, "03:00.0",
		"module vfio-pci vfio-pci; pci-driver 0000:03:00.2 vfio-pci; "
		"pci-driver 0000:03:00.0 vfio-pci");
	(void)snprintf(dev(m, "03:00.0")->driver, 40, "vfio-pci");
	(void)snprintf(dev(m, "03:00.2")->driver, 40, "vfio-pci");
	gives(m, "03:00.0", "");
}

static void test_variant(void **state)
{
	struct test_host *m = *state;

	(void)snprintf(m->seen.drivers[0].driver, 40, "xe-vfio-pci");
	(void)snprintf(m->seen.drivers[0].module, 40, "xe_vfio_pci");
	gives(m, "03:00.0",
		"module xe-vfio-pci xe_vfio_pci; module vfio-pci vfio-pci; "
		"pci-driver 0000:03:00.2 vfio-pci; pci-driver 0000:03:00.1 vfio-pci; "
		"pci-driver 0000:03:00.0 xe-vfio-pci");
	m->wish.driver = "vfio-pci";
	gives(m, "03:00.0", CARD);
	m->wish.driver = "nouveau";
	refuses(m, "03:00.0", EINVAL, "'nouveau' is no driver for guests");
	m->wish.driver = "../vfio";
	refuses(m, "03:00.0", EINVAL, "is no driver");
}

static void test_refused(void **state)
{
	struct test_host *m = *state;
	struct pci_dev *card = dev(m, "03:00.0"), *sound = dev(m, "03:00.1");

	refuses(m, "00:1c.0", EINVAL, "is a bridge");
	card->iommu_group = -1;
	refuses(m, "03:00.0", EOPNOTSUPP, "the IOMMU is off");
	card->iommu_group = 14;
	card->sriov.num = 2;
	refuses(m, "03:00.0", EBUSY, "it has 2 VFs, which would go with it");
	card->sriov.num = 0;
	card->is_vf = true;
	refuses(m, "03:00.0", EINVAL, "is a VF");
	card->is_vf = false;
	/* One function in use keeps all of them. */
	assert_int_equal(pci_dev_add_use(sound, PCI_USE_GUEST, "web"), 0);
	refuses(m, "03:00.0", EBUSY, "cannot give 0000:03:00.1: the guest web holds it");
}

static void test_display(void **state)
{
	struct test_host *m = *state;

	assert_int_equal(
		pci_dev_add_use(dev(m, "00:02.0"), PCI_USE_BOOT_DISPLAY, "boot display"), 0);
	refuses(m, "00:02.0", EBUSY, "it is this host's boot display");
	m->wish.headless = true;
	m->seen.n_consoles = m->seen.n_framebuffers = 1;
	(void)snprintf(m->seen.consoles[0], 16, "vtcon1");
	(void)snprintf(m->seen.framebuffers[0], 40, "simple-framebuffer.0");
	gives(m, "00:02.0",
		"module vfio-pci vfio-pci; attribute sys/class/vtconsole/vtcon1/bind 0; "
		"framebuffer simple-framebuffer.0 none; pci-driver 0000:00:02.0 vfio-pci");
}

static void test_network(void **state)
{
	struct test_host *m = *state;
	struct pci_dev *d = dev(m, "04:00.1");

	(void)snprintf(d->netdev, sizeof(d->netdev), "eth1");
	refuses(m, "04:00.1", EBUSY, "eth1 is this host's only network card");
	m->wish.headless = true;
	gives(m, "04:00.1", PORT);
	m->wish.headless = false;
	(void)snprintf(dev(m, "04:00.0")->netdev, 16, "eth0");
	assert_int_equal(pci_dev_add_use(d, PCI_USE_NETDEV_UP, "eth1"), 0);
	gives(m, "04:00.1", PORT);
	(void)snprintf(d->netdev_master, sizeof(d->netdev_master), "br0");
	refuses(m, "04:00.1", EBUSY, "is a port of br0");
	d->netdev_master[0] = '\0';
	assert_int_equal(pci_dev_add_use(d, PCI_USE_NETDEV_ADDR, "eth1"), 0);
	m->wish.headless = true;
	refuses(m, "04:00.1", EBUSY, "the interface eth1 has addresses");
}

static void test_disk(void **state)
{
	struct test_host *m = *state;

	add(&m->host, "0000:05:00.0", 0x010802, "nvme", 20);
	m->host.mounts_seen = TRI_UNKNOWN;
	refuses(m, "05:00.0", EIO, "which disks are in use could not be looked at");
	refuses(m, "03:00.0", EIO, "0000:03:00.2");
	m->host.mounts_seen = TRI_YES;
	assert_int_equal(pci_dev_add_use(dev(m, "05:00.0"), PCI_USE_MOUNT, "/"), 0);
	m->wish.headless = true;
	refuses(m, "05:00.0", EBUSY, "the host's own root file system is on it");
}

static void open_it(struct test_host *m, int pid, const char *comm, const char *node, bool yields)
{
	struct opener *o = mem_append(&m->seen.openers.v, &m->seen.openers.n, sizeof(*o));

	assert_non_null(o);
	o->pid = pid;
	o->yields = yields;
	(void)snprintf(o->comm, sizeof(o->comm), "%s", comm);
	(void)snprintf(o->node, sizeof(o->node), "%s", node);
}

static void test_open(void **state)
{
	struct test_host *m = *state;

	m->seen.openers.all_seen = true;
	open_it(m, 5, "wireplumber", "/dev/snd/controlC1", true);
	gives(m, "03:00.0", CARD);
	notes(m, "03:00.0", "wireplumber (pid 5) watches /dev/snd/controlC1");
	open_it(m, 6, "Xorg", "/dev/dri/card1", false);
	refuses(m, "03:00.0", EBUSY, "Xorg (pid 6) has /dev/dri/card1 open; end it first");
	open_it(m, 7, "firefox", "/dev/dri/renderD129", false);
	refuses(m, "03:00.0", EBUSY, "and others have more of it; end them first");
	(void)snprintf(m->seen.manager, sizeof(m->seen.manager), "active");
	refuses(m, "03:00.0", EBUSY, "--stop-display-manager ends the desktop");
	m->wish.stop_manager = true;
	gives(m, "03:00.0",
		"module vfio-pci vfio-pci; unit display-manager.service stop; "
		"pci-driver 0000:03:00.2 vfio-pci; pci-driver 0000:03:00.1 vfio-pci; "
		"pci-driver 0000:03:00.0 vfio-pci");
	notes(m, "03:00.0", "it must have ended with the display manager");
	/* No desktop has a disk mounted. */
	open_it(m, 0, "the kernel", "/dev/sda", false);
	refuses(m, "03:00.0", EBUSY, "a file system, swap, RAID, LVM or ZFS of this host uses");
	m->seen.openers.n--;
	/* It does not run: nothing would let go. */
	(void)snprintf(m->seen.manager, sizeof(m->seen.manager), "inactive");
	refuses(m, "03:00.0", EBUSY, "Xorg (pid 6)");
}

static void test_bar(void **state)
{
	struct test_host *m = *state;
	struct pci_detail *t = dev(m, "03:00.0")->detail;

	m->wish.bar_given = true;
	m->wish.bar_mib = 16384;
	refuses(m, "03:00.0", EOPNOTSUPP, "has no BAR that can be resized");
	assert_non_null(t);
	/* 256M to 32G in BAR 1, and small ones in BAR 3. */
	t->rebar[0] = (struct pci_rebar) { .bar = 3, .size = 1, .sizes = 0x0e };
	t->rebar[1] = (struct pci_rebar) { .bar = 1, .size = 8, .sizes = 0xff00 };
	t->n_rebar = 2;
	gives(m, "03:00.0",
		"module vfio-pci vfio-pci; pci-driver 0000:03:00.2 vfio-pci; "
		"pci-driver 0000:03:00.1 vfio-pci; pci-driver 0000:03:00.0 none; "
		"bar-size 0000:03:00.0/1 16384; pci-driver 0000:03:00.0 vfio-pci");
	m->wish.bar_mib = 128;
	refuses(m, "03:00.0", EINVAL, "one of these sizes: 256M, 512M, 1G, 2G, 4G, 8G, 16G, 32G");
	m->wish.bar_mib = 768;
	refuses(m, "03:00.0", EINVAL, "one of these sizes");
	m->wish.bar_mib = 256;
	gives(m, "03:00.0", CARD);
	m->wish.bar_number_given = true;
	m->wish.bar = 3;
	m->wish.bar_mib = 8;
	dev(m, "03:00.0")->driver[0] = '\0';
	gives(m, "03:00.0",
		"module vfio-pci vfio-pci; pci-driver 0000:03:00.2 vfio-pci; "
		"pci-driver 0000:03:00.1 vfio-pci; bar-size 0000:03:00.0/3 8; "
		"pci-driver 0000:03:00.0 vfio-pci");
	m->wish.bar = 5;
	refuses(m, "03:00.0", EOPNOTSUPP, "has no BAR that can be resized");
}

static void test_awake(void **state)
{
	struct test_host *m = *state;

	dev(m, "04:00.1")->detail->d3cold_allowed = TRI_YES;
	gives(m, "04:00.1",
		"module vfio-pci vfio-pci; "
		"attribute sys/bus/pci/devices/0000:04:00.1/d3cold_allowed 0; "
		"pci-driver 0000:04:00.1 vfio-pci");
	dev(m, "04:00.1")->detail->d3cold_allowed = TRI_NO;
	gives(m, "04:00.1", PORT);
}

static void test_notes(void **state)
{
	struct test_host *m = *state;

	m->seen.openers.all_seen = true;
	notes(m, "04:00.1", NULL);
	notes(m, "03:00.0", "is a VGA controller");
	dev(m, "03:00.0")->class = 0x030200;
	notes(m, "03:00.0", "is a 3D controller: it has no screen of its own");
	dev(m, "03:00.0")->class = 0x038000;
	notes(m, "03:00.0", "but no VGA");
	dev(m, "04:00.1")->reset[0] = '\0';
	notes(m, "04:00.1", "cannot be reset");
	dev(m, "04:00.1")->reset_seen = TRI_UNKNOWN;
	notes(m, "04:00.1", NULL);
	/* What can be resized is said, unless it is asked for. */
	dev(m, "04:00.1")->detail->rebar[0] =
		(struct pci_rebar) { .bar = 1, .size = 8, .sizes = 0x7f00 };
	dev(m, "04:00.1")->detail->n_rebar = 1;
	notes(m, "04:00.1",
		"BAR 1 of 0000:04:00.1 has 256M, and stays so in the guest; --bar "
		"SIZE makes it one of 256M, 512M, 1G, 2G, 4G, 8G, 16G");
	m->wish.bar_given = true;
	m->wish.bar_mib = 512;
	notes(m, "04:00.1", NULL);
	dev(m, "04:00.1")->detail->rebar[0].sizes = 0x100;
	m->wish.bar_given = false;
	notes(m, "04:00.1", NULL);
	/* Others in its group, but no bridge. */
	dev(m, "00:1c.0")->iommu_group = 17;
	notes(m, "04:00.1", NULL);
	dev(m, "00:02.0")->iommu_group = 17;
	notes(m, "04:00.1", "while 0000:00:02.0, of the same IOMMU group 17, is with i915");
	m->wish.stop_manager = true;
	notes(m, "04:00.1", "no display manager is running");
	m->seen.openers.all_seen = false;
	notes(m, "04:00.1", "could not be looked at");
}

static void test_take(void **state)
{
	struct test_host *m = *state;
	_cleanup_(steps_done) struct steps none = { 0 }, some = { 0 };
	struct err err = { 0 };

	plan_give_set(&m->host, dev(m, "03:00.0"), &m->set);
	assert_ok(plan_take(&m->set, &none, &err), err);
	assert_int_equal(none.n, 0);
	(void)snprintf(dev(m, "03:00.0")->driver, 40, "vfio-pci");
	(void)snprintf(dev(m, "03:00.2")->driver, 40, "xe-vfio-pci");
	assert_ok(plan_take(&m->set, &some, &err), err);
	assert_planned(&some, "pci-driver 0000:03:00.0 host; pci-driver 0000:03:00.2 host");
	assert_int_equal(pci_dev_add_use(dev(m, "03:00.2"), PCI_USE_PROCESS, "dpdk (pid 4)"), 0);
	assert_int_equal(plan_take_refuse(&m->set, &err), -EBUSY);
	assert_contains(err.text, "cannot take back 0000:03:00.2: dpdk (pid 4) holds it");
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(test_##name, setup, teardown)
	const struct CMUnitTest tests[] = { T(set), T(variant), T(refused), T(display), T(network),
		T(disk), T(open), T(bar), T(awake), T(notes), T(take) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which steps does a wish become, in which order, and which wishes are refused?
 */
#include "plan/plan-vf.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/planned.h"
#include "lib/tests.h"

static struct pci_use held = { PCI_USE_GUEST, (char[]) { "web" } };

/* A PF with up to two VFs, a VF's driver as given. */
struct test_machine {
	struct pci_dev pci[3];
	struct host host;
};

static void make(struct test_machine *m, int vfs, const char *driver)
{
	*m = (struct test_machine) { .host = { .pci = m->pci, .n_pci = (size_t)(1 + vfs) } };
	m->pci[0] = (struct pci_dev) { .addr = { 0, 1, 0, 0 },
		.name = "0000:01:00.0",
		.driver = "igb",
		.netdev = "eth0",
		.mac = "52:54:00:12:34:56",
		.class = 0x020000,
		.sriov = { TRI_YES, 7, 8, vfs, vfs ? TRI_NO : TRI_YES } };
	for (int i = 0; i < vfs; i++) {
		struct pci_dev *d = &m->pci[1 + i];

		*d = (struct pci_dev) { .addr = { 0, 1, 0x10, (uint8_t)(2 * i) },
			.is_vf = true,
			.physfn = { 0, 1, 0, 0 },
			.vf_index = i,
			.sriov.total = -1 };
		pci_addr_format(d->addr, d->name);
		(void)snprintf(d->driver, sizeof(d->driver), "%s", driver);
	}
}

static void creates(struct test_machine *m, struct wish_vf wish, const char *want)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	assert_ok(plan_vf_create(&m->host, &m->pci[0], &wish, &s, &err), err);
	assert_planned(&s, want);
}

static void refuses(struct test_machine *m, struct wish_vf wish, int code, const char *why)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	assert_int_equal(plan_vf_create(&m->host, &m->pci[0], &wish, &s, &err), -code);
	assert_contains(err.text, why);
}

#define VFIO(n) ((struct wish_vf) { .count = (n), .driver = "vfio-pci" })

static void test_create(void **state)
{
	struct test_machine m;

	(void)state;
	make(&m, 0, "");
	creates(&m, VFIO(2),
		"module vfio-pci vfio-pci; vf-autoprobe 0000:01:00.0 0; vf-count 0000:01:00.0 2; "
		"pci-driver 0000:01:00.0/virtfn0 vfio-pci; pci-driver 0000:01:00.0/virtfn1 "
		"vfio-pci");
	creates(&m, (struct wish_vf) { .count = 1, .driver = "none" },
		"vf-autoprobe 0000:01:00.0 0; vf-count 0000:01:00.0 1");
	creates(&m, (struct wish_vf) { .count = 1, .driver = "host" },
		"vf-count 0000:01:00.0 1; pci-driver 0000:01:00.0/virtfn0 host");
	/* Addresses before anybody can see the VF. */
	creates(&m, (struct wish_vf) { .count = 2, .driver = "none", .mac = "52:54:00:00:00:ff" },
		"vf-autoprobe 0000:01:00.0 0; vf-count 0000:01:00.0 2; "
		"vf-link 0000:01:00.0/0 mac=52:54:00:00:00:ff; "
		"vf-link 0000:01:00.0/1 mac=52:54:00:00:01:00");
}

/* What is as wished needs no step; what is left of an interrupted run is completed. */
static void test_again(void **state)
{
	struct test_machine m;
	struct wish_vf wish = VFIO(2);

	(void)state;
	make(&m, 2, "vfio-pci");
	creates(&m, VFIO(2), "");
	m.pci[2].driver[0] = '\0';
	creates(&m, VFIO(2), "module vfio-pci vfio-pci; pci-driver 0000:01:00.0/virtfn1 vfio-pci");
	/* Addresses that are right already stay, and so do those of a running guest. */
	make(&m, 2, "vfio-pci");
	wish.mac = "52:54:00:00:00:01";
	m.pci[1].link.set = VF_SETTING_MAC;
	(void)mac_parse(wish.mac, m.pci[1].link.mac);
	creates(&m, wish, "module vfio-pci vfio-pci; vf-link 0000:01:00.0/1 mac=52:54:00:00:00:02");
	m.pci[2].uses = &held;
	m.pci[2].n_uses = 1;
	creates(&m, wish, "");
}

static void test_other_count(void **state)
{
	struct test_machine m;
	struct wish_vf wish = { .count = 3, .driver = "none", .replace = true };

	(void)state;
	make(&m, 2, "vfio-pci");
	refuses(&m, VFIO(3), EBUSY, "give --replace");
	creates(&m, wish, "vf-count 0000:01:00.0 3");
	m.pci[1].uses = &held;
	m.pci[1].n_uses = 1;
	refuses(&m, wish, EBUSY, "the guest web holds it");
}

static void test_refused(void **state)
{
	struct test_machine m;
	struct wish_vf mac = { .count = 1, .driver = "none", .mac = "53:54:00:00:00:01" };

	(void)state;
	make(&m, 0, "");
	refuses(&m, VFIO(8), ERANGE, "at most 7 VFs with the driver igb, not 8");
	refuses(&m, VFIO(0), EINVAL, "vf destroy");
	refuses(&m, (struct wish_vf) { .count = 1, .driver = "../x" }, EINVAL, "is no driver");
	refuses(&m, (struct wish_vf) { .count = 1, .driver = "" }, EINVAL, "is no driver");
	refuses(&m, mac, EINVAL, "is no MAC for a VF");
	m.pci[0].netdev[0] = '\0';
	refuses(&m, mac, ENODEV, "has no network interface");
	m.pci[0].driver[0] = '\0';
	refuses(&m, VFIO(1), ENOENT, "has no driver");
	m.pci[0].sriov.total = -1;
	refuses(&m, VFIO(1), EOPNOTSUPP, "the firmware switched it off");
	m.pci[0].sriov.present = TRI_NO;
	refuses(&m, VFIO(1), EOPNOTSUPP, "it has no SR-IOV");
	m.pci[0].is_vf = true;
	refuses(&m, VFIO(1), EINVAL, "is a VF itself");
}

static void destroys(struct test_machine *m, const char *want)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	assert_ok(plan_vf_destroy(&m->host, &m->pci[0], &s, &err), err);
	assert_planned(&s, want);
}

static void test_destroy(void **state)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };
	struct test_machine m;
	struct pci_use uses[] = {
		{ PCI_USE_NETDEV_UP, (char[]) { "eth1" } },
		{ PCI_USE_NETDEV_ADDR, (char[]) { "eth1" } },
	};

	(void)state;
	make(&m, 0, "");
	destroys(&m, "");
	make(&m, 2, "igbvf");
	m.pci[2].uses = uses;
	m.pci[2].n_uses = 1;
	/* Up without addresses: nobody talks through it. */
	destroys(&m, "vf-count 0000:01:00.0 0; vf-autoprobe 0000:01:00.0 1");
	m.pci[2].n_uses = 2;
	assert_int_equal(plan_vf_destroy(&m.host, &m.pci[0], &s, &err), -EBUSY);
	assert_contains(err.text, "0000:01:10.2: it is in use: the interface eth1 has addresses");
	assert_int_equal(plan_vf_destroy(&m.host, &m.pci[1], &s, &err), -EINVAL);
}

static void test_bind(void **state)
{
	_cleanup_(steps_done) struct steps s = { 0 }, none = { 0 };
	struct err err = { 0 };
	struct test_machine m;

	(void)state;
	make(&m, 1, "vfio-pci");
	assert_ok(plan_vf_bind(&m.host, &m.pci[1], "vfio-pci", &none, &err), err);
	assert_planned(&none, "");
	assert_ok(plan_vf_bind(&m.host, &m.pci[1], "host", &s, &err), err);
	/* The kernel probes no VF while autoprobe is off. */
	assert_planned(&s, "vf-autoprobe 0000:01:00.0 1; pci-driver 0000:01:10.0 host");
	assert_int_equal(plan_vf_bind(&m.host, &m.pci[0], "vfio-pci", &none, &err), -EINVAL);
	assert_contains(err.text, "is a physical function");
	m.pci[1].uses = &held;
	m.pci[1].n_uses = 1;
	assert_int_equal(plan_vf_bind(&m.host, &m.pci[1], "none", &none, &err), -EBUSY);
}

/* A VF for the host among those for guests, and settings of their own. */
static void test_each(void **state)
{
	struct wish_vf_one each[] = {
		{ "vfio-pci", { .set = VF_SETTING_MAC, .mac = { 0x52, 0x54, 0, 0, 0, 1 } } },
		{ "host", { .set = VF_SETTING_TRUST, .trust = 1 } },
	};
	struct wish_vf wish = { .count = 2, .replace = true, .each = each };
	struct test_machine m;

	(void)state;
	make(&m, 0, "");
	creates(&m, wish,
		"module vfio-pci vfio-pci; vf-autoprobe 0000:01:00.0 0; vf-count 0000:01:00.0 2; "
		"vf-link 0000:01:00.0/0 mac=52:54:00:00:00:01; "
		"vf-link 0000:01:00.0/1 trust=on; pci-driver 0000:01:00.0/virtfn0 vfio-pci; "
		"vf-autoprobe 0000:01:00.0 1; pci-driver 0000:01:00.0/virtfn1 host");
	each[1].driver = "-x";
	refuses(&m, wish, EINVAL, "'-x' is no driver");
	each[1].driver = "none";
	m.pci[0].netdev[0] = '\0';
	refuses(&m, wish, ENODEV, "has no network interface");
}

/* What holds already is left alone; who runs keeps his address. */
static void test_each_again(void **state)
{
	struct wish_vf_one each[] = {
		{ "vfio-pci", { .set = VF_SETTING_MAC | VF_SETTING_VLAN,
				      .vlan = 5,
				      .proto = VF_PROTO_8021Q,
				      .mac = { 0x52, 0x54, 0, 0, 0, 1 } } },
		{ "vfio-pci", { 0 } },
	};
	struct wish_vf wish = { .count = 2, .replace = true, .each = each };
	struct test_machine m;

	(void)state;
	make(&m, 2, "vfio-pci");
	m.pci[1].link = each[0].settings;
	creates(&m, wish, "");
	m.pci[1].link.vlan = 6;
	creates(&m, wish,
		"module vfio-pci vfio-pci; vf-link 0000:01:00.0/0 vlan=5,qos=0,proto=802.1Q");
	m.pci[1].link.mac[5] = 9;
	creates(&m, wish,
		"module vfio-pci vfio-pci; vf-link 0000:01:00.0/0 "
		"mac=52:54:00:00:00:01,vlan=5,qos=0,proto=802.1Q");
	m.pci[1].uses = &held;
	m.pci[1].n_uses = 1;
	creates(&m, wish,
		"module vfio-pci vfio-pci; vf-link 0000:01:00.0/0 vlan=5,qos=0,proto=802.1Q");
	wish.count = 1;
	refuses(&m, wish, EBUSY, "it is in use");
}

/* The same out of a device of host.yaml. */
static void test_wish(void **state)
{
	char mac[] = "auto", driver[] = "none";
	struct wish_device d = {
		.count = { true, 1 }, .driver = { driver }, .defaults = { .mac = { mac } }
	};
	_cleanup_(steps_done) struct steps s = { 0 }, more = { 0 };
	struct err err = { 0 };
	struct test_machine m;

	(void)state;
	make(&m, 0, "");
	assert_ok(plan_vf_wish(&m.host, &m.pci[0], &d, &s, &err), err);
	assert_planned(&s, "vf-autoprobe 0000:01:00.0 0; vf-count 0000:01:00.0 1; "
			   "vf-link 0000:01:00.0/0 mac=52:02:00:92:34:56");
	d.count.v = 8;
	assert_int_equal(plan_vf_wish(&m.host, &m.pci[0], &d, &more, &err), -ERANGE);
	assert_contains(err.text, "at most 7 VFs");
}

static void test_set(void **state)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct vf_settings vlan = { .set = VF_SETTING_VLAN, .vlan = 5, .proto = VF_PROTO_8021Q };
	struct vf_settings rate = { .set = VF_SETTING_RATE, .max_tx_rate = 1, .min_tx_rate = 2 };
	struct vf_settings group = { .set = VF_SETTING_MAC, .mac = { 1 } };
	struct err err = { 0 };
	struct test_machine m;

	(void)state;
	make(&m, 2, "vfio-pci");
	assert_ok(plan_vf_set(&m.host, &m.pci[2], &vlan, &s, &err), err);
	assert_planned(&s, "vf-link 0000:01:00.0/1 vlan=5,qos=0,proto=802.1Q");
	assert_int_equal(plan_vf_set(&m.host, &m.pci[2], &rate, &s, &err), -EINVAL);
	assert_int_equal(plan_vf_set(&m.host, &m.pci[2], &group, &s, &err), -EINVAL);
	assert_int_equal(plan_vf_set(&m.host, &m.pci[0], &vlan, &s, &err), -EINVAL);
	m.pci[0].netdev[0] = '\0';
	assert_int_equal(plan_vf_set(&m.host, &m.pci[2], &vlan, &s, &err), -ENODEV);
	assert_int_equal(s.n, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_other_count),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_destroy),
		cmocka_unit_test(test_bind),
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_each_again),
		cmocka_unit_test(test_wish),
		cmocka_unit_test(test_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

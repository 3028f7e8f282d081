/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which interface is whose, and is it up?
 */
#include "facts/facts.h"

#include "lib/machine.h"
#include "lib/tests.h"

#define PF_NET "sys/devices/pci0000:00/0000:00:1c.0/0000:01:00.0/net/"

static void test_interface(void **state)
{
	struct test_machine *m = *state;
	const struct pci_dev *d;

	machine_read(m, FACTS_MATTERS);
	d = machine_dev(m, "01:00.0");
	assert_string_equal(d->netdev, "eth0");
	assert_string_equal(d->mac, "52:54:00:aa:bb:01");
	assert_int_equal(d->netdev_up, TRI_YES);
	assert_int_equal(d->n_uses, 1);
	assert_int_equal(d->uses[0].kind, PCI_USE_NETDEV_UP);
	/* Up alone keeps nobody from taking it. */
	assert_null(pci_dev_busy(d));
	/* lo hangs off nothing, and the bridge above the PF has no interface. */
	assert_string_equal(machine_dev(m, "00:1c.0")->netdev, "");
	assert_string_equal(machine_dev(m, "01:10.0")->netdev, "");
	assert_int_equal(machine_dev(m, "01:10.0")->netdev_up, TRI_UNKNOWN);
}

static void test_down(void **state)
{
	struct test_machine *m = *state;

	tree_add(&m->tree, PF_NET "eth0/flags", "0x1002\n");
	machine_read(m, FACTS_MATTERS);
	assert_int_equal(machine_dev(m, "01:00.0")->netdev_up, TRI_NO);
	assert_int_equal(machine_dev(m, "01:00.0")->n_uses, 0);
}

/* Two interfaces of one function (mlx4): the first gives its name, any of them is up. */
static void test_two(void **state)
{
	struct test_machine *m = *state;
	const struct pci_dev *d;

	tree_add(&m->tree, PF_NET "eth0/flags", "0x1002\n");
	tree_add(&m->tree, "sys/class/net/eth1",
		"-> ../../devices/pci0000:00/0000:00:1c.0/0000:01:00.0/net/eth1");
	tree_add(&m->tree, PF_NET "eth1/flags", "0x1003\n");
	machine_read(m, FACTS_MATTERS);
	d = machine_dev(m, "01:00.0");
	assert_string_equal(d->netdev, "eth0");
	assert_int_equal(d->netdev_up, TRI_YES);
	assert_string_equal(d->uses[0].what, "eth1");
}

/* Whose port it is only doctor asks. */
static void test_master(void **state)
{
	struct test_machine *m = *state;

	tree_add(&m->tree, PF_NET "eth0/master", "-> ../../../../../../virtual/net/br0");
	machine_read(m, FACTS_MATTERS);
	assert_string_equal(machine_dev(m, "01:00.0")->netdev_master, "");
	machine_read(m, FACTS_MATTERS | FACTS_HOST);
	assert_string_equal(machine_dev(m, "01:00.0")->netdev_master, "br0");
}

/* Below a USB or virtio device the function above counts. */
static void test_below_usb(void **state)
{
	struct test_machine *m = *state;

	tree_add(&m->tree, "sys/class/net/usb0",
		"-> ../../devices/pci0000:00/0000:00:1c.0/usb1/1-2/1-2:1.0/net/usb0");
	machine_read(m, FACTS_MATTERS);
	assert_string_equal(machine_dev(m, "00:1c.0")->netdev, "usb0");
	assert_string_equal(machine_dev(m, "00:1c.0")->mac, "");
	assert_int_equal(machine_dev(m, "00:1c.0")->netdev_up, TRI_UNKNOWN);
}

static void test_rubbish(void **state)
{
	static const struct tree_file files[] = {
		{ "sys/class/net/a-name-that-is-too-long",
			"-> ../../devices/pci0000:00/0000:00:02.0" },
		{ "sys/class/net/bonding_masters", "a file\n" },
		{ "sys/class/net/gone", "-> ../../devices/pci0000:00/0000:77:00.0/net/gone" },
		{ "sys/class/net/loop", "-> loop" },
		{ PF_NET "eth0/address", "an address that is longer than its place\n" },
		{ PF_NET "eth0/flags", "no number\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;
	const struct pci_dev *d;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_MATTERS);
	d = machine_dev(m, "01:00.0");
	assert_string_equal(d->mac, "an address that is ");
	assert_int_equal(d->netdev_up, TRI_NO);
	assert_string_equal(machine_dev(m, "00:02.0")->netdev, "");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_interface), TEST(test_down), TEST(test_two),
		TEST(test_master), TEST(test_below_usb), TEST(test_rubbish) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}

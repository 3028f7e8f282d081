/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the checks of network cards say ok, bad and unknown where they should?
 */
#include <stdio.h>

#include "lib/judged.h"
#include "lib/tests.h"
#include "model/host.h"

/* A card with two VFs, eth0 up, as igb makes them. */
struct card {
	struct host host;
	struct pci_dev dev[3];
	struct pci_use uses[3];
};

#define SRIOV       ((struct judged_as) { &c->dev[0], USE_MODE_SRIOV, 0 })
#define VF          ((struct judged_as) { &c->dev[1], USE_MODE_SRIOV, 0 })
#define PASSTHROUGH ((struct judged_as) { &c->dev[0], USE_MODE_PASSTHROUGH, 0 })

static void set_driver(struct card *c, const char *driver)
{
	(void)snprintf(c->dev[0].driver, sizeof(c->dev[0].driver), "%s", driver);
}

static void set_netdev(struct pci_dev *d, const char *name)
{
	(void)snprintf(d->netdev, sizeof(d->netdev), "%s", name);
}

static int setup(void **state)
{
	static struct card card;
	struct card *c = &card;

	*c = (struct card) { 0 };
	host_init(&c->host);
	for (unsigned i = 0; i < 3; i++) {
		struct pci_dev *d = &c->dev[i];

		d->addr = (struct pci_addr) { 0, 1, i ? 0x10 : 0, i ? 2 * (i - 1) : 0 };
		pci_addr_format(d->addr, d->name);
		d->class = 0x020000;
		d->is_vf = i > 0;
		d->vf_index = (int)i - 1;
		d->physfn = c->dev[0].addr;
		d->sriov.total = d->sriov.hw_total = i ? -1 : 7;
		d->sriov.present = i ? TRI_NO : TRI_YES;
		d->netdev_up = TRI_UNKNOWN;
	}
	c->dev[0].sriov.num = 2;
	c->dev[0].netdev_up = TRI_YES;
	set_driver(c, "igb");
	set_netdev(&c->dev[0], "eth0");
	c->host.pci = c->dev;
	c->host.n_pci = 3;
	*state = c;
	return 0;
}

static void use(struct card *c, unsigned dev, enum pci_use_kind kind, const char *what)
{
	c->uses[dev] = (struct pci_use) { kind, JUDGED_TEXT(what) };
	c->dev[dev].uses = &c->uses[dev];
	c->dev[dev].n_uses = what ? 1 : 0;
}

static void test_pf_interface(void **state)
{
	struct card *c = *state;

	assert_judged("nic-pf-interface", &c->host, SRIOV, VERDICT_OK, "eth0");
	assert_judged("nic-pf-interface", &c->host, VF, VERDICT_NOT_APPLICABLE, NULL);
	set_netdev(&c->dev[0], "");
	assert_judged(
		"nic-pf-interface", &c->host, SRIOV, VERDICT_WARNING, "igb made no | namespace");
	c->host.machine.is_container = TRI_YES;
	assert_judged("nic-pf-interface", &c->host, SRIOV, VERDICT_UNKNOWN, "container");
	c->host.machine.is_container = TRI_NO;
	set_driver(c, "vfio-pci");
	assert_judged("nic-pf-interface", &c->host, SRIOV, VERDICT_WARNING,
		"vfio-pci holds it | virtfn vf bind 0000:01:00.0 host");
	set_driver(c, "pci-pf-stub");
	assert_judged("nic-pf-interface", &c->host, SRIOV, VERDICT_WARNING, "pci-pf-stub");
	set_driver(c, "");
	assert_judged("nic-pf-interface", &c->host, SRIOV, VERDICT_UNKNOWN, "no driver");
	c->dev[0].sriov.present = TRI_NO;
	c->dev[0].sriov.total = -1;
	assert_judged("nic-pf-interface", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_link_up(void **state)
{
	struct card *c = *state;

	assert_judged("nic-link-up", &c->host, SRIOV, VERDICT_OK, "eth0 is up");
	c->dev[0].netdev_up = TRI_NO;
	assert_judged("nic-link-up", &c->host, SRIOV, VERDICT_WARNING,
		"no link | sudo ip link set dev eth0 up | /sys/class/net");
	c->dev[0].netdev_up = TRI_UNKNOWN;
	assert_judged("nic-link-up", &c->host, SRIOV, VERDICT_UNKNOWN, "eth0");
	set_netdev(&c->dev[0], "");
	assert_judged("nic-link-up", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_vf_mac(void **state)
{
	struct card *c = *state;

	assert_judged("nic-vf-mac", &c->host, SRIOV, VERDICT_UNKNOWN, "2 VFs");
	c->dev[1].link.set = c->dev[2].link.set = VF_SETTING_MAC;
	c->dev[1].link.mac[5] = 1;
	assert_judged("nic-vf-mac", &c->host, SRIOV, VERDICT_WARNING,
		"1 of 2 VFs | VF 1 (0000:01:10.2) | vf set 0000:01:10.2 --mac");
	c->dev[2].link.mac[0] = 2;
	assert_judged("nic-vf-mac", &c->host, SRIOV, VERDICT_OK, "2 VFs");
	c->dev[2].link.set = 0;
	assert_judged("nic-vf-mac", &c->host, SRIOV, VERDICT_UNKNOWN, "1 VFs");
	assert_judged("nic-vf-mac", &c->host, VF, VERDICT_OK, "1 VFs");
	c->host.n_pci = 1;
	assert_judged("nic-vf-mac", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_vf_spoof(void **state)
{
	struct card *c = *state;

	assert_judged("nic-vf-spoof", &c->host, SRIOV, VERDICT_UNKNOWN, "spoof check of 2");
	c->dev[1].link.set = c->dev[2].link.set = VF_SETTING_TRUST | VF_SETTING_SPOOFCHK;
	c->dev[1].link.trust = c->dev[1].link.spoofchk = 1;
	assert_judged("nic-vf-spoof", &c->host, SRIOV, VERDICT_OK, NULL);
	c->dev[2].link.trust = 1;
	assert_judged("nic-vf-spoof", &c->host, SRIOV, VERDICT_WARNING,
		"1 of 2 | 0000:01:10.2 | --trust off --spoofchk on");
	c->dev[2].link.set = VF_SETTING_TRUST;
	assert_judged("nic-vf-spoof", &c->host, SRIOV, VERDICT_UNKNOWN, "of 1 VFs");
	c->host.n_pci = 1;
	assert_judged("nic-vf-spoof", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_vf_link_state(void **state)
{
	struct card *c = *state;

	assert_judged("nic-vf-link-state", &c->host, SRIOV, VERDICT_UNKNOWN, "2 VFs");
	c->dev[1].link.set = c->dev[2].link.set = VF_SETTING_LINK_STATE;
	assert_judged("nic-vf-link-state", &c->host, SRIOV, VERDICT_OK, NULL);
	c->dev[1].link.link_state = VF_LINK_STATE_DISABLE;
	assert_judged("nic-vf-link-state", &c->host, SRIOV, VERDICT_WARNING,
		"1 of 2 | vf set 0000:01:10.0 --link-state auto");
	c->host.n_pci = 1;
	assert_judged("nic-vf-link-state", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
}

static void set_conf(struct card *c, const char *module, const char *text)
{
	static struct kernel_conf conf[2];

	conf[0] = (struct kernel_conf) { KERNEL_CONF_BLACKLIST,
		JUDGED_TEXT("/etc/modprobe.d/a.conf"), 1, "", JUDGED_TEXT("") };
	conf[1] = (struct kernel_conf) { KERNEL_CONF_OPTIONS, JUDGED_TEXT("/etc/modprobe.d/a.conf"),
		7, "", JUDGED_TEXT(text) };
	(void)snprintf(conf[1].module, sizeof(conf[1].module), "%s", module);
	c->host.kernel.conf = conf;
	c->host.kernel.n_conf = text ? 2 : 0;
	c->host.kernel.conf_seen = TRI_YES;
	c->host.kernel.cmdline = JUDGED_TEXT("quiet");
}

static void set_param(struct card *c, const char *name)
{
	static struct kernel_param param;

	param = (struct kernel_param) { JUDGED_TEXT(name), JUDGED_TEXT("4") };
	c->host.kernel.params = &param;
	c->host.kernel.n_params = name ? 1 : 0;
}

static void test_mlx4_params(void **state)
{
	struct card *c = *state;

	assert_judged("nic-mlx4-params", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
	set_driver(c, "mlx4_core");
	assert_judged("nic-mlx4-params", &c->host, SRIOV, VERDICT_OK, "2 VFs");
	c->dev[0].sriov.num = 0;
	assert_judged("nic-mlx4-params", &c->host, SRIOV, VERDICT_UNKNOWN, NULL);
	set_conf(c, "mlx4_core", "port_type_array=2,2 my_num_vfs=3");
	assert_judged("nic-mlx4-params", &c->host, SRIOV, VERDICT_BLOCKS,
		"options mlx4_core num_vfs=4 probe_vf=0 | module-option mlx4_core");
	set_conf(c, "mlx4_core", "port_type_array=2,2\t num_vfs=3");
	assert_judged("nic-mlx4-params", &c->host, SRIOV, VERDICT_WARNING,
		"/etc/modprobe.d/a.conf: line 7: | reboot");
	set_conf(c, "mlx4_core", NULL);
	set_param(c, "mlx4_core.num_vfs");
	assert_judged("nic-mlx4-params", &c->host, SRIOV, VERDICT_WARNING, "mlx4_core.num_vfs=4");
}

static void test_mlx5_firmware(void **state)
{
	struct card *c = *state;
	struct pci_sriov *s = &c->dev[0].sriov;

	assert_judged("nic-mlx5-firmware", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
	set_driver(c, "mlx5_core");
	assert_judged("nic-mlx5-firmware", &c->host, SRIOV, VERDICT_OK, "7 VFs");
	s->total = 0;
	assert_judged("nic-mlx5-firmware", &c->host, SRIOV, VERDICT_BLOCKS,
		"mlxconfig -d 0000:01:00.0 set SRIOV_EN=1 | sriov_totalvfs: 0");
	s->total = -1;
	assert_judged("nic-mlx5-firmware", &c->host, SRIOV, VERDICT_UNKNOWN, "mlxconfig");
	s->hw_total = 0;
	assert_judged("nic-mlx5-firmware", &c->host, SRIOV, VERDICT_BLOCKS, "TotalVFs 0");
	s->present = TRI_NO;
	s->hw_total = -1;
	assert_judged("nic-mlx5-firmware", &c->host, SRIOV, VERDICT_UNKNOWN, NULL);
	c->host.machine.is_guest = TRI_NO;
	assert_judged("nic-mlx5-firmware", &c->host, SRIOV, VERDICT_BLOCKS, "no SR-IOV capability");
}

static void test_max_vfs_param(void **state)
{
	struct card *c = *state;

	assert_judged("nic-max-vfs-param", &c->host, SRIOV, VERDICT_UNKNOWN, "igb");
	set_conf(c, "ixgbe", "max_vfs=3");
	assert_judged("nic-max-vfs-param", &c->host, SRIOV, VERDICT_OK, "igb");
	set_conf(c, "igb", "max_vfs=3");
	assert_judged("nic-max-vfs-param", &c->host, SRIOV, VERDICT_WARNING,
		"line 7: options igb max_vfs=3 | out of line 7 of /etc/modprobe.d/a.conf");
	set_conf(c, "igb", NULL);
	set_param(c, "igb.max_vfs");
	assert_judged("nic-max-vfs-param", &c->host, SRIOV, VERDICT_WARNING,
		"/proc/cmdline: igb.max_vfs=4 | cmdline-remove igb.max_vfs");
	set_driver(c, "ice");
	assert_judged("nic-max-vfs-param", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_out_of_tree(void **state)
{
	struct card *c = *state;
	struct kernel_module m = { .name = "igb", .version = JUDGED_TEXT("5.17.4") };

	assert_judged("nic-out-of-tree", &c->host, SRIOV, VERDICT_UNKNOWN, "igb");
	c->host.kernel.modules = &m;
	c->host.kernel.n_modules = 1;
	assert_judged("nic-out-of-tree", &c->host, SRIOV, VERDICT_UNKNOWN, "igb");
	m.taint = JUDGED_TEXT("");
	assert_judged("nic-out-of-tree", &c->host, SRIOV, VERDICT_OK, NULL);
	m.taint = JUDGED_TEXT("OE");
	assert_judged(
		"nic-out-of-tree", &c->host, SRIOV, VERDICT_WARNING, "igb/taint: OE | 5.17.4");
	set_driver(c, "i40e");
	assert_judged("nic-out-of-tree", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_vf_host_use(void **state)
{
	struct card *c = *state;

	assert_judged("nic-vf-host-use", &c->host, SRIOV, VERDICT_OK, "none of 2");
	set_netdev(&c->dev[2], "eth2");
	assert_judged("nic-vf-host-use", &c->host, SRIOV, VERDICT_UNKNOWN, "1 VFs");
	c->dev[2].netdev_up = TRI_YES;
	assert_judged("nic-vf-host-use", &c->host, SRIOV, VERDICT_OK, NULL);
	use(c, 2, PCI_USE_NETDEV_ADDR, "eth2");
	assert_judged("nic-vf-host-use", &c->host, SRIOV, VERDICT_WARNING,
		"1 of 2 | eth2 (0000:01:10.2) | vf bind 0000:01:10.2 vfio-pci");
	assert_judged("nic-vf-host-use", &c->host, VF, VERDICT_OK, "none of 1");
	c->host.n_pci = 1;
	assert_judged("nic-vf-host-use", &c->host, SRIOV, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_networkmanager(void **state)
{
	struct card *c = *state;
	struct host_writer w[] = {
		{ JUDGED_TEXT("/etc/sysfs.conf"), 2, JUDGED_TEXT("devices/... = 7") },
		{ JUDGED_TEXT("/etc/NetworkManager/system-connections/a.nmconnection"), 9,
			JUDGED_TEXT("total-vfs=4") },
	};

	assert_judged("nic-networkmanager", &c->host, SRIOV, VERDICT_UNKNOWN, "needs root");
	c->host.is_root = TRI_YES;
	c->host.writers = w;
	c->host.n_writers = 1;
	assert_judged("nic-networkmanager", &c->host, SRIOV, VERDICT_OK, NULL);
	c->host.n_writers = 2;
	assert_judged("nic-networkmanager", &c->host, SRIOV, VERDICT_WARNING,
		"a.nmconnection: line 9: total-vfs=4 | nmcli connection reload");
	assert_judged("nic-networkmanager", &c->host, VF, VERDICT_NOT_APPLICABLE, NULL);
}

static void test_host_network(void **state)
{
	struct card *c = *state;
	struct pci_dev *d = &c->dev[0];

	assert_judged("nic-host-network", &c->host, PASSTHROUGH, VERDICT_UNKNOWN, "eth0");
	d->netdev_up = TRI_NO;
	assert_judged("nic-host-network", &c->host, PASSTHROUGH, VERDICT_OK, "down");
	use(c, 0, PCI_USE_NETDEV_ADDR, "eth0");
	assert_judged("nic-host-network", &c->host, PASSTHROUGH, VERDICT_WARNING,
		"the host uses eth0, and has no other network");
	/* A VF of the card goes with the card: it does not count. */
	use(c, 1, PCI_USE_NETDEV_ADDR, "eth1");
	assert_judged(
		"nic-host-network", &c->host, PASSTHROUGH, VERDICT_WARNING, "no other network");
	c->dev[1].is_vf = false;
	assert_judged("nic-host-network", &c->host, PASSTHROUGH, VERDICT_WARNING, "has addresses");
	use(c, 0, PCI_USE_NETDEV_ADDR, NULL);
	(void)snprintf(d->netdev_master, sizeof(d->netdev_master), "br0");
	assert_judged("nic-host-network", &c->host, PASSTHROUGH, VERDICT_WARNING, "belongs to br0");
	d->netdev_master[0] = '\0';
	set_netdev(d, "");
	assert_judged("nic-host-network", &c->host, PASSTHROUGH, VERDICT_OK, NULL);
}

static void test_pf_bridge(void **state)
{
	struct card *c = *state;
	struct pci_dev *d = &c->dev[0];

	assert_judged("nic-pf-bridge", &c->host, SRIOV, VERDICT_UNKNOWN, "bridge link");
	use(c, 0, PCI_USE_NETDEV_ADDR, "eth0");
	assert_judged("nic-pf-bridge", &c->host, SRIOV, VERDICT_OK, "eth0");
	(void)snprintf(d->netdev_master, sizeof(d->netdev_master), "vmbr0");
	assert_judged("nic-pf-bridge", &c->host, SRIOV, VERDICT_WARNING,
		"eth0 belongs to vmbr0 | eth0/master: vmbr0 | bridge fdb add MAC dev eth0");
	assert_judged("nic-pf-bridge", &c->host, VF, VERDICT_NOT_APPLICABLE, NULL);
}

/* Stays the last one. */
static void test_all(void **state)
{
	(void)state;
	judged_all("nic", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_pf_interface, setup),
		cmocka_unit_test_setup(test_link_up, setup),
		cmocka_unit_test_setup(test_vf_mac, setup),
		cmocka_unit_test_setup(test_vf_spoof, setup),
		cmocka_unit_test_setup(test_vf_link_state, setup),
		cmocka_unit_test_setup(test_mlx4_params, setup),
		cmocka_unit_test_setup(test_mlx5_firmware, setup),
		cmocka_unit_test_setup(test_max_vfs_param, setup),
		cmocka_unit_test_setup(test_out_of_tree, setup),
		cmocka_unit_test_setup(test_vf_host_use, setup),
		cmocka_unit_test_setup(test_networkmanager, setup),
		cmocka_unit_test_setup(test_host_network, setup),
		cmocka_unit_test_setup(test_pf_bridge, setup),
		cmocka_unit_test(test_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

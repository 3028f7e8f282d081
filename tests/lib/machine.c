/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small machine with one of each for the tests of facts/.
 */
#include "lib/machine.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/root.h"
#include "facts/facts.h"
#include "lib/space.h"
#include "lib/tests.h"

#define DEV "sys/bus/pci/devices/"
#define ALL "sys/devices/pci0000:00/"

static const struct tree_file files[] = {
	{ DEV "0000:00:02.0", "-> ../../../devices/pci0000:00/0000:00:02.0" },
	{ ALL "0000:00:02.0/uevent",
		"DRIVER=i915\nPCI_CLASS=30000\nPCI_ID=8086:46A6\nPCI_SUBSYS_ID=1043:8C1A\n"
		"PCI_SLOT_NAME=0000:00:02.0\nMODALIAS=pci:v00008086d000046A6\n" },
	{ ALL "0000:00:02.0/boot_vga", "1\n" },
	{ ALL "0000:00:02.0/numa_node", "-1\n" },
	{ ALL "0000:00:02.0/iommu_group", "-> ../../../kernel/iommu_groups/0" },

	{ DEV "0000:00:1c.0", "-> ../../../devices/pci0000:00/0000:00:1c.0" },
	{ ALL "0000:00:1c.0/uevent", "DRIVER=pcieport\nPCI_CLASS=60400\nPCI_ID=8086:7AB8\n" },
	{ ALL "0000:00:1c.0/numa_node", "0\n" },
	{ ALL "0000:00:1c.0/iommu_group", "-> ../../../kernel/iommu_groups/10" },

	{ DEV "0000:01:00.0", "-> ../../../devices/pci0000:00/0000:00:1c.0/0000:01:00.0" },
	{ ALL "0000:00:1c.0/0000:01:00.0/uevent",
		"DRIVER=igb\nPCI_CLASS=20000\nPCI_ID=8086:10C9\nPCI_SUBSYS_ID=8086:A03C\n" },
	{ ALL "0000:00:1c.0/0000:01:00.0/numa_node", "1\n" },
	{ ALL "0000:00:1c.0/0000:01:00.0/sriov_totalvfs", "7\n" },
	{ ALL "0000:00:1c.0/0000:01:00.0/sriov_numvfs", "2\n" },
	{ ALL "0000:00:1c.0/0000:01:00.0/sriov_offset", "128\n" },
	{ ALL "0000:00:1c.0/0000:01:00.0/sriov_stride", "2\n" },
	{ ALL "0000:00:1c.0/0000:01:00.0/sriov_drivers_autoprobe", "0\n" },
	{ ALL "0000:00:1c.0/0000:01:00.0/reset_method", "flr bus\n" },
	{ ALL "0000:00:1c.0/0000:01:00.0/driver_override", "(null)\n" },
	{ ALL "0000:00:1c.0/0000:01:00.0/iommu_group", "-> ../../../../kernel/iommu_groups/2" },

	{ DEV "0000:01:10.0", "-> ../../../devices/pci0000:00/0000:00:1c.0/0000:01:10.0" },
	{ ALL "0000:00:1c.0/0000:01:10.0/uevent",
		"DRIVER=vfio-pci\nPCI_CLASS=20000\nPCI_ID=8086:10CA\n" },
	{ ALL "0000:00:1c.0/0000:01:10.0/physfn", "-> ../0000:01:00.0" },
	{ ALL "0000:00:1c.0/0000:01:10.0/driver_override", "vfio-pci\n" },
	{ ALL "0000:00:1c.0/0000:01:10.0/iommu_group", "-> ../../../../kernel/iommu_groups/11" },
	{ ALL "0000:00:1c.0/0000:01:10.0/vfio-dev/vfio0", NULL },

	{ DEV "0000:01:10.2", "-> ../../../devices/pci0000:00/0000:00:1c.0/0000:01:10.2" },
	{ ALL "0000:00:1c.0/0000:01:10.2/uevent",
		"DRIVER=vfio-pci\nPCI_CLASS=20000\nPCI_ID=8086:10CA\n" },
	{ ALL "0000:00:1c.0/0000:01:10.2/physfn", "-> ../0000:01:00.0" },
	{ ALL "0000:00:1c.0/0000:01:10.2/iommu_group", "-> ../../../../kernel/iommu_groups/12" },

	{ DEV "0000:02:00.0", "-> ../../../devices/pci0000:00/0000:00:1d.0/0000:02:00.0" },
	{ ALL "0000:00:1d.0/0000:02:00.0/uevent",
		"DRIVER=nvme\nPCI_CLASS=10802\nPCI_ID=1B36:0010\n" },
	{ ALL "0000:00:1d.0/0000:02:00.0/iommu_group", "-> ../../../../kernel/iommu_groups/10" },

	{ "sys/kernel/iommu_groups/0/type", "identity\n" },
	{ "sys/kernel/iommu_groups/2/type", "DMA-FQ\n" },
	{ "sys/kernel/iommu_groups/10/type", "DMA-FQ\n" },
	{ "sys/kernel/iommu_groups/11", NULL },
	{ "sys/kernel/iommu_groups/12", NULL },

	{ "sys/class/net/lo", "-> ../../devices/virtual/net/lo" },
	{ "sys/devices/virtual/net/lo/flags", "0x9\n" },
	{ "sys/class/net/eth0", "-> ../../devices/pci0000:00/0000:00:1c.0/0000:01:00.0/net/eth0" },
	{ ALL "0000:00:1c.0/0000:01:00.0/net/eth0/address", "52:54:00:aa:bb:01\n" },
	{ ALL "0000:00:1c.0/0000:01:00.0/net/eth0/flags", "0x1003\n" },
	{ NULL, NULL },
};

int machine_setup(void **state)
{
	struct test_machine *m = calloc(1, sizeof(*m));
	struct space s;

	if (!m)
		return -1;
	tree_make(&m->tree);
	tree_add_all(&m->tree, files);
	space_pf(&s, 8);
	tree_add_bytes(&m->tree, MACHINE_PF "/config", s.b, sizeof(s.b));
	space_init(&s, 0xffff, 0xffff, 0x020000);
	space_cap(&s, 0x40, 0x01);
	tree_add_bytes(&m->tree, MACHINE_VF0 "/config", s.b, 64);
	*state = m;
	return 0;
}

int machine_teardown(void **state)
{
	struct test_machine *m = *state;

	host_done(&m->host);
	tree_remove(&m->tree);
	free(m);
	return 0;
}

void machine_read(struct test_machine *m, unsigned scope)
{
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct err err = { 0 };

	host_done(&m->host);
	assert_ok(root_open(&root, m->tree.path, &err), err);
	assert_ok(facts_read(&root, scope, &m->host, &err), err);
	assert_int_equal(err.code, 0);
}

struct pci_dev *machine_dev(const struct test_machine *m, const char *addr)
{
	struct pci_addr a;
	struct pci_dev *d;

	assert_int_equal(pci_addr_parse(addr, &a), 0);
	d = host_find_pci(&m->host, a);
	assert_non_null(d);
	return d;
}

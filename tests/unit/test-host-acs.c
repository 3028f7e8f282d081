/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the function named that makes a group large, by registers and by the kernel's groups?
 */
#include "model/host.h"

#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

/*
 * A root port 00:01.0, below it a switch 01:00.0 with the ports 02:00.0 and 02:01.0, below
 * those a card 03:00.0 with 03:00.1 and a VF 03:10.0, and a conventional bridge 00:1e.0.
 */
enum {
	ROOT,
	PCI_BRIDGE,
	UPSTREAM,
	PORT,
	PORT2,
	CARD,
	CARD1,
	VF,
	N,
};

static struct pci_dev devices[N];
static struct pci_detail details[N];
static struct iommu_group groups[8];
static struct host host;

static void put(int i, struct pci_addr addr, int type, int parent)
{
	struct pci_dev *d = &devices[i];

	details[i].acs_cap = 0x1f;
	*d = (struct pci_dev) {
		.addr = addr,
		.vendor = 0x1b21,
		.config = TRI_YES,
		.pcie = true,
		.pcie_type = type,
		.acs = 0x1d,
		.iommu_group = -1,
		.detail = &details[i],
		.has_parent = parent >= 0,
		.bridge = type == 4 || type == 5 || type == 6 || type == 7,
	};
	if (parent >= 0)
		d->parent = devices[parent].addr;
}

static int setup(void **state)
{
	(void)state;
	memset(&host, 0, sizeof(host));
	put(ROOT, (struct pci_addr) { 0, 0, 1, 0 }, 4, -1);
	put(PCI_BRIDGE, (struct pci_addr) { 0, 0, 0x1e, 0 }, 7, -1);
	put(UPSTREAM, (struct pci_addr) { 0, 1, 0, 0 }, 5, ROOT);
	put(PORT, (struct pci_addr) { 0, 2, 0, 0 }, 6, UPSTREAM);
	put(PORT2, (struct pci_addr) { 0, 2, 1, 0 }, 6, UPSTREAM);
	put(CARD, (struct pci_addr) { 0, 3, 0, 0 }, 0, PORT);
	put(CARD1, (struct pci_addr) { 0, 3, 0, 1 }, 0, PORT);
	put(VF, (struct pci_addr) { 0, 3, 0x10, 0 }, 0, PORT);
	devices[CARD].multifunction = true;
	devices[CARD1].addr.func = 1;
	devices[VF].is_vf = true;
	devices[VF].acs = -1;
	devices[VF].physfn = devices[CARD].addr;
	host.pci = devices;
	host.n_pci = N;
	host.groups = groups;
	host.n_groups = ARRAY_SIZE(groups);
	for (int i = 0; i < 8; i++)
		groups[i] = (struct iommu_group) { .id = i, .members = 0 };
	return 0;
}

/* who -1: nobody. */
static void broken_by(int of, int who, bool sure)
{
	const struct pci_dev *d;
	bool is_sure = !sure;

	d = host_acs_breaker(&host, &devices[of], &is_sure);
	assert_ptr_equal(d, who < 0 ? NULL : &devices[who]);
	assert_int_equal(is_sure, sure);
}

static void test_all_have_it(void **state)
{
	(void)state;
	broken_by(CARD, -1, true);
	broken_by(VF, -1, true);
	/* What the capability leaves out counts as on, but EC does not matter here. */
	devices[PORT].acs = 0x11;
	details[PORT].acs_cap = 0x11;
	broken_by(CARD, -1, true);
}

static void test_lowest_bridge(void **state)
{
	(void)state;
	devices[ROOT].acs = -1;
	broken_by(VF, ROOT, true);
	broken_by(CARD, ROOT, true);
	/* Listed, but off. */
	devices[PORT].acs = 0x01;
	broken_by(VF, PORT, true);
	/* The other port's devices do not care. */
	broken_by(PORT2, ROOT, true);
	/* An upstream port counts only when it has more functions. */
	devices[PORT].acs = devices[ROOT].acs = 0x1d;
	devices[UPSTREAM].acs = -1;
	broken_by(VF, -1, true);
	devices[UPSTREAM].multifunction = true;
	broken_by(VF, UPSTREAM, true);
}

static void test_itself(void **state)
{
	(void)state;
	devices[CARD].acs = -1;
	/* The sibling has it: nobody reaches the card. */
	broken_by(CARD, -1, true);
	devices[CARD1].acs = -1;
	broken_by(CARD, CARD, true);
	broken_by(CARD1, CARD1, true);
	broken_by(VF, -1, true);
	/* Alone in its slot by its own word. */
	devices[CARD].multifunction = false;
	broken_by(CARD, -1, true);
}

static void test_conventional(void **state)
{
	(void)state;
	devices[CARD].parent = devices[PCI_BRIDGE].addr;
	broken_by(CARD, PCI_BRIDGE, true);
	devices[PCI_BRIDGE].pcie = false;
	broken_by(CARD, PCI_BRIDGE, true);
}

static void test_unread(void **state)
{
	(void)state;
	devices[PORT].config = TRI_UNKNOWN;
	broken_by(VF, -1, false);
	/* One that is known to be bad is still a reason, but perhaps not the lowest. */
	devices[ROOT].acs = -1;
	broken_by(VF, ROOT, false);
	devices[PORT].config = TRI_YES;
	devices[CARD].acs = -1;
	devices[CARD1].config = TRI_UNKNOWN;
	devices[ROOT].acs = 0x1d;
	broken_by(CARD, -1, false);
	/* The capability was not kept: missing bits may be built in. */
	details[PORT].acs_cap = -1;
	devices[PORT].acs = 0x01;
	broken_by(VF, -1, false);
}

/* Intel's integrated endpoints are apart by rule, whatever they list. */
static void test_integrated(void **state)
{
	(void)state;
	for (int i = CARD; i <= CARD1; i++) {
		devices[i].vendor = 0x8086;
		devices[i].pcie_type = 9;
		devices[i].acs = -1;
		devices[i].has_parent = false;
	}
	broken_by(CARD, -1, true);
	devices[CARD].vendor = devices[CARD1].vendor = 0x1b21;
	broken_by(CARD, CARD, true);
}

static void test_exceptions(void **state)
{
	(void)state;
	devices[ROOT].vendor = 0x8086;
	devices[ROOT].acs = -1;
	/* No groups: Intel's port may be one of the kernel's exceptions. */
	broken_by(VF, ROOT, false);
	/* The kernel put the port elsewhere: it is an exception. */
	devices[VF].iommu_group = 3;
	devices[ROOT].iommu_group = 2;
	groups[3].members = 2;
	broken_by(VF, -1, false);
	devices[ROOT].iommu_group = 3;
	broken_by(VF, ROOT, true);
	/* Alone: nobody does. */
	groups[3].members = 1;
	broken_by(VF, -1, true);
}

static void test_endless(void **state)
{
	(void)state;
	devices[ROOT].has_parent = true;
	devices[ROOT].parent = devices[PORT].addr;
	broken_by(VF, -1, false);
}

#define TEST(f) cmocka_unit_test_setup(f, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_all_have_it),
		TEST(test_lowest_bridge),
		TEST(test_itself),
		TEST(test_conventional),
		TEST(test_unread),
		TEST(test_integrated),
		TEST(test_exceptions),
		TEST(test_endless),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

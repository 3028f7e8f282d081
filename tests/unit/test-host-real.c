/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do our rules agree with a real machine: bridges and buses as lspci has them, and groups as
 * the kernel made them? The dump is not ours to publish: $VIRTFN_TEST_DATA names the folder,
 * without it this is skipped.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/facts.h"
#include "lib/machine.h"
#include "lib/tests.h"
#include "model/host-sriov.h"

#define DUMP "lspci/adl-p-46a6-asus-vvv-xxxx.txt"

/* One function of the dump on its way into the tree. */
struct function {
	char addr[PCI_ADDR_TEXT];
	uint8_t b[4096];
	size_t size;
	int group, secondary, subordinate;
};

/* What lspci says of bridges, by the number of the function in the dump. */
static struct function bridges[64];
static size_t n_bridges;

static void add_function(const struct tree *tree, const struct function *f)
{
	char path[100], text[100];

	if (!f->addr[0])
		return;
	(void)snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/config", f->addr);
	tree_add_bytes(tree, path, f->b, f->size);
	(void)snprintf(text, sizeof(text), "PCI_CLASS=%X%02X%02X\nPCI_ID=%02X%02X:%02X%02X\n",
		f->b[11], f->b[10], f->b[9], f->b[1], f->b[0], f->b[3], f->b[2]);
	(void)snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/uevent", f->addr);
	tree_add(tree, path, text);
	if (f->group >= 0) {
		(void)snprintf(text, sizeof(text), "-> ../../../kernel/iommu_groups/%d", f->group);
		(void)snprintf(path, sizeof(path), "sys/bus/pci/devices/%s/iommu_group", f->addr);
		tree_add(tree, path, text);
		(void)snprintf(path, sizeof(path), "sys/kernel/iommu_groups/%d", f->group);
		tree_add(tree, path, NULL);
	}
	if (f->secondary >= 0 && n_bridges < ARRAY_SIZE(bridges))
		bridges[n_bridges++] = *f;
}

static void hex_line(struct function *f, const char *line)
{
	size_t off = strtoul(line, NULL, 16);
	const char *p = strchr(line, ':') + 1;
	unsigned v;
	int n;

	while (off < sizeof(f->b) && sscanf(p, " %2x%n", &v, &n) == 1) {
		f->b[off++] = (uint8_t)v;
		p += n;
	}
	f->size = off > f->size ? off : f->size;
}

static void take_line(const struct tree *tree, struct function *f, const char *line)
{
	unsigned bus, slot, func;
	const char *p;

	if (sscanf(line, "%2x:%2x.%1x ", &bus, &slot, &func) == 3 && line[2] == ':') {
		add_function(tree, f);
		*f = (struct function) { .group = -1, .secondary = -1, .subordinate = -1 };
		(void)snprintf(f->addr, sizeof(f->addr), "0000:%02x:%02x.%x", bus, slot, func);
	} else if (isxdigit((unsigned char)line[0]) && strstr(line, ": ")) {
		hex_line(f, line);
	} else if ((p = strstr(line, "IOMMU group: "))) {
		f->group = atoi(p + 13);
	} else if ((p = strstr(line, "secondary="))) {
		(void)sscanf(p, "secondary=%x, subordinate=%x", (unsigned *)&f->secondary,
			(unsigned *)&f->subordinate);
	}
}

static void read_dump(struct test_machine *m)
{
	_cleanup_free_ char *path = str_printf("%s/" DUMP, getenv("VIRTFN_TEST_DATA"));
	struct function *f = calloc(1, sizeof(*f));
	FILE *in = path ? fopen(path, "r") : NULL;
	char line[1000];

	assert_true(f && in);
	tree_remove(&m->tree);
	tree_make(&m->tree);
	n_bridges = 0;
	while (fgets(line, sizeof(line), in))
		take_line(&m->tree, f, line);
	add_function(&m->tree, f);
	(void)fclose(in);
	free(f);
	machine_read(m, FACTS_HOST | FACTS_ALL);
}

static void test_buses(void **state)
{
	struct test_machine *m = *state;
	size_t below = 0;

	read_dump(m);
	assert_int_equal(m->host.n_pci, 29);
	assert_int_equal(n_bridges, 6);
	for (size_t i = 0; i < n_bridges; i++) {
		const struct pci_dev *d = machine_dev(m, bridges[i].addr);

		assert_int_equal(d->detail->secondary, bridges[i].secondary);
		assert_int_equal(d->detail->subordinate, bridges[i].subordinate);
	}
	for (size_t i = 0; i < m->host.n_pci; i++) {
		const struct pci_dev *d = &m->host.pci[i], *above = host_parent(&m->host, d);

		assert_int_equal(above != NULL, d->addr.bus > 0);
		if (above)
			assert_int_equal(above->detail->secondary, d->addr.bus);
		below += above != NULL;
	}
	assert_true(below > 0);
}

static void test_groups(void **state)
{
	struct test_machine *m = *state;
	size_t alone = 0, shared = 0, sure_of = 0;

	read_dump(m);
	for (size_t i = 0; i < m->host.n_pci; i++) {
		struct pci_dev *d = &m->host.pci[i];
		const struct iommu_group *g = host_find_group(&m->host, d->iommu_group);
		const struct pci_dev *by;
		bool sure;

		assert_non_null(g);
		by = host_acs_breaker(&m->host, d, &sure);
		/* With the groups at hand, a shared one has a reason or is not explained. */
		assert_int_equal(by || !sure, g->members > 1);
		if (by)
			assert_int_equal(by->iommu_group, d->iommu_group);
		alone += g->members == 1;
		shared += by != NULL;
	}
	assert_true(alone > 0 && shared > 0);
	/* Without them, what is said for sure is what the kernel did. */
	for (size_t i = 0; i < m->host.n_pci; i++)
		m->host.pci[i].iommu_group = -1 - m->host.pci[i].iommu_group - 1;
	for (size_t i = 0; i < m->host.n_pci; i++) {
		const struct pci_dev *d = &m->host.pci[i];
		const struct iommu_group *g = host_find_group(&m->host, -2 - d->iommu_group);
		const struct pci_dev *by;
		bool sure;

		by = host_acs_breaker(&m->host, d, &sure);
		if (sure)
			assert_int_equal(by != NULL, g->members > 1);
		sure_of += sure;
	}
	assert_true(sure_of > 0);
	print_message(
		"%zu alone, %zu explained, %zu sure without groups\n", alone, shared, sure_of);
}

static void test_igpu(void **state)
{
	struct test_machine *m = *state;
	struct sriov_room room;

	read_dump(m);
	host_sriov_room(&m->host, machine_dev(m, "00:02.0"), 7, &room);
	assert_int_equal(room.bus, TRI_YES);
	assert_int_equal(room.last_bus, 0);
	assert_int_equal(room.initial, TRI_YES);
	assert_int_equal(room.total_vfs, 7);
	/* A dump has no "resource". */
	assert_int_equal(room.mmio, TRI_UNKNOWN);
	assert_int_equal(machine_dev(m, "00:02.0")->detail->vf_bar_wanted[0], TRI_YES);
	/* The card reader was asleep. */
	assert_int_equal(machine_dev(m, "2f:00.0")->detail->header_bad, TRI_YES);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_buses), TEST(test_groups), TEST(test_igpu) };
	const char *data = getenv("VIRTFN_TEST_DATA");
	_cleanup_free_ char *path = data ? str_printf("%s/" DUMP, data) : NULL;

	if (!path || access(path, R_OK) < 0)
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}

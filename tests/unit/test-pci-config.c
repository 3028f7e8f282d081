/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does configuration space say what is in it, and nothing that is not? Real machines'
 * dumps are in test-pci-config-dumps.c, more hostile ones in fuzz/fuzz-pci-config.c.
 */
#include "formats/pci-config.h"

#include <stdlib.h>
#include <string.h>

#include "lib/space.h"
#include "lib/tests.h"

/* Header, legacy space, and header and body of each dword of the extended space. */
#define ROUNDS_MAX (2 + 2 * (4096 - 256) / 4)

/* The same as pci_config_parse(), through want and feed, never more than size bytes. */
static size_t walk(struct pci_config *c, const uint8_t *b, size_t size)
{
	uint16_t off, len;
	size_t rounds = 0;

	*c = (struct pci_config) { 0 };
	while (pci_config_want(c, &off, &len)) {
		uint8_t *copy;
		size_t n = off < size ? size - off : 0;

		assert_in_range(len, 1, PCI_CONFIG_WANT_MAX);
		assert_in_range(off + len, 1, PCI_CONFIG_SIZE);
		assert_in_range(++rounds, 1, ROUNDS_MAX);
		n = n < len ? n : len;
		/* On its own, so that a read behind it is seen by the sanitizer. */
		copy = malloc(n ? n : 1);
		assert_non_null(copy);
		memcpy(copy, b + off, n);
		pci_config_feed(c, copy, (ptrdiff_t)n);
		free(copy);
	}
	return rounds;
}

static void parse_both(struct pci_config *c, const uint8_t *b, size_t size)
{
	struct pci_config other;

	pci_config_parse(c, b, size);
	walk(&other, b, size);
	assert_memory_equal(c, &other, sizeof(other));
	assert_int_equal(c->state, PCI_CONFIG_DONE);
}

static void test_pf(void **state)
{
	struct space s;
	struct pci_config c;

	(void)state;
	space_pf(&s, 7);
	parse_both(&c, s.b, sizeof(s.b));
	assert_true(c.have_header && !c.legacy_cut && !c.ext_cut && !c.looped);
	assert_int_equal(c.vendor, 0x8086);
	assert_int_equal(c.device, 0x10c9);
	assert_int_equal(c.subvendor, 0x8086);
	assert_int_equal(c.subdevice, 0xa03c);
	assert_int_equal(c.class, 0x020000);
	assert_int_equal(c.header_type, 0x80);
	assert_true(c.pm && c.msix && c.pcie && c.flr && c.ari);
	assert_int_equal(c.pm_cap, 0xc823);
	assert_int_equal(c.msix_vectors, 10);
	assert_int_equal(c.pcie_type, 0);
	assert_true(c.acs.present);
	assert_int_equal(c.acs.cap, 0x5f);
	assert_int_equal(c.acs.control, 0x1d);
	assert_false(c.ats || c.pri || c.pasid);
	assert_int_equal(c.rebar.n, 0);
}

static void test_sriov(void **state)
{
	struct space s;
	struct pci_config c;

	(void)state;
	space_pf(&s, 0x102);
	parse_both(&c, s.b, sizeof(s.b));
	assert_true(c.sriov.present);
	assert_int_equal(c.sriov.offset, SPACE_SRIOV);
	assert_int_equal(c.sriov.cap, 2);
	assert_int_equal(c.sriov.control, 0x19);
	assert_int_equal(c.sriov.initial_vfs, 0x102);
	assert_int_equal(c.sriov.total_vfs, 0x102);
	assert_int_equal(c.sriov.num_vfs, 3);
	assert_int_equal(c.sriov.first_offset, 0x80);
	assert_int_equal(c.sriov.stride, 2);
	assert_int_equal(c.sriov.vf_device, 0x10ca);
	assert_int_equal(c.sriov.page_sizes, 0x553);
	assert_int_equal(c.sriov.vf_bar[0], 0xfebc0004);
	assert_int_equal(c.sriov.vf_bar[5], 0);
}

static void test_other_caps(void **state)
{
	struct space s;
	struct pci_config c;

	(void)state;
	space_pf(&s, 7);
	space_ext(&s, 0x200, 0x0f);
	space_ext(&s, 0x210, 0x13);
	space_ext(&s, 0x220, 0x1b);
	space_ext(&s, 0xffc, 0x0001);
	parse_both(&c, s.b, sizeof(s.b));
	assert_true(c.ats && c.pri && c.pasid && c.sriov.present && !c.looped);
}

static void test_rebar(void **state)
{
	struct space s;
	struct pci_config c;

	(void)state;
	space_pf(&s, 7);
	space_ext(&s, 0x200, 0x15);
	/* Two BARs: 0 may be 1 MiB to 16 MiB and is 4; 2 may be 256 MiB, and 2^28 MiB. */
	space_u32(&s, 0x204, 0x1f << 4);
	space_u32(&s, 0x208, 2 << 5 | 2 << 8 | 0);
	space_u32(&s, 0x20c, 1 << 12);
	space_u32(&s, 0x210, 1 << 16 | 8 << 8 | 2);
	space_ext(&s, 0x300, 0x24);
	space_u32(&s, 0x308, 1 << 5);
	parse_both(&c, s.b, sizeof(s.b));
	assert_int_equal(c.rebar.n, 2);
	assert_int_equal(c.rebar.bars[0].bar, 0);
	assert_true(c.rebar.bars[0].sizes == 0x1f);
	assert_int_equal(c.rebar.bars[0].size, 2);
	assert_int_equal(c.rebar.bars[1].bar, 2);
	assert_true(c.rebar.bars[1].sizes == (1u << 8 | 1u << 28));
	assert_int_equal(c.rebar.bars[1].size, 8);
	assert_int_equal(c.vf_rebar.n, 1);
	/* Seven BARs are one more than there are. */
	space_u32(&s, 0x208, 7 << 5);
	parse_both(&c, s.b, sizeof(s.b));
	assert_int_equal(c.rebar.n, 6);
}

static void test_bridge(void **state)
{
	struct space s;
	struct pci_config c;

	(void)state;
	space_init(&s, 0x8086, 0x3420, 0x060400);
	s.b[0x0e] = 1;
	s.b[0x19] = 5;
	s.b[0x1a] = 9;
	space_u32(&s, 0x2c, 0xffffffff);
	space_cap(&s, 0x40, 0x10);
	space_u16(&s, 0x42, 0x0142);
	parse_both(&c, s.b, sizeof(s.b));
	assert_int_equal(c.secondary, 5);
	assert_int_equal(c.subordinate, 9);
	assert_int_equal(c.subvendor, 0);
	assert_int_equal(c.pcie_type, 4);
	assert_false(c.flr || c.ext_cut || c.acs.present);
}

/* A CardBus bridge keeps its list at 0x14 (linux/pci_regs.h, PCI_CB_CAPABILITY_LIST). */
static void test_cardbus(void **state)
{
	struct space s;
	struct pci_config c;

	(void)state;
	space_init(&s, 0x1180, 0x0476, 0x060700);
	s.b[0x0e] = 2;
	space_cap(&s, 0xdc, 0x01);
	s.b[0x14] = s.b[0x34];
	s.b[0x34] = 0x40;
	s.b[0x40] = 0x11;
	parse_both(&c, s.b, 256);
	assert_true(c.pm);
	assert_false(c.msix);
}

/* Without PCI Express there is no extended space to look for. */
static void test_conventional(void **state)
{
	struct space s;
	struct pci_config c;

	(void)state;
	space_init(&s, 0x8086, 0x3a34, 0x0c0300);
	space_cap(&s, 0x50, 0x13);
	s.b[0x52] = 6;
	s.b[0x53] = 3;
	space_u32(&s, 0x100, 0x0001000d);
	parse_both(&c, s.b, sizeof(s.b));
	assert_true(c.flr);
	assert_false(c.pcie || c.acs.present || c.ext_cut);
}

/* A VF's IDs read as ones, everything else is real; a dead function is ones all over. */
static void test_ones(void **state)
{
	struct space s;
	struct pci_config c;

	(void)state;
	space_pf(&s, 7);
	space_u32(&s, 0, 0xffffffff);
	parse_both(&c, s.b, sizeof(s.b));
	assert_int_equal(c.vendor, 0xffff);
	assert_true(c.msix && c.pcie && c.ari);
	memset(s.b, 0xff, sizeof(s.b));
	parse_both(&c, s.b, sizeof(s.b));
	assert_true(c.have_header);
	assert_false(c.pcie || c.pm || c.msix || c.sriov.present || c.legacy_cut || c.looped);
}

/* The function falls asleep between two reads. */
static void test_ones_later(void **state)
{
	struct space s;
	struct pci_config c;

	(void)state;
	space_pf(&s, 7);
	memset(s.b + 256, 0xff, 4096 - 256);
	parse_both(&c, s.b, sizeof(s.b));
	assert_true(c.pcie);
	assert_false(c.acs.present || c.sriov.present);
	memset(s.b + 64, 0xff, 192);
	parse_both(&c, s.b, sizeof(s.b));
	assert_false(c.pcie || c.flr || c.pm);
}

static void test_loops(void **state)
{
	struct space s;
	struct pci_config c;

	(void)state;
	space_pf(&s, 7);
	s.b[SPACE_PCIE + 1] = SPACE_PM; /* last to first */
	parse_both(&c, s.b, sizeof(s.b));
	assert_true(c.looped && c.pcie && c.msix && c.sriov.present);
	space_pf(&s, 7);
	s.b[SPACE_PM + 1] = SPACE_PM; /* to itself: the rest is lost */
	parse_both(&c, s.b, sizeof(s.b));
	assert_true(c.looped && c.pm && !c.pcie);
	space_pf(&s, 7);
	space_u16(&s, SPACE_SRIOV + 2, SPACE_ACS << 4 | 1);
	parse_both(&c, s.b, sizeof(s.b));
	assert_true(c.looped && c.sriov.present && c.acs.present);
}

static void test_broken_chains(void **state)
{
	static const uint16_t next[] = { 0x0fc, 0x040, 0x001, 0xffc, 0x103 };
	struct space s;
	struct pci_config c;

	(void)state;
	for (size_t i = 0; i < sizeof(next) / sizeof(*next); i++) {
		space_pf(&s, 7);
		space_u16(&s, SPACE_SRIOV + 2, (uint16_t)(next[i] << 4 | 1));
		parse_both(&c, s.b, sizeof(s.b));
		assert_true(c.sriov.present && c.acs.present);
	}
	space_pf(&s, 7);
	s.b[0x34] = 0x08; /* into the header */
	parse_both(&c, s.b, sizeof(s.b));
	assert_false(c.pm || c.pcie || c.looped);
	/* Known capabilities whose body does not fit before the end. */
	for (unsigned off = 0xf80; off < 4096; off += 4) {
		space_pf(&s, 7);
		space_ext(&s, (uint16_t)off, 0x10);
		parse_both(&c, s.b, sizeof(s.b));
		assert_true(c.sriov.present);
	}
}

/* What is found may only grow with the bytes that are there. */
static void test_every_length(void **state)
{
	struct space s;
	struct pci_config c, all;

	(void)state;
	space_pf(&s, 7);
	space_ext(&s, 0x200, 0x15);
	space_u32(&s, 0x208, 2 << 5);
	parse_both(&all, s.b, sizeof(s.b));
	for (size_t n = 0; n <= sizeof(s.b); n++) {
		uint8_t *exact = malloc(n ? n : 1);

		assert_non_null(exact);
		memcpy(exact, s.b, n);
		parse_both(&c, exact, n);
		free(exact);
		assert_int_equal(c.have_header, n >= 64);
		assert_int_equal(c.legacy_cut, n >= 64 && n < 256);
		assert_int_equal(c.pm, n >= SPACE_PM + 8);
		assert_int_equal(c.msix, n >= SPACE_MSIX + 12);
		assert_int_equal(c.pcie, n >= SPACE_PCIE + 0x14);
		assert_int_equal(c.acs.present, n >= SPACE_ACS + 8);
		assert_int_equal(c.sriov.present, n >= SPACE_SRIOV + 0x40);
		assert_int_equal(c.rebar.n, (n >= 0x20c) + (n >= 0x214));
		assert_false(c.looped);
		if (n >= 0x234)
			assert_memory_equal(&c, &all, sizeof(c));
	}
}

/* 256 bytes of an Express function, as a reader without root sees at best. */
static void test_cuts_are_said(void **state)
{
	struct space s;
	struct pci_config c;

	(void)state;
	space_pf(&s, 7);
	parse_both(&c, s.b, 256);
	assert_true(c.pcie && c.ext_cut && !c.legacy_cut);
	parse_both(&c, s.b, 64);
	assert_true(c.legacy_cut && !c.pcie);
	assert_int_equal(c.class, 0x020000);
	parse_both(&c, s.b, 63);
	assert_false(c.have_header);
	assert_int_equal(c.vendor, 0);
}

/* Failed reads, and more bytes than asked for. */
static void test_odd_feeds(void **state)
{
	struct space s;
	struct pci_config c = { 0 };
	uint16_t off, len;

	(void)state;
	space_pf(&s, 7);
	assert_true(pci_config_want(&c, &off, &len));
	pci_config_feed(&c, NULL, -5);
	assert_false(pci_config_want(&c, &off, &len));
	assert_false(c.have_header);
	pci_config_feed(&c, s.b, 64); /* nobody asked */
	assert_false(c.have_header);
	c = (struct pci_config) { 0 };
	while (pci_config_want(&c, &off, &len))
		pci_config_feed(&c, s.b + off, (ptrdiff_t)(sizeof(s.b) - off));
	assert_true(c.sriov.present);
}

static uint32_t next_random(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

static void test_random(void **state)
{
	uint32_t x = 2463534242u;
	struct space s;
	struct pci_config c;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		space_pf(&s, 7);
		/* Rubbish all over, and a good space with a few wrong bytes, by turns. */
		for (size_t i = 0; i < (round % 2 ? sizeof(s.b) : 20); i++) {
			uint32_t r = next_random(&x);

			s.b[round % 2 ? i : r % 0x240] = (uint8_t)(r >> 24);
		}
		s.b[6] |= 0x10;
		parse_both(&c, s.b, round % 3 ? sizeof(s.b) : next_random(&x) % sizeof(s.b));
		assert_in_range(c.rebar.n, 0, PCI_CONFIG_REBAR_MAX);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pf),
		cmocka_unit_test(test_sriov),
		cmocka_unit_test(test_other_caps),
		cmocka_unit_test(test_rebar),
		cmocka_unit_test(test_bridge),
		cmocka_unit_test(test_cardbus),
		cmocka_unit_test(test_conventional),
		cmocka_unit_test(test_ones),
		cmocka_unit_test(test_ones_later),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_broken_chains),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_cuts_are_said),
		cmocka_unit_test(test_odd_feeds),
		cmocka_unit_test(test_random),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

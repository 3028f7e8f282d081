/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a configuration space: reading ends, piecewise is the same as at once,
 * and less is never more.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "formats/pci-config.h"

/* Header, legacy space, and header and body of each dword of the extended space. */
#define ROUNDS_MAX (2 + 2 * (4096 - 256) / 4)

/* As facts-pci.c does it, each piece on its own so that a read behind it is seen. */
static void read_piecewise(struct pci_config *c, const uint8_t *data, size_t size)
{
	uint16_t off, len;
	unsigned rounds = 0;

	*c = (struct pci_config) { 0 };
	while (pci_config_want(c, &off, &len)) {
		size_t n = off < size ? size - off : 0;
		uint8_t *piece;

		FUZZ_CHECK(++rounds <= ROUNDS_MAX);
		FUZZ_CHECK(len > 0 && len <= PCI_CONFIG_WANT_MAX);
		FUZZ_CHECK(off + len <= PCI_CONFIG_SIZE);
		n = n < len ? n : len;
		piece = malloc(n ? n : 1);
		if (!piece)
			abort();
		memcpy(piece, data + off, n);
		pci_config_feed(c, piece, n ? (ptrdiff_t)n : -1);
		free(piece);
	}
}

static bool implies(bool a, bool b)
{
	return !a || b;
}

/* Everything found in the first bytes is found, as it is, in all of them. */
static void check_less_is_not_more(const struct pci_config *less, const struct pci_config *all)
{
	FUZZ_CHECK(implies(less->have_header, all->have_header));
	FUZZ_CHECK(implies(less->looped, all->looped));
	FUZZ_CHECK(implies(less->pm, all->pm && less->pm_cap == all->pm_cap));
	FUZZ_CHECK(implies(less->msix, all->msix && less->msix_vectors == all->msix_vectors));
	FUZZ_CHECK(implies(less->pcie, all->pcie && less->pcie_type == all->pcie_type));
	FUZZ_CHECK(implies(less->flr, all->flr));
	FUZZ_CHECK(implies(less->ari, all->ari && less->ari_cap == all->ari_cap));
	FUZZ_CHECK(implies(less->ats, all->ats));
	FUZZ_CHECK(implies(less->pri, all->pri));
	FUZZ_CHECK(implies(less->pasid, all->pasid));
	FUZZ_CHECK(
		implies(less->acs.present, memcmp(&less->acs, &all->acs, sizeof(less->acs)) == 0));
	FUZZ_CHECK(implies(
		less->sriov.present, memcmp(&less->sriov, &all->sriov, sizeof(less->sriov)) == 0));
	FUZZ_CHECK(less->rebar.n <= all->rebar.n || all->rebar.n > 0);
}

static void check_values(const struct pci_config *c, size_t size)
{
	FUZZ_CHECK(c->state == PCI_CONFIG_DONE);
	FUZZ_CHECK(c->have_header == (size >= 64));
	FUZZ_CHECK(implies(c->sriov.present, c->sriov.offset >= 256 && c->pcie));
	FUZZ_CHECK(implies(c->sriov.present, c->sriov.offset + 0x40u <= size));
	FUZZ_CHECK(implies(c->acs.present || c->ari || c->rebar.n > 0, c->pcie && size > 256));
	FUZZ_CHECK(c->rebar.n <= PCI_CONFIG_REBAR_MAX && c->vf_rebar.n <= PCI_CONFIG_REBAR_MAX);
	FUZZ_CHECK(implies(c->msix, c->msix_vectors >= 1 && c->msix_vectors <= 2048));
	FUZZ_CHECK(c->pcie_type <= 15 && c->class <= 0xffffff);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pci_config all, same, less;
	/* Where to cut is chosen by the input too: a byte of the header that means nothing. */
	size_t cut = size > 0x3d ? (data[0x3c] * 16u + data[0x3d]) % (size + 1) : size / 2;

	pci_config_parse(&all, data, size);
	check_values(&all, size < PCI_CONFIG_SIZE ? size : PCI_CONFIG_SIZE);
	read_piecewise(&same, data, size);
	FUZZ_CHECK(memcmp(&all, &same, sizeof(all)) == 0);
	read_piecewise(&less, data, cut);
	check_less_is_not_more(&less, &all);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a function's configuration space says. Reading the bytes is facts-pci.c's
 * work; what follows from them is for checks/.
 */
#include "formats/pci-config.h"

#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

#define LEGACY_START 64
#define LEGACY_SIZE  192
#define EXT_START    256

/* How many bytes of an extended capability are read behind its header of 4. */
static const struct {
	uint16_t id, size;
} ext_sizes[] = {
	{ 0x0d, 8 },    /* ACS */
	{ 0x0e, 8 },    /* ARI */
	{ 0x0f, 8 },    /* ATS */
	{ 0x10, 0x40 }, /* SR-IOV */
	{ 0x13, 8 },    /* PRI */
	{ 0x15, 52 },   /* Resizable BAR: 4 + 6 * 8 */
	{ 0x1b, 8 },    /* PASID */
	{ 0x24, 52 },   /* VF Resizable BAR */
};

static uint16_t ext_size(uint16_t id)
{
	for (size_t i = 0; i < ARRAY_SIZE(ext_sizes); i++)
		if (ext_sizes[i].id == id)
			return ext_sizes[i].size;
	return 0;
}

/* False when a capability at this offset was seen before. */
static bool first_visit(struct pci_config *c, uint16_t off)
{
	uint8_t bit = (uint8_t)(1u << (off / 4 % 8));
	uint8_t *byte = &c->seen[off / 32 % sizeof(c->seen)];

	if (*byte & bit) {
		c->looped = true;
		return false;
	}
	*byte |= bit;
	return true;
}

static void want(struct pci_config *c, enum pci_config_state state, uint16_t off, uint16_t len)
{
	c->state = state;
	c->want_off = off;
	c->want_len = len;
}

static void want_ext(struct pci_config *c, uint16_t off)
{
	/* 0 ends the chain; lower is inside the legacy space: the chain is broken. */
	if (off < EXT_START || !first_visit(c, off))
		c->state = PCI_CONFIG_DONE;
	else
		want(c, PCI_CONFIG_EXT_HEADER, off, 4);
}

static void decode_header(struct pci_config *c)
{
	struct bytes b = bytes_of(c->header, sizeof(c->header));
	uint32_t class = bytes_get_u32(b, 8);

	c->have_header = true;
	c->vendor = bytes_get_u16(b, 0);
	c->device = bytes_get_u16(b, 2);
	c->command = bytes_get_u16(b, 4);
	c->class = class >> 8;
	c->header_type = c->header[0x0e];
	if ((c->header_type & 0x7f) == 0) {
		c->subvendor = bytes_get_u16(b, 0x2c);
		c->subdevice = bytes_get_u16(b, 0x2e);
	} else if ((c->header_type & 0x7f) == 1) {
		c->secondary = c->header[0x19];
		c->subordinate = c->header[0x1a];
	}
}

static void feed_header(struct pci_config *c, struct bytes b)
{
	if (b.size < sizeof(c->header)) {
		c->state = PCI_CONFIG_DONE;
		return;
	}
	memcpy(c->header, b.data, sizeof(c->header));
	decode_header(c);
	/* Status bit 4: there is a list. All ones: the device does not answer. */
	if (c->header[6] & 0x10 && c->vendor != 0xffff)
		want(c, PCI_CONFIG_LEGACY, LEGACY_START, LEGACY_SIZE);
	else if (c->vendor == 0xffff && bytes_get_u32(b, 8) != 0xffffffff)
		/* A VF: its IDs read as ones (SR-IOV 3.4.1.1), the rest is real. */
		want(c, PCI_CONFIG_LEGACY, LEGACY_START, LEGACY_SIZE);
	else
		c->state = PCI_CONFIG_DONE;
}

static void decode_pcie(struct pci_config *c, struct bytes b)
{
	c->pcie = true;
	c->pcie_type = (uint8_t)(bytes_get_u16(b, 2) >> 4 & 0xf);
	c->pcie_devcap = bytes_get_u32(b, 4);
	c->pcie_devcap2 = bytes_get_u32(b, 0x24);
	c->pcie_devctl2 = bytes_get_u16(b, 0x28);
	if (c->pcie_devcap & 1u << 28)
		c->flr = true;
}

/* The first one of a kind, which is the one that counts: whole, or cut short. */
static bool first_of(struct pci_config *c, enum pci_config_kind kind)
{
	bool first = !(c->met & 1u << kind);

	c->met |= 1u << kind;
	return first;
}

/*
 * b starts at the capability and ends with the legacy space. A second one of a kind
 * is left alone, as pci_find_capability() does; so is one that is not wholly there.
 */
static void decode_legacy(struct pci_config *c, uint8_t id, struct bytes b)
{
	switch (id) {
	case 0x01: /* power management */
		if (!first_of(c, PCI_CONFIG_KIND_PM) || !bytes_has(b, 0, 8))
			break;
		c->pm = true;
		c->pm_cap = bytes_get_u16(b, 2);
		c->pm_control = bytes_get_u16(b, 4);
		break;
	case 0x10: /* PCI Express; 0x14 bytes is its version 1 */
		if (first_of(c, PCI_CONFIG_KIND_PCIE) && bytes_has(b, 0, 0x14))
			decode_pcie(c, b);
		break;
	case 0x11: /* MSI-X */
		if (!first_of(c, PCI_CONFIG_KIND_MSIX) || !bytes_has(b, 0, 12))
			break;
		c->msix = true;
		c->msix_vectors = (uint16_t)((bytes_get_u16(b, 2) & 0x7ff) + 1);
		break;
	case 0x13: /* Advanced Features */
		if (b.size >= 6 && b.data[3] & 0x02)
			c->flr = true;
		break;
	default:
		break;
	}
}

static void feed_legacy(struct pci_config *c, struct bytes b)
{
	uint8_t space[256] = { 0 };
	struct bytes all = bytes_of(space, LEGACY_START + b.size);
	/* A CardBus bridge has the start of the list elsewhere (PCI_CB_CAPABILITY_LIST). */
	uint8_t off = c->header[(c->header_type & 0x7f) == 2 ? 0x14 : 0x34] & 0xfc;

	c->legacy_cut = b.size < LEGACY_SIZE;
	if (b.size > 0)
		memcpy(space + LEGACY_START, b.data, b.size);
	while (off >= LEGACY_START && bytes_has(all, off, 2) && first_visit(c, off)) {
		decode_legacy(c, space[off], bytes_slice(all, off, all.size - off));
		off = space[off + 1] & 0xfc;
	}
	if (c->legacy_cut || !c->pcie)
		c->state = PCI_CONFIG_DONE;
	else
		want_ext(c, EXT_START);
}

static void feed_ext_header(struct pci_config *c, struct bytes b)
{
	uint32_t header;
	uint16_t size;

	if (!bytes_u32(b, 0, &header)) {
		c->ext_cut = true;
		c->state = PCI_CONFIG_DONE;
		return;
	}
	/* All ones: nobody answers. Zero at the start: an empty list. */
	if (header == 0xffffffff || header == 0) {
		c->state = PCI_CONFIG_DONE;
		return;
	}
	size = ext_size(header & 0xffff);
	if (c->want_off + size > PCI_CONFIG_SIZE)
		size = (uint16_t)(PCI_CONFIG_SIZE - c->want_off);
	if (size == 0)
		want_ext(c, header >> 20 & 0xffc);
	else
		want(c, PCI_CONFIG_EXT_BODY, c->want_off, size);
}

static void decode_sriov(struct pci_config_sriov *s, struct bytes b, uint16_t off)
{
	if (!bytes_has(b, 0, 0x40))
		return;
	/* By member: what a whole leaves between them differs, and bytes are compared. */
	s->present = true;
	s->offset = off;
	s->cap = bytes_get_u32(b, 0x04);
	s->control = bytes_get_u16(b, 0x08);
	s->initial_vfs = bytes_get_u16(b, 0x0c);
	s->total_vfs = bytes_get_u16(b, 0x0e);
	s->num_vfs = bytes_get_u16(b, 0x10);
	s->first_offset = bytes_get_u16(b, 0x14);
	s->stride = bytes_get_u16(b, 0x16);
	s->vf_device = bytes_get_u16(b, 0x1a);
	s->page_sizes = bytes_get_u32(b, 0x1c);
	for (size_t i = 0; i < 6; i++)
		s->vf_bar[i] = bytes_get_u32(b, 0x24 + 4 * i);
}

static void decode_rebar(struct pci_config_rebar *rebar, struct bytes b)
{
	size_t n;

	/* The first control register says how many BARs there are, in bits 7:5. */
	n = bytes_get_u32(b, 8) >> 5 & 7;
	for (size_t i = 0; i < n && i < PCI_CONFIG_REBAR_MAX; i++) {
		uint32_t cap = bytes_get_u32(b, 4 + 8 * i), control = bytes_get_u32(b, 8 + 8 * i);

		if (!bytes_has(b, 4 + 8 * i, 8))
			return;
		rebar->bars[i].bar = control & 7;
		rebar->bars[i].size = control >> 8 & 0x3f;
		/* 2^0 to 2^27 MiB in the capability, 2^28 and more in the control register. */
		rebar->bars[i].sizes = (uint64_t)(cap >> 4) | (uint64_t)(control >> 16) << 28;
		rebar->n++;
	}
}

static void decode_ext(struct pci_config *c, uint16_t id, struct bytes b)
{
	switch (id) {
	case 0x0d:
		if (!first_of(c, PCI_CONFIG_KIND_ACS) || !bytes_has(b, 0, 8))
			break;
		c->acs.present = true;
		c->acs.cap = bytes_get_u16(b, 4);
		c->acs.control = bytes_get_u16(b, 6);
		break;
	case 0x0e:
		if (!first_of(c, PCI_CONFIG_KIND_ARI) || !bytes_has(b, 0, 8))
			break;
		c->ari = true;
		c->ari_cap = bytes_get_u16(b, 4);
		c->ari_control = bytes_get_u16(b, 6);
		break;
	case 0x0f:
		c->ats = true;
		break;
	case 0x10:
		if (first_of(c, PCI_CONFIG_KIND_SRIOV))
			decode_sriov(&c->sriov, b, c->want_off);
		break;
	case 0x13:
		c->pri = true;
		break;
	case 0x15:
		if (first_of(c, PCI_CONFIG_KIND_REBAR))
			decode_rebar(&c->rebar, b);
		break;
	case 0x1b:
		c->pasid = true;
		break;
	case 0x24:
		if (first_of(c, PCI_CONFIG_KIND_VF_REBAR))
			decode_rebar(&c->vf_rebar, b);
		break;
	default:
		break;
	}
}

static void feed_ext_body(struct pci_config *c, struct bytes b)
{
	uint32_t header;

	if (!bytes_u32(b, 0, &header)) {
		c->ext_cut = true;
		c->state = PCI_CONFIG_DONE;
		return;
	}
	decode_ext(c, header & 0xffff, b);
	want_ext(c, header >> 20 & 0xffc);
}

bool pci_config_want(struct pci_config *c, uint16_t *off, uint16_t *len)
{
	if (c->state == PCI_CONFIG_HEADER) {
		c->want_off = 0;
		c->want_len = sizeof(c->header);
	}
	*off = c->want_off;
	*len = c->want_len;
	return c->state != PCI_CONFIG_DONE;
}

void pci_config_feed(struct pci_config *c, const void *data, ptrdiff_t n)
{
	struct bytes b = bytes_of(data, n < 0 ? 0 : (size_t)n);

	if (b.size > c->want_len)
		b.size = c->want_len;
	switch (c->state) {
	case PCI_CONFIG_HEADER:
		feed_header(c, b);
		break;
	case PCI_CONFIG_LEGACY:
		feed_legacy(c, b);
		break;
	case PCI_CONFIG_EXT_HEADER:
		feed_ext_header(c, b);
		break;
	case PCI_CONFIG_EXT_BODY:
		feed_ext_body(c, b);
		break;
	case PCI_CONFIG_DONE:
		break;
	}
}

void pci_config_parse(struct pci_config *ret, const void *data, size_t size)
{
	struct bytes b = bytes_of(data, size);
	uint16_t off, len;

	*ret = (struct pci_config) { 0 };
	while (pci_config_want(ret, &off, &len)) {
		size_t n = off < b.size ? b.size - off : 0;

		pci_config_feed(ret, n ? b.data + off : NULL, (ptrdiff_t)(n < len ? n : len));
	}
}

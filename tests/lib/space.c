/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Configuration spaces for tests, built the other way round from formats/pci-config.c.
 */
#include "lib/space.h"

#include <string.h>

void space_u16(struct space *s, unsigned off, uint16_t v)
{
	s->b[off] = (uint8_t)v;
	s->b[off + 1] = (uint8_t)(v >> 8);
}

void space_u32(struct space *s, unsigned off, uint32_t v)
{
	space_u16(s, off, (uint16_t)v);
	space_u16(s, off + 2, (uint16_t)(v >> 16));
}

void space_init(struct space *s, uint16_t vendor, uint16_t device, uint32_t class)
{
	memset(s, 0, sizeof(*s));
	space_u16(s, 0, vendor);
	space_u16(s, 2, device);
	space_u32(s, 8, class << 8 | 1);
}

void space_cap(struct space *s, uint8_t off, uint8_t id)
{
	s->b[6] |= 0x10;
	s->b[s->last_legacy ? s->last_legacy + 1 : 0x34] = off;
	s->b[off] = id;
	s->last_legacy = off;
}

void space_ext(struct space *s, uint16_t off, uint16_t id)
{
	if (s->last_ext)
		space_u16(
			s, s->last_ext + 2u, (uint16_t)(off << 4 | (s->b[s->last_ext + 2] & 0xf)));
	space_u32(s, off, 1u << 16 | id);
	s->last_ext = off;
}

void space_pf(struct space *s, uint16_t total)
{
	space_init(s, 0x8086, 0x10c9, 0x020000);
	s->b[0x0e] = 0x80;
	space_u16(s, 0x2c, 0x8086);
	space_u16(s, 0x2e, 0xa03c);
	space_cap(s, SPACE_PM, 0x01);
	space_u16(s, SPACE_PM + 2, 0xc823);
	space_cap(s, SPACE_MSIX, 0x11);
	space_u16(s, SPACE_MSIX + 2, 0x8009);
	space_cap(s, SPACE_PCIE, 0x10);
	space_u16(s, SPACE_PCIE + 2, 0x0002);
	space_u32(s, SPACE_PCIE + 4, 1u << 28);
	space_ext(s, SPACE_ACS, 0x0d);
	space_u16(s, SPACE_ACS + 4, 0x005f);
	space_u16(s, SPACE_ACS + 6, 0x001d);
	space_ext(s, SPACE_ARI, 0x0e);
	space_ext(s, SPACE_SRIOV, 0x10);
	space_u32(s, SPACE_SRIOV + 0x04, 2);
	space_u16(s, SPACE_SRIOV + 0x08, 0x0019);
	space_u16(s, SPACE_SRIOV + 0x0c, total);
	space_u16(s, SPACE_SRIOV + 0x0e, total);
	space_u16(s, SPACE_SRIOV + 0x10, 3);
	space_u16(s, SPACE_SRIOV + 0x14, 0x80);
	space_u16(s, SPACE_SRIOV + 0x16, 2);
	space_u16(s, SPACE_SRIOV + 0x1a, 0x10ca);
	space_u32(s, SPACE_SRIOV + 0x1c, 0x553);
	space_u32(s, SPACE_SRIOV + 0x24, 0xfebc0004);
}

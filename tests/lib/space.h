/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_SPACE_H
#define TESTS_LIB_SPACE_H

#include <stdint.h>

/* A configuration space under construction: little endian, capabilities in chains. */
struct space {
	uint8_t b[4096];
	uint16_t last_legacy; /* offset of the newest capability; 0 while there is none */
	uint16_t last_ext;
};

/* An endpoint with a header and no capabilities. class is 0xBBSSII. */
void space_init(struct space *s, uint16_t vendor, uint16_t device, uint32_t class);

void space_u16(struct space *s, unsigned off, uint16_t v);
void space_u32(struct space *s, unsigned off, uint32_t v);

/* Adds a capability behind the newest one; fields are the caller's to fill. */
void space_cap(struct space *s, uint8_t off, uint8_t id);
void space_ext(struct space *s, uint16_t off, uint16_t id);

/* An SR-IOV PF as igb is one: PM, MSI-X, PCIe with FLR, ACS, ARI, SR-IOV with total VFs. */
void space_pf(struct space *s, uint16_t total);

/* Where space_pf() put things. */
enum space_offset {
	SPACE_PM = 0x40,
	SPACE_MSIX = 0x70,
	SPACE_PCIE = 0xa0,
	SPACE_ACS = 0x100,
	SPACE_ARI = 0x150,
	SPACE_SRIOV = 0x160,
};

#endif

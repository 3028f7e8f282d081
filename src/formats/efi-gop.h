/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_EFI_GOP_H
#define FORMATS_EFI_GOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "formats/efi-pe.h"

/*
 * A display's driver for UEFI ("GOP driver") among the programs of a firmware. It is told by
 * what is in it: an EFI driver that names the protocols GraphicsOutput, DriverBinding and
 * PciIo. Intel's also has its name in UTF-16, and a table of the PCI devices that it knows.
 */
#define EFI_GOP_IDS   128
#define EFI_GOP_BUILD 8

struct efi_gop {
	struct efi_pe pe;
	bool intel;
	char build[EFI_GOP_BUILD]; /* "1077"; "" when it does not say */
	uint16_t ids[EFI_GOP_IDS]; /* PCI device ids, in the driver's order */
	size_t n_ids;
};

/* Whether the bytes start with one; it is the first ret->pe.size of them. */
bool efi_gop_is(struct bytes b, struct efi_gop *ret);

/*
 * The next one of Intel's anywhere in the bytes from *off on, for layouts that no reader of
 * volumes knows. *off is where it starts then; the next search goes on one byte behind.
 */
bool efi_gop_search(struct bytes b, size_t *off, struct efi_gop *ret);

/* The platform ("Alder Lake-S") of an Intel display's PCI device id, or NULL. */
const char *efi_gop_platform(uint16_t device);

/* "17.0.1077" of a driver with this SHA-256, where somebody ran it and asked; or NULL. */
const char *efi_gop_version(const uint8_t sha256[32]);

/* A Video BIOS Table: what a driver is told of the panel and the plugs. */
struct efi_vbt {
	char platform[17]; /* "CHERRYVIEW"; what is not printable is "?" */
	uint16_t version;  /* of its data block; 0 when that is not there */
	uint16_t size;
	bool checksum_ok;
};

/* Whether the bytes start with one. */
bool efi_vbt_is(struct bytes b, struct efi_vbt *ret);

#endif

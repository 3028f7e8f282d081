/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_ACPI_IVRS_H
#define FORMATS_ACPI_IVRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "formats/acpi-table.h"

/*
 * The ACPI table IVRS: what the firmware says of AMD's IOMMUs (AMD I/O Virtualization
 * Technology Specification, 48882, revision 3.09, chapter 5). A device ID is bus (15:8),
 * device (7:3) and function (2:0). Numbers are as they are in the table.
 */

/* acpi_ivrs.info */
#define ACPI_IVRS_EFR_SUPPORTED 0x1u /* blocks of type 10h say what the hardware can, too */
#define ACPI_IVRS_DMA_GUARD     0x2u /* DMA is guarded before boot */

/* acpi_ivrs_unit.flags */
#define ACPI_IVRS_HT_TUNNEL   0x01
#define ACPI_IVRS_PASS_PW     0x02
#define ACPI_IVRS_RES_PASS_PW 0x04
#define ACPI_IVRS_ISOC        0x08
#define ACPI_IVRS_IOTLB       0x10
#define ACPI_IVRS_COHERENT    0x20
#define ACPI_IVRS_PREFETCH    0x40 /* type 10h only */
#define ACPI_IVRS_PPR         0x80 /* type 10h only */

/* acpi_ivrs_memory.flags */
#define ACPI_IVRS_UNITY     0x01 /* mapped one to one */
#define ACPI_IVRS_READ      0x02
#define ACPI_IVRS_WRITE     0x04
#define ACPI_IVRS_EXCLUSION 0x08 /* not translated at all; unity and access do not count */

enum acpi_ivrs_entry_type {
	ACPI_IVRS_ALL = 0x01,
	ACPI_IVRS_SELECT = 0x02,
	ACPI_IVRS_RANGE_START = 0x03, /* up to the next ACPI_IVRS_RANGE_END */
	ACPI_IVRS_RANGE_END = 0x04,
	ACPI_IVRS_ALIAS_SELECT = 0x42, /* requests of device come as those of source */
	ACPI_IVRS_ALIAS_START = 0x43,
	ACPI_IVRS_EXT_SELECT = 0x46,
	ACPI_IVRS_EXT_START = 0x47,
	ACPI_IVRS_SPECIAL = 0x48, /* an IOAPIC or HPET, which comes as source */
	ACPI_IVRS_HID = 0xf0,     /* a device that is not on PCI, which comes as device */
};

enum acpi_ivrs_special {
	ACPI_IVRS_SPECIAL_IOAPIC = 1,
	ACPI_IVRS_SPECIAL_HPET = 2,
};

struct acpi_ivrs_entry {
	uint8_t type;     /* enum acpi_ivrs_entry_type */
	uint8_t settings; /* b0 INIT, b1 external, b2 NMI, b5:4 SysMgt, b6 LINT0, b7 LINT1 */
	uint16_t device;
	uint16_t source;   /* of an alias or a special device */
	uint8_t handle;    /* of a special device: the APIC ID of the IOAPIC, or the HPET number */
	uint8_t special;   /* enum acpi_ivrs_special, or another number */
	uint32_t extended; /* of ACPI_IVRS_EXT_*: b31 no ATS */
	size_t hid;        /* of ACPI_IVRS_HID: which of acpi_ivrs.hids */
};

#define ACPI_IVRS_UID_BAD 0xff /* a number of no bytes, or more than 8 */

struct acpi_ivrs_hid {
	char hid[9], cid[9]; /* the bytes as they are, and a 0 */
	uint8_t uid_type;    /* 0 none, 1 number, 2 text; another: not read */
	uint64_t number;
	char *text; /* NULL unless uid_type is 2; ends where a 0 is */
};

/* IVHD: an IOMMU and the devices behind it. One IOMMU has up to three: acpi_ivrs_type(). */
struct acpi_ivrs_unit {
	uint8_t type; /* 0x10, 0x11 or 0x40 */
	uint8_t flags;
	uint16_t device;     /* the IOMMU's own ID */
	uint16_t capability; /* where in its configuration space */
	uint64_t base;
	uint16_t segment;
	uint16_t info;                 /* b4:0 MSI number, b12:8 unit ID */
	uint32_t features;             /* type 10h: feature reporting; else attributes */
	uint64_t efr, efr2;            /* extended feature registers; 0 in type 10h */
	size_t first_entry, n_entries; /* in acpi_ivrs.entries */
	bool cut;                      /* what follows them makes no sense: there may be more */
};

/* IVMD: memory that devices go on using. */
struct acpi_ivrs_memory {
	uint8_t type; /* 0x20 all devices, 0x21 one, 0x22 device to last_device */
	uint8_t flags;
	uint16_t segment;
	uint16_t device, last_device; /* of type 20h neither counts, of 21h the second not */
	uint64_t start, length;       /* in bytes */
};

struct acpi_ivrs {
	struct acpi_table table;
	uint32_t info;
	struct acpi_ivrs_unit *units;
	struct acpi_ivrs_entry *entries;
	struct acpi_ivrs_hid *hids;
	struct acpi_ivrs_memory *memory;
	size_t n_units, n_entries, n_hids, n_memory;
	size_t n_unknown;         /* blocks of other types, skipped */
	size_t n_unknown_entries; /* entries of other types, skipped; padding is none */
	size_t n_bad;             /* blocks too short for their type, skipped */
	bool cut; /* the list of blocks does not end where the table does: it is less */
};

/*
 * Decodes a table, of which b may have less (then it is cut) or more bytes. *ret is to
 * be emptied with acpi_ivrs_done(); it takes at most some 20 bytes for each of b.
 * -EINVAL when it is no IVRS, or not even its fixed 48 bytes.
 */
int acpi_ivrs_parse(struct bytes b, struct acpi_ivrs *ret, struct err *err);

void acpi_ivrs_done(struct acpi_ivrs *v);

/*
 * The type of the units that Linux takes (get_highest_supported_ivhd_type()): firmware
 * describes each IOMMU once for each type, from the oldest on. 0: there are no units.
 */
uint8_t acpi_ivrs_type(const struct acpi_ivrs *v);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_ACPI_DMAR_H
#define FORMATS_ACPI_DMAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "formats/acpi-table.h"

/*
 * The ACPI table DMAR: what the firmware says of Intel's IOMMUs (Intel Virtualization
 * Technology for Directed I/O, revision 4.1, chapter 8). Numbers are as they are in the
 * table: whether a base of 0 or a limit below its base makes sense is for checks/.
 */

/* acpi_dmar.flags */
#define ACPI_DMAR_INTR_REMAP     0x01 /* interrupts can be remapped */
#define ACPI_DMAR_X2APIC_OPT_OUT 0x02 /* the firmware asks not to use x2APIC */
#define ACPI_DMAR_DMA_OPT_IN     0x04 /* DMA_CTRL_PLATFORM_OPT_IN: guards DMA before boot */

/* acpi_dmar_unit.flags: all PCI devices of the segment that no other unit names. */
#define ACPI_DMAR_INCLUDE_ALL 0x01
/* acpi_dmar_group.flags of ATSR: all root ports; of SATC: ATS must be on for these. */
#define ACPI_DMAR_ALL_PORTS    0x01
#define ACPI_DMAR_ATC_REQUIRED 0x01

enum acpi_dmar_scope_type {
	ACPI_DMAR_SCOPE_ENDPOINT = 1,
	ACPI_DMAR_SCOPE_BRIDGE = 2, /* it and everything below */
	ACPI_DMAR_SCOPE_IOAPIC = 3,
	ACPI_DMAR_SCOPE_HPET = 4,
	ACPI_DMAR_SCOPE_NAMESPACE = 5, /* id is the device number of an acpi_dmar_name */
};

struct acpi_dmar_hop {
	uint8_t device, function; /* raw: hostile ones exceed 31 and 7 */
};

/*
 * A device: from bus down through the hops. The last hop is the device itself, those
 * before it are bridges, whose secondary bus the next hop is on.
 */
struct acpi_dmar_scope {
	uint8_t type; /* enum acpi_dmar_scope_type, or one that we do not know */
	uint8_t flags;
	uint8_t id; /* of an IOAPIC, HPET or name; else 0 */
	uint8_t bus;
	size_t first_hop, n_hops; /* in acpi_dmar.hops */
};

/* Which devices a structure is about. */
struct acpi_dmar_scopes {
	size_t first, n; /* in acpi_dmar.scopes */
	bool cut;        /* what follows them makes no sense: there may be more */
};

/* DRHD: an IOMMU. */
struct acpi_dmar_unit {
	uint8_t flags;
	uint8_t size; /* its registers take 2^size pages of 4 KiB */
	uint16_t segment;
	uint64_t base;
	struct acpi_dmar_scopes scopes;
};

/* RMRR: memory that these devices go on using, first and last byte. */
struct acpi_dmar_reserved {
	uint16_t segment;
	uint64_t base, limit;
	struct acpi_dmar_scopes scopes;
};

/* ATSR, SATC or SIDP: devices that something holds for. */
struct acpi_dmar_group {
	uint8_t flags; /* SIDP has none */
	uint16_t segment;
	struct acpi_dmar_scopes scopes;
};

/* RHSA: which NUMA proximity domain the unit with this base is in. */
struct acpi_dmar_affinity {
	uint64_t base;
	uint32_t proximity;
};

/* Type 4: a device that is not on PCI, by its path in the ACPI namespace. */
struct acpi_dmar_name {
	uint8_t device;
	char *path;
};

struct acpi_dmar {
	struct acpi_table table;
	uint16_t address_width; /* of DMA, in bits: 1 to 256 */
	uint8_t flags;
	struct acpi_dmar_unit *units;
	struct acpi_dmar_reserved *reserved;
	struct acpi_dmar_group *ports; /* ATSR: root ports that pass ATS on */
	struct acpi_dmar_affinity *affinities;
	struct acpi_dmar_name *names;
	struct acpi_dmar_group *caches; /* SATC: integrated devices with an ATC */
	struct acpi_dmar_group *sidps;  /* SIDP: what integrated devices do with PASIDs */
	struct acpi_dmar_scope *scopes;
	struct acpi_dmar_hop *hops;
	size_t n_units, n_reserved, n_ports, n_affinities, n_names, n_caches, n_sidps;
	size_t n_scopes, n_hops;
	size_t n_unknown; /* structures of other types, skipped */
	size_t n_bad;     /* structures too short for their type, skipped */
	bool cut;         /* the list of structures does not end where the table does: it is less */
};

/*
 * Decodes a table, of which b may have less (then it is cut) or more bytes. *ret is to
 * be emptied with acpi_dmar_done(); it takes at most some 16 bytes for each of b.
 * -EINVAL when it is no DMAR, or not even its fixed 48 bytes.
 */
int acpi_dmar_parse(struct bytes b, struct acpi_dmar *ret, struct err *err);

void acpi_dmar_done(struct acpi_dmar *d);

#endif

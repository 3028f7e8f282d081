/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_MACHINE_H
#define MODEL_MACHINE_H

#include <stddef.h>
#include <stdint.h>

#include "model/pci.h"
#include "model/tri.h"

/* Memory that the firmware wants mapped one to one for these devices: RMRR, IVMD. */
#define MACHINE_REGION_DEVICES 8
struct machine_region {
	uint32_t segment;
	uint64_t first,
		last; /* byte addresses; last below first is possible: as the table has it */
	struct pci_addr devices[MACHINE_REGION_DEVICES]; /* of paths of one hop only */
	size_t n_devices;
	bool all; /* of IVMD: all devices */
};

/* An IOMMU that the firmware tables name. */
struct machine_iommu_unit {
	uint32_t segment;
	uint64_t base; /* of its registers; 0 is a firmware bug */
	bool include_all;
};

/* ACPI tables DMAR (Intel) and IVRS (AMD), as far as the judging needs them. */
struct machine_acpi {
	enum tri dmar, ivrs; /* the table is there */
	enum tri decoded;    /* its bytes could be read (root) and made sense */
	char why[120];       /* why not, or what is odd in them; "" */
	enum tri intr_remap; /* DMAR: the firmware allows interrupt remapping */
	enum tri x2apic_opt_out;
	enum tri dma_guard; /* "pre-boot DMA protection": DMA_CTRL_PLATFORM_OPT_IN, IVRS bit */
	int address_width;  /* DMAR host address width in bits; -1 unknown */
	struct machine_iommu_unit *units; /* owned */
	size_t n_units;
	struct machine_region *regions; /* owned */
	size_t n_regions;
};

/* A unit in /sys/class/iommu: one that the kernel drives. */
struct machine_iommu {
	char name[24];      /* "dmar0", "ivhd0" */
	uint64_t cap, ecap; /* Intel; 0 unknown. cap b21:16 is the address width less one */
	size_t n_devices;   /* links in devices/ */
};

struct machine {
	/* DMI, /sys/class/dmi/id; NULL unknown; owned */
	char *sys_vendor, *product, *product_version, *board_vendor, *board, *bios_vendor,
		*bios_version, *bios_date;
	int chassis;   /* SMBIOS 7.4.1: 3 desktop, 8 to 10, 14, 31, 32 portable; -1 unknown */
	enum tri uefi; /* booted by UEFI */
	enum tri secure_boot, setup_mode;
	enum tri mok_enrolled; /* dkms signs with a key that the firmware's shim knows */
	char lockdown[20];     /* "none", "integrity", "confidentiality"; "" unknown */
	struct machine_acpi acpi;
	struct machine_iommu *iommus; /* owned */
	size_t n_iommus;
	enum tri intr_remap; /* interrupts are remapped now (/proc/interrupts) */
	char *hypervisor; /* this host is itself a guest of; NULL: it is not, or unknown; owned */
	enum tri is_guest;
	enum tri is_container;
};

void machine_init(struct machine *m); /* all unknown */
void machine_done(struct machine *m);

/* A laptop or tablet. */
enum tri machine_portable(const struct machine *m);

#endif

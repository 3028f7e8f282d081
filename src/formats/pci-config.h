/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_PCI_CONFIG_H
#define FORMATS_PCI_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * PCI configuration space (PCI Express Base 6.0, chapter 7; linux/pci_regs.h).
 *
 * It is read by need: reading all 4096 bytes of a device costs a millisecond of
 * real bus cycles, the few that matter cost microseconds. So the reader asks, and
 * whoever holds the bytes feeds it:
 *
 *	struct pci_config c = { 0 };
 *	while (pci_config_want(&c, &off, &len))
 *		pci_config_feed(&c, buf, pread(fd, buf, len, off));
 *
 * A feed that is shorter than len ends that chain as cut short; nothing is decoded
 * out of bytes that did not come. Chains that loop or leave the space end, and say so.
 */
#define PCI_CONFIG_SIZE      4096
#define PCI_CONFIG_WANT_MAX  256 /* the largest len that is asked for */
#define PCI_CONFIG_REBAR_MAX 6

enum pci_config_state {
	PCI_CONFIG_HEADER,
	PCI_CONFIG_LEGACY,
	PCI_CONFIG_EXT_HEADER,
	PCI_CONFIG_EXT_BODY,
	PCI_CONFIG_DONE,
};

/* Of capabilities only the first of a kind counts. */
enum pci_config_kind {
	PCI_CONFIG_KIND_PM,
	PCI_CONFIG_KIND_PCIE,
	PCI_CONFIG_KIND_MSIX,
	PCI_CONFIG_KIND_ACS,
	PCI_CONFIG_KIND_ARI,
	PCI_CONFIG_KIND_SRIOV,
	PCI_CONFIG_KIND_REBAR,
	PCI_CONFIG_KIND_VF_REBAR,
};

struct pci_config_sriov {
	bool present;
	uint16_t offset;  /* of the capability itself */
	uint32_t cap;     /* b0 VF migration, b1 ARI preserved */
	uint16_t control; /* b0 VFs enabled, b3 memory, b4 ARI */
	uint16_t initial_vfs, total_vfs, num_vfs;
	uint16_t first_offset, stride; /* change with num_vfs and ARI */
	uint16_t vf_device;
	uint32_t page_sizes;
	uint32_t vf_bar[6]; /* raw */
};

struct pci_config_acs {
	bool present;
	uint16_t cap, control; /* b0 SV, b1 TB, b2 RR, b3 CR, b4 UF, b5 EC, b6 DT */
};

struct pci_config_rebar {
	uint8_t n;
	struct {
		uint8_t bar;    /* 0 to 5 */
		uint64_t sizes; /* bit n: 2^n MiB can be chosen */
		uint8_t size;   /* now: 2^size MiB */
	} bars[PCI_CONFIG_REBAR_MAX];
};

struct pci_config {
	enum pci_config_state state;
	uint16_t want_off, want_len;
	uint8_t header[64];
	uint8_t seen[PCI_CONFIG_SIZE / 4 / 8]; /* one bit a dword: the loop guard */
	unsigned met;                          /* bits of enum pci_config_kind: had one already */

	/* What was found. */
	bool have_header;
	bool legacy_cut; /* no bytes beyond the first 64: not root, or a short file */
	bool ext_cut;    /* none beyond 256: a conventional device, or a short file */
	bool looped;     /* a capability chain came back to where it had been */
	uint16_t vendor, device, subvendor, subdevice, command;
	uint32_t class;                 /* base, sub, interface: 0xBBSSII */
	uint8_t header_type;            /* b6:0 layout (1 is a bridge), b7 multifunction */
	uint8_t secondary, subordinate; /* of a bridge */
	bool pcie;
	uint8_t pcie_type; /* PCI_EXP_TYPE_*: 0 endpoint, 4 root port, 5 up, 6 down, 9 RC endpoint
			    */
	uint32_t pcie_devcap, pcie_devcap2;
	uint16_t pcie_devctl2;
	bool flr; /* function level reset, by PCIe or Advanced Features */
	bool pm;
	uint16_t pm_cap, pm_control;
	bool msix;
	uint16_t msix_vectors;
	bool ari;
	uint16_t ari_cap, ari_control;
	bool ats, pri, pasid;
	struct pci_config_sriov sriov;
	struct pci_config_acs acs;
	struct pci_config_rebar rebar, vf_rebar;
};

/* Whether more bytes are needed, and which: *len is at most PCI_CONFIG_WANT_MAX. */
bool pci_config_want(struct pci_config *c, uint16_t *off, uint16_t *len);

/* The bytes asked for last; n below zero is as good as none. */
void pci_config_feed(struct pci_config *c, const void *data, ptrdiff_t n);

/* All of it out of a dump of size bytes (64, 256 or 4096 are usual; any is safe). */
void pci_config_parse(struct pci_config *ret, const void *data, size_t size);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_PCI_DETAIL_H
#define MODEL_PCI_DETAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/tri.h"

/* A region of the sysfs file "resource"; size 0: not there or not assigned. */
struct pci_bar {
	uint64_t start, size; /* bytes */
	bool io, mem64, prefetch;
};

#define PCI_DETAIL_BARS 6

struct pci_rebar {
	uint8_t bar;
	uint8_t size;   /* now: 2^size MiB */
	uint64_t sizes; /* bit n: 2^n MiB can be chosen */
};

/* What doctor needs to know of a function beyond what "virtfn list" shows. */
struct pci_detail {
	/* The regions below could be read; NO: the VF BARs could not (a kernel without them). */
	enum tri resources_seen;
	struct pci_bar bars[PCI_DETAIL_BARS], rom;
	/*
	 * VF BARs: what the kernel reserved, for all TotalVFs together (size 0: nothing), and
	 * what one VF asks for by the capability (0: no such BAR, or unknown).
	 */
	struct pci_bar vf_bars[PCI_DETAIL_BARS];
	enum tri vf_bar_wanted[PCI_DETAIL_BARS]; /* the capability has a BAR there */
	struct pci_bar windows[3];               /* of a bridge: I/O, memory, prefetchable memory */
	int secondary, subordinate;              /* buses of a bridge; -1 */
	int vf_offset, vf_stride;                /* -1 unknown; may change once VFs are on */
	int vf_device;                           /* device ID of VFs; -1 unknown */
	int initial_vfs;                         /* -1 unknown; differs from TotalVFs: EIO */
	int sriov_control;                       /* b0 VFs on, b3 memory, b4 ARI; -1 unknown */
	int acs_cap; /* capability bits; -1: no such capability or unknown */
	enum tri ari_supported, ari_enabled; /* ARI forwarding of a bridge (DEVCAP2, DEVCTL2 b5) */
	enum tri ats, pri, pasid;
	struct pci_rebar rebar[PCI_DETAIL_BARS];
	size_t n_rebar;
	enum tri no_soft_reset; /* PM reset does nothing */
	char power_state[12];   /* "D0", "D3cold", "unknown", "error"; "" unknown */
	enum tri d3cold_allowed;
	enum tri has_rom;          /* the sysfs file "rom" is there */
	int connectors;            /* of the DRM card: connected ones; -1 no card or unknown */
	char card[16], render[16]; /* DRM nodes, "card0", "renderD128"; "" none */
	enum tri sriov_admin;      /* xe's provisioning folder is there */
	enum tri prelim_iov;       /* i915-sriov-dkms' provisioning folder is there */
	/* The module for one that could make VFs, and that no driver holds. */
	char module[40]; /* "" none, or nobody looked */
	enum tri module_there, module_loaded;
	enum tri header_bad; /* configuration space reads as all ones: the device is gone */
};

/* All unknown; NULL only without memory. */
struct pci_detail *pci_detail_new(void);
void pci_detail_free(struct pci_detail *d);

#endif

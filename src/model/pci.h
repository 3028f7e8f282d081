/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_PCI_H
#define MODEL_PCI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/pci-detail.h"
#include "model/tri.h"
#include "model/vf-quota.h"
#include "model/vf-settings.h"

/* Where a PCI function is: domain (segment), bus, slot (device), function. */
struct pci_addr {
	uint32_t domain;
	uint8_t bus, slot, func;
};

#define PCI_ADDR_TEXT 20 /* "10000:00:02.0" and a 0 byte, with some room */

/* "0000:00:02.0", or "00:02.0" in domain 0; -EINVAL on anything else. */
int pci_addr_parse(const char *text, struct pci_addr *ret);
void pci_addr_format(struct pci_addr a, char text[PCI_ADDR_TEXT]);
int pci_addr_compare(struct pci_addr a, struct pci_addr b);

/* Base and sub class, class >> 8 of a device. */
enum pci_class {
	PCI_CLASS_NVME = 0x0108,
	PCI_CLASS_BRIDGE_PCI = 0x0604,
};

/* Who uses a function, and whether taking it away would hurt somebody. */
enum pci_use_kind {
	PCI_USE_NETDEV_UP,    /* an interface that is up */
	PCI_USE_NETDEV_ADDR,  /* an interface that has addresses */
	PCI_USE_MOUNT,        /* a mounted file system or swap on it */
	PCI_USE_BOOT_DISPLAY, /* the firmware's primary display, or the host's only one */
	PCI_USE_GUEST,        /* a guest holds it */
	PCI_USE_PROCESS,      /* another process holds it through vfio */
};

struct pci_use {
	enum pci_use_kind kind;
	char *what; /* interface, mount point, guest or "name (pid 12)"; owned */
};

/* The SR-IOV side of a physical function. */
struct pci_sriov {
	enum tri present;   /* the capability is there */
	int total;          /* VFs the driver allows; -1: no sriov_totalvfs file */
	int hw_total;       /* TotalVFs of the capability; -1: could not be read */
	int num;            /* VFs there now, counted */
	enum tri autoprobe; /* host drivers take new VFs */
};

/* A type of mediated device (GVT-g) that a function offers. */
struct pci_mdev_type {
	char id[40];         /* "i915-GVTg_V5_4" */
	int available;       /* so many more can be made now; -1 unknown */
	char resolution[16]; /* the highest of its screen: "1920x1200"; "" unknown */
	unsigned low, high;  /* MiB of the aperture, and of the rest of the GPU's; 0 unknown */
};

struct pci_dev {
	struct pci_addr addr;
	char name[PCI_ADDR_TEXT]; /* addr as text */
	uint32_t class;           /* 0xBBSSII */
	uint16_t vendor, device, subvendor, subdevice;
	char driver[40];     /* "" for none */
	char override[40];   /* driver_override; "" for none */
	int numa_node;       /* -1: none, or unknown */
	int iommu_group;     /* -1: none */
	char reset[80];      /* reset methods in the kernel's order; "" for none */
	enum tri reset_seen; /* reset could be looked at */
	enum tri boot_vga;
	bool is_vf;
	struct pci_addr physfn; /* of a VF */
	int vf_index;           /* of a VF: N of the PF's virtfnN; -1 unknown */
	struct pci_sriov sriov;
	enum tri config; /* the capabilities below could be read (root, not cut short) */
	bool pcie, ari, flr, pm, multifunction, bridge;
	int pcie_type;   /* PCI_EXP_TYPE_*; -1 unknown */
	int acs;         /* ACS control bits; -1: no such capability */
	int rebar;       /* BARs that can be resized */
	char netdev[16]; /* first interface, "" for none */
	char mac[20];    /* its address */
	enum tri netdev_up;
	char netdev_master[16];  /* the bridge or bond that it is a port of; "" none, or unknown */
	struct vf_settings link; /* of a network VF: what its PF enforces */
	struct vf_quota quota;   /* of a GPU's VF, or of the GPU itself: what it has now */
	unsigned quota_hidden;   /* VF_QUOTA_BITs that could not be looked at */
	unsigned quota_offers;   /* of a PF: those that its driver has for VFs */
	enum tri quota_auto;     /* of such a PF: it shares out its pools by itself */
	char *vendor_name, *device_name; /* from the system's pci.ids; NULL unknown; owned */
	struct pci_use *uses;            /* owned */
	size_t n_uses;
	bool has_parent;
	struct pci_addr parent;           /* the bridge above */
	enum tri mdev;                    /* of a GPU: the folder mdev_supported_types is there */
	struct pci_mdev_type *mdev_types; /* owned */
	size_t n_mdev_types;
	uint64_t aperture;         /* of such a GPU: bytes of BAR 2; 0 unknown */
	struct pci_detail *detail; /* owned; NULL unless FACTS_HOST looked */
};

void pci_dev_done(struct pci_dev *d);

/* Adds a use unless it is there; what is copied. -ENOMEM. */
int pci_dev_add_use(struct pci_dev *d, enum pci_use_kind kind, const char *what);

/* The same for a list of uses; -ENOMEM. */
int pci_uses_add(struct pci_use **uses, size_t *n_uses, enum pci_use_kind kind, const char *what);
void pci_uses_done(struct pci_use *uses, size_t n_uses);

/* Displays, 3D controllers, and what computes without being called a display. */
bool pci_dev_is_gpu(const struct pci_dev *d);

/* The first use that makes taking the function away wrong, or NULL. */
const struct pci_use *pci_dev_busy(const struct pci_dev *d);

#endif

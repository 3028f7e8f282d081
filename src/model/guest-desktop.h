/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_GUEST_DESKTOP_H
#define MODEL_GUEST_DESKTOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What makes a guest one to work with all day. The first of each enum: nobody said. */

enum guest_system {
	GUEST_SYSTEM_ANY,
	GUEST_SYSTEM_LINUX,
	GUEST_SYSTEM_WIN10,
	GUEST_SYSTEM_WIN11,
};

enum guest_profile {
	GUEST_PROFILE_ANY,
	GUEST_PROFILE_LIGHT,    /* nothing is kept for it */
	GUEST_PROFILE_BALANCED, /* its cores, shared with the host */
	GUEST_PROFILE_MAX,      /* its cores alone, huge pages */
};

enum guest_view {
	GUEST_VIEW_ANY,
	GUEST_VIEW_NONE, /* a serial console, or a monitor on its own GPU */
	GUEST_VIEW_SPICE,
	GUEST_VIEW_RDP,
	GUEST_VIEW_LOOKING_GLASS,
};

/* Where Looking Glass's memory is. */
enum guest_shared {
	GUEST_SHARED_ANY,
	GUEST_SHARED_FILE,  /* /dev/shm/NAME */
	GUEST_SHARED_KVMFR, /* /dev/kvmfr0 */
};

enum guest_pages {
	GUEST_PAGES_ANY,
	GUEST_PAGES_ORDINARY,
	GUEST_PAGES_2M,
	GUEST_PAGES_1G,
};

enum guest_gpu {
	GUEST_GPU_NONE,
	GUEST_GPU_VF,    /* of an SR-IOV GPU: no outputs */
	GUEST_GPU_WHOLE, /* with its outputs, if it has some */
	GUEST_GPU_MDEV,  /* a mediated device, GVT-g */
};

/* How it reaches a network, beside VFs. */
enum guest_net {
	GUEST_NET_ANY,
	GUEST_NET_NONE,
	GUEST_NET_NETWORK, /* one of libvirt's */
	GUEST_NET_USER,    /* QEMU's own: out, but not in */
};

#define GUEST_INPUTS 4

/* A device of /dev/input that the guest takes from the host. */
struct guest_input {
	char path[256];
	bool keyboard;
};

struct guest_pin; /* guest/guest-pin.h */

/* Hyper-V enlightenments, GUEST_HYPERV_BIT(index of guest_hyperv_names). */
#define GUEST_HYPERV_BIT(i) (1u << (i))

/* Everything is decided. Pointers are borrowed. */
struct guest_desktop {
	enum guest_system os;
	enum guest_profile profile;
	enum guest_view view;
	enum guest_gpu gpu;
	bool secure_boot; /* with the usual keys */
	bool tpm;
	bool battery;                /* a table with one, which laptop GPUs' drivers want */
	unsigned hyperv;             /* GUEST_HYPERV_BITs */
	const struct guest_pin *pin; /* NULL: none */
	bool smt_amd;                /* threads on AMD: the guest must be told in its own way */
	int address_bits;            /* most that the IOMMU maps; 0: as the host has it */
	int libvirt;                 /* 11003000: 11.3.0; 0 unknown, so what is old only */
	enum guest_pages pages;
	int memory_node;     /* NUMA node that its memory is to come from; -1: any */
	bool locked;         /* nothing of it is swapped out */
	unsigned frame_mib;  /* shared memory for Looking Glass; 0 none */
	const char *frame;   /* its name below /dev/shm */
	bool kvmfr;          /* the memory is /dev/kvmfr0's instead */
	bool spice, vnc;     /* its screen on the host */
	const char *video;   /* model of the emulated display; NULL: libvirt's choice */
	bool sound;          /* through spice */
	bool reboot_ends;    /* a device of it cannot be reset */
	bool usb_only_mouse; /* Looking Glass wants no tablet */
	enum guest_net net;
	const char *network; /* of libvirt */
	const char *mdev;    /* UUID of its GPU */
	bool mdev_display;   /* its picture is shown by spice or VNC */
	const char *iso;     /* in a CD drive */
	struct guest_input inputs[GUEST_INPUTS];
	size_t n_inputs;
};

#endif

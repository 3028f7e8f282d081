/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_STACK_H
#define MODEL_STACK_H

#include <stdbool.h>
#include <stddef.h>

#include "model/tri.h"

enum libvirt_mode {
	LIBVIRT_UNKNOWN,
	LIBVIRT_NONE,       /* no daemon is installed */
	LIBVIRT_MONOLITHIC, /* libvirtd */
	LIBVIRT_MODULAR,    /* virtqemud and others */
};

/* A firmware descriptor for guests (QEMU docs/interop/firmware.json). */
struct stack_firmware {
	char *file; /* of the descriptor; owned */
	char *code; /* of the image; owned */
	bool code_there, secure_boot, enrolled_keys, requires_smm, q35, x86_64;
};

enum stack_node {
	STACK_NODE_UNKNOWN,
	STACK_NODE_NONE,
	STACK_NODE_CHAR,    /* a character device, as it should be */
	STACK_NODE_REGULAR, /* a plain file: QEMU made it before the module was there */
};

/* Devices of QEMU that not each build has. */
enum stack_qemu {
	STACK_QEMU_TPM,     /* tpm-emulator */
	STACK_QEMU_IVSHMEM, /* ivshmem-plain, memory that Looking Glass reads */
	STACK_QEMU_SPICE,
	STACK_QEMU_N,
};

/* What runs guests: libvirt, QEMU, firmware, confinement. Paths are the host's. */
struct stack {
	enum libvirt_mode libvirt;
	enum tri libvirt_active;  /* its socket or service listens (/run/libvirt) */
	enum tri libvirt_enabled; /* started at boot or by its socket */
	int libvirt_version;      /* 11003000 as libvirt counts: 11.3.0; -1 unknown */
	char *qemu;               /* path of qemu-system-x86_64; NULL none; owned */
	enum tri qemu_there;
	int qemu_version;                    /* 10000002: 10.0.2; -1 unknown */
	enum tri qemu_devices[STACK_QEMU_N]; /* as libvirt saw it last */
	struct stack_firmware *firmware;     /* owned */
	size_t n_firmware;
	enum tri firmware_seen; /* folders of descriptors could be read */
	enum tri swtpm, swtpm_setup;
	char qemu_user[32], qemu_group[32]; /* of qemu.conf, or ""; "" unknown */
	/* In force in the kernel, and libvirt has guests confined (security_driver). */
	enum tri apparmor, selinux, selinux_enforcing;
	enum tri in_libvirt_group, in_kvm_group; /* the caller, or he is root */
	enum tri default_network, default_network_autostart;
	enum stack_node kvmfr;   /* /dev/kvmfr0 */
	enum tri kvmfr_acl;      /* qemu.conf's cgroup_device_acl has /dev/kvmfr0 */
	enum tri kvmfr_apparmor; /* a local abstraction for guests names /dev/kvmfr0 */
	enum tri looking_glass;  /* a client is installed */
	enum tri viewer;         /* virt-viewer or remote-viewer */
	enum tri rdp;            /* Remmina or a FreeRDP client */
	enum tri vfio_node;      /* /dev/vfio/vfio */
	enum tri iommufd_node;   /* /dev/iommu */
	/* /usr/share/virtio-win/virtio-win.iso is there, where AppArmor refuses it */
	enum tri virtio_iso_share;
	enum tri libvirt_guests; /* libvirt-guests is enabled */
};

void stack_init(struct stack *s); /* all unknown */
void stack_done(struct stack *s);

#endif

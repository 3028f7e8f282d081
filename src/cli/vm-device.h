/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_DEVICE_H
#define CLI_VM_DEVICE_H

#include "cli/command.h"
#include "cli/vm-work.h"
#include "model/host.h"

/*
 * Which VF a new guest is given: "VF" is that one, "PF:auto" the lowest free one,
 * made first where the PF has none. Everything that would make the guest's start
 * fail, or hurt somebody else, is refused here. *host is read again when VFs are made.
 */
struct vm_device {
	struct call *call;
	struct host *host;
	const struct vm_guests *guests;
	bool network;                     /* it is to get a MAC or a VLAN */
	bool dry;                         /* make no VFs */
	const struct guest_device *taken; /* what the guest is given by other options */
	size_t n_taken;
};

/*
 * 1; or 0 when VFs would have to be made but it is dry: a message says so. -EBUSY
 * names who has it, -EPERM when making VFs needs root.
 */
int vm_device_choose(
	const struct vm_device *v, const char *text, struct guest_device *ret, struct err *err);

/* Whether a function can be given away: -EBUSY with who has it, or what is in its way. */
int vm_device_check(const struct vm_device *v, const struct pci_dev *d, struct err *err);

/* Whether a driver is one of vfio's: vfio-pci, xe-vfio-pci, mlx5_vfio_pci. */
bool vm_device_on_vfio(const struct pci_dev *d);

#endif

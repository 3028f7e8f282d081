/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_DESKTOP_H
#define CLI_VM_DESKTOP_H

#include "cli/command.h"
#include "cli/vm-device.h"
#include "guest/guest-choose.h"

/* Options of "vm create" that ask for a guest with a desktop. */
struct vm_desktop_opts {
	const char *os, *profile, *gpu, *nic, *view, *input, *screen, *pages, *iso, *shared;
	bool only_keyboard, battery;
};

#define VM_DESKTOP_DEVICES 16

/* Such a guest while it is made; needs vm_desktop_done(). */
struct vm_desktop {
	struct guest_wish wish;
	struct guest_choice choice;
	struct guest_device devices[VM_DESKTOP_DEVICES];
	size_t n_devices;
	char *iso;                     /* owned */
	char events[GUEST_INPUTS][24]; /* of the inputs, "event3" */
	char frame[72];
	char mdev[37];
};

/* Whether there is one of these options. */
bool vm_desktop_wanted(const struct vm_desktop_opts *o);

/* Their words, without looking at the host: -EINVAL. */
int vm_desktop_parse(
	const struct vm_desktop_opts *o, bool kernel, struct guest_wish *ret, struct err *err);

/*
 * Devices of --gpu and --nic, behind those that are there. 1; or 0 when VFs would have to be made
 * but it is dry: a message says so.
 */
int vm_desktop_devices(const struct vm_device *v, const struct vm_desktop_opts *o,
	struct vm_desktop *d, struct err *err);

/* What --input says: -EINVAL, -EBUSY for the host's last keyboard. */
int vm_desktop_inputs(const struct vm_device *v, const struct vm_desktop_opts *o,
	struct vm_desktop *d, struct err *err);

/* Inputs and the ISO, then everything that was left open. */
int vm_desktop_choose(const struct vm_device *v, const struct vm_desktop_opts *o, struct virt *virt,
	struct vm_desktop *d, struct err *err);

/* What was decided and why. */
void vm_desktop_show(const struct vm_desktop *d, struct call *call);

/*
 * The table of a battery, where QEMU may read it. It stays there for the next guest that wants
 * one. -EPERM without root.
 */
int vm_desktop_battery(const struct call *call, const struct vm_desktop *d, struct err *err);

void vm_desktop_done(struct vm_desktop *d);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_LIBVIRT_QEMU_H
#define EXT_EXT_LIBVIRT_QEMU_H

#include "base/root.h"
#include "ext/ext-libvirt.h"

/*
 * What libvirt knows of the inside of a running guest: its agent (libvirt-qemu, loaded at first
 * use) and its addresses.
 */

/*
 * One command for the guest agent, as JSON, and its answer as JSON, to be free()d; it ends after
 * five seconds. -EOPNOTSUPP: the guest has no channel for an agent; -ENOTCONN: none answers there;
 * -ETIMEDOUT; -ENOSYS: libvirt-qemu is not installed.
 */
int virt_agent(
	struct virt *virt, const char *name, const char *command, char **ret, struct err *err);

/*
 * Adds the addresses that libvirt knows without asking the guest: those that its own DHCP gave
 * away, then those in the host's neighbour table. None is no error.
 */
int virt_addresses(struct virt *virt, const char *name, struct names *ret, struct err *err);

#endif

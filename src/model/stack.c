/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of libvirt, QEMU and their like before anybody looked, and who frees it?
 */
#include "model/stack.h"

#include <stdlib.h>

void stack_init(struct stack *s)
{
	*s = (struct stack) {
		.libvirt_active = TRI_UNKNOWN,
		.libvirt_enabled = TRI_UNKNOWN,
		.libvirt_version = -1,
		.qemu_there = TRI_UNKNOWN,
		.qemu_version = -1,
		.firmware_seen = TRI_UNKNOWN,
		.swtpm = TRI_UNKNOWN,
		.swtpm_setup = TRI_UNKNOWN,
		.apparmor = TRI_UNKNOWN,
		.selinux = TRI_UNKNOWN,
		.selinux_enforcing = TRI_UNKNOWN,
		.in_libvirt_group = TRI_UNKNOWN,
		.in_kvm_group = TRI_UNKNOWN,
		.default_network = TRI_UNKNOWN,
		.default_network_autostart = TRI_UNKNOWN,
		.kvmfr_acl = TRI_UNKNOWN,
		.kvmfr_apparmor = TRI_UNKNOWN,
		.looking_glass = TRI_UNKNOWN,
		.viewer = TRI_UNKNOWN,
		.rdp = TRI_UNKNOWN,
		.vfio_node = TRI_UNKNOWN,
		.iommufd_node = TRI_UNKNOWN,
		.virtio_iso_share = TRI_UNKNOWN,
		.libvirt_guests = TRI_UNKNOWN,
	};
	for (size_t i = 0; i < STACK_QEMU_N; i++)
		s->qemu_devices[i] = TRI_UNKNOWN;
}

void stack_done(struct stack *s)
{
	for (size_t i = 0; i < s->n_firmware; i++) {
		free(s->firmware[i].file);
		free(s->firmware[i].code);
	}
	free(s->firmware);
	free(s->qemu);
	stack_init(s);
}
